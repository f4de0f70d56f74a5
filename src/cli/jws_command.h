/*
 * jws_command: s2s-registry jws-verify, which verifies one bare JWS as the guard would.
 */
#ifndef CLI_JWS_COMMAND_PRIVATE_H
#define CLI_JWS_COMMAND_PRIVATE_H

/* Takes the words behind the command: --jwks FILE, and --alg NAME any number of times (none: every
 * algorithm). Reads the JWS from standard input. Returns the exit status: 0 with the payload on
 * standard output; 1 with the refusal's code there; 2 when it was called wrongly or there is no key
 * set. */
int jws_command_run(int argc, char **argv);

#endif
