/*
 * jws_command: the command `s2s-registry jws-verify`, which verifies a JWS with the same code as
 * the service.
 */
#ifndef CLI_JWS_COMMAND_PRIVATE_H
#define CLI_JWS_COMMAND_PRIVATE_H

/* Runs the command with the arguments that follow its name. --jwks FILE names the key set. --alg
 * NAME allows an algorithm and may be repeated. Without --alg, all algorithms are allowed. Reads
 * the JWS from standard input. If the JWS is valid, prints its payload and returns the exit status
 * 0. If the JWS is refused, prints the code of the refusal and returns 1. If the arguments are
 * invalid, or if reading or writing fails, returns 2. */
int jws_command_run(int argc, char **argv);

#endif
