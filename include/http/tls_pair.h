/*
 * tls_pair: a server's certificate chain and its private key, read from PEM files and checked, so
 * that a pair which cannot be served is named with the reason.
 */
#ifndef HTTP_TLS_PAIR_H
#define HTTP_TLS_PAIR_H

#include "base/fault.h"

struct tls_pair {
	const char *certificate_pem, *key_pem; /* NUL-terminated */
	/* A sentence for the operator, or absent: the pair can be served, but clients whose clock
	 * is right refuse a certificate that is not valid yet. */
	struct text warning;
};

/* Reads the two files into the fault's arena. Adds a fault for each that cannot be read, holds
 * something else (the other of the two, an encrypted key), or has an end of validity before
 * `now_ms`, and one where the key is another certificate's. */
enum status tls_pair_read(const char *certificate_path, const char *key_path, int64_t now_ms,
	struct tls_pair *ret_pair, struct fault *fault);

#endif
