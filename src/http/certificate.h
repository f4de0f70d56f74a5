/*
 * certificate: the TLS certificates of a server, which can be replaced without a restart.
 *
 * libmicrohttpd accepts a pair only at start. Therefore each connection's TLS session gets the
 * newest pair before its handshake. Handshakes and connections in progress keep their pair, so
 * every pair lives as long as the server.
 */
#ifndef HTTP_CERTIFICATE_PRIVATE_H
#define HTTP_CERTIFICATE_PRIVATE_H

#include "base/fault.h"

struct certificates;

struct certificates *certificate_list_new(void);
void certificate_list_free(struct certificates *list);

/* Adds a pair (PEM) and makes it the newest. Returns STATUS_INVALID, and changes nothing, if the
 * pair is malformed or does not match. */
enum status certificate_add(struct certificates *list, const char *certificate_pem,
	const char *key_pem, struct fault *fault);

/* Sets the newest pair on a session (gnutls_session_t) before its handshake. Thread-safe. */
void certificate_apply(struct certificates *list, void *tls_session);

#endif
