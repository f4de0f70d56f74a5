/*
 * tls_pair: loading of a certificate chain and its private key from PEM files, with checks that
 * explain why a pair is unusable.
 */
#ifndef HTTP_TLS_PAIR_H
#define HTTP_TLS_PAIR_H

#include "base/fault.h"

struct tls_pair {
	const char *certificate_pem, *key_pem; /* NUL-terminated */
	/* A warning for the operator, or absent. The certificate is not valid yet: it can be
	 * served, but clients with a correct clock will reject it. */
	struct text warning;
};

/* Reads and checks the two files; the result lives in the fault's arena. Adds a fault for each file
 * that cannot be read, has the wrong content (e.g. an encrypted key), or contains a certificate
 * that expired before `now_ms`, and one fault if the key does not belong to the certificate. */
enum status tls_pair_read(const char *certificate_path, const char *key_path, int64_t now_ms,
	struct tls_pair *ret_pair, struct fault *fault);

#endif
