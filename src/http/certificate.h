/*
 * certificate: a server's certificate chain with its private key, and the newest of several.
 *
 * libmicrohttpd takes one pair when it starts. To serve a renewed one, each connection's TLS
 * session is given the newest pair before its handshake; handshakes and connections under way keep
 * the pair they have, so that every pair lives as long as the server.
 */
#ifndef HTTP_CERTIFICATE_PRIVATE_H
#define HTTP_CERTIFICATE_PRIVATE_H

#include "base/fault.h"

struct certificates;

struct certificates *certificate_list_new(void);
void certificate_list_free(struct certificates *list);

/* Reads the pair (PEM) and makes it the newest. STATUS_INVALID, and the newest stays, when it
 * cannot be read or the key is another's. */
enum status certificate_add(struct certificates *list, const char *certificate_pem,
	const char *key_pem, struct fault *fault);

/* Gives the newest pair to a session (gnutls_session_t) whose handshake has not begun. Any thread
 * may call it. */
void certificate_apply(struct certificates *list, void *tls_session);

#endif
