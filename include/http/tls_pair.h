/*
 * tls_pair: loads a certificate chain and its private key from PEM files, and reports why they are
 * unusable.
 */
#ifndef HTTP_TLS_PAIR_H
#define HTTP_TLS_PAIR_H

#include "base/fault.h"

struct tls_pair {
	const char *certificate_pem, *key_pem; /* NUL-terminated */
	/* A warning for the operator if the certificate is not valid yet, otherwise absent
	 * (base/text.h). The server can use a certificate that is not valid yet, but clients with a
	 * correct clock reject it. */
	struct text warning;
};

/* Reads and checks the two files. The texts of *ret_pair live in the fault's arena. Adds an error
 * to the fault for each file that cannot be read or has the wrong content (e.g. an encrypted key).
 * Also adds an error if the certificate expired before `now_ms`, or if the key does not belong to
 * the certificate. Returns STATUS_INVALID if it has added an error. */
enum status tls_pair_read(const char *certificate_path, const char *key_path, int64_t now_ms,
	struct tls_pair *ret_pair, struct fault *fault);

#endif
