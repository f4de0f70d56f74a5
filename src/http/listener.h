/*
 * listener: a listening TCP socket.
 */
#ifndef HTTP_LISTENER_PRIVATE_H
#define HTTP_LISTENER_PRIVATE_H

#include "base/fault.h"

/* Listens on a numeric address; port 0 takes any free port. An IPv6 address accepts IPv6 only.
 * Returns a nonblocking descriptor, which the caller closes, or -1 with fault CannotListen and the
 * system's reason. */
int listener_open(const char *address, uint16_t port, struct fault *fault);

uint16_t listener_port(int listener);

/* Sets the fault CannotListen with another reason. */
void listener_refuse(const char *address, uint16_t port, const char *reason, struct fault *fault);

#endif
