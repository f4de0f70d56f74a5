/*
 * dev_cert: makes RSA-2048 keys and self-signed certificates with OpenSSL.
 *
 * The arena passed to a function owns the result. A failure of OpenSSL aborts the process.
 */
#ifndef DEVISSUER_DEV_CERT_PRIVATE_H
#define DEVISSUER_DEV_CERT_PRIVATE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/arena.h"

struct dev_cert {
	EVP_PKEY *key;
	X509 *certificate;
};

/* Makes a key and its certificate, which is valid from one day ago until ten years from now. For
 * the certificate of a server, `alt_names` is the subjectAltName in OpenSSL's syntax, e.g.
 * "DNS:localhost". Otherwise it is NULL. */
struct dev_cert dev_cert_make(struct arena *arena, const char *common_name, const char *alt_names);

/* Return the certificate, the private key (unencrypted PKCS #8) or the public key in PEM. */
struct text dev_cert_pem(struct arena *arena, const struct dev_cert *cert);
struct text dev_cert_private_pem(struct arena *arena, const struct dev_cert *cert);
struct text dev_cert_public_pem(struct arena *arena, const struct dev_cert *cert);

/* Returns the certificate in DER. */
struct text dev_cert_der(struct arena *arena, const struct dev_cert *cert);

#endif
