/*
 * listener: a listening TCP socket.
 */
#ifndef HTTP_LISTENER_PRIVATE_H
#define HTTP_LISTENER_PRIVATE_H

#include "base/fault.h"

/* Listens on a numeric address; port 0 takes a free one. The caller closes the descriptor, which
 * does not block. -1, with the fault set to CannotListen and the system's reason, where that
 * fails. An IPv6 address takes IPv6 alone. */
int listener_open(const char *address, uint16_t port, struct fault *fault);

uint16_t listener_port(int listener);

/* What listener_open() sets when it fails, with another reason. */
void listener_refuse(const char *address, uint16_t port, const char *reason, struct fault *fault);

#endif
