/*
 * listener: a listening TCP socket.
 */
#ifndef HTTP_LISTENER_PRIVATE_H
#define HTTP_LISTENER_PRIVATE_H

#include "base/fault.h"

/* Listens on a numeric address. Port 0 selects any free port. A listener on an IPv6 address does
 * not accept IPv4 connections. Returns a nonblocking descriptor that the caller must close. On
 * failure, sets the fault to "CannotListen" with the system's error message and returns -1. */
int listener_open(const char *address, uint16_t port, struct fault *fault);

/* Returns the port of the listener, or 0 on failure. */
uint16_t listener_port(int listener);

/* Sets the fault to "CannotListen" with `reason`. */
void listener_refuse(const char *address, uint16_t port, const char *reason, struct fault *fault);

#endif
