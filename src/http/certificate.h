/*
 * certificate: the TLS certificates of a server. A new certificate needs no restart.
 *
 * A pair is a certificate chain and its private key. libmicrohttpd accepts a pair only when it
 * starts. The server therefore sets the newest pair on each TLS session before the handshake. A
 * session uses its pair until the session ends. The server does not track which pairs are in use,
 * and frees the pairs only when it stops.
 */
#ifndef HTTP_CERTIFICATE_PRIVATE_H
#define HTTP_CERTIFICATE_PRIVATE_H

#include "base/fault.h"

struct certificates;

struct certificates *certificate_list_new(void);
void certificate_list_free(struct certificates *list);

/* Adds a pair as the newest pair. Both texts are in PEM format. If the pair is malformed, or if the
 * key does not match the certificate, changes nothing and returns STATUS_INVALID. */
enum status certificate_add(struct certificates *list, const char *certificate_pem,
	const char *key_pem, struct fault *fault);

/* Sets the newest pair on `tls_session` (a gnutls_session_t). Must be called before the handshake.
 * Thread-safe. */
void certificate_apply(struct certificates *list, void *tls_session);

#endif
