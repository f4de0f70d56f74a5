/*
 * jws_command: the command `s2s-registry jws-verify`, which verifies a single JWS with the code of
 * the guard.
 */
#ifndef CLI_JWS_COMMAND_PRIVATE_H
#define CLI_JWS_COMMAND_PRIVATE_H

/* Runs the command with the arguments after its name: --jwks FILE, and --alg NAME for each accepted
 * algorithm (default: all). Reads the JWS from standard input. Returns the exit status: 0 and the
 * payload on standard output if the JWS is valid, 1 and the refusal's code there if it is not, 2 if
 * the arguments are invalid or the key set cannot be read. */
int jws_command_run(int argc, char **argv);

#endif
