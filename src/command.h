/*
 * command: what the commands of s2s-registry have in common.
 */
#ifndef COMMAND_PRIVATE_H
#define COMMAND_PRIVATE_H

#include "base/fault.h"

/* Says on standard error what is wrong, a line for each; returns EXIT_FAILURE. */
int command_complain(const struct fault *fault);

/* Says on standard error what failed, and why by errno; returns EXIT_FAILURE. */
int command_complain_of(const char *what);

#endif
