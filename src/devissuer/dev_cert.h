/*
 * dev_cert: RSA-2048 keys and self-signed certificates, with OpenSSL.
 *
 * Promises: everything is owned by the arena it was made in; a failure of OpenSSL ends the process.
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

/* A new key and its certificate, valid from yesterday for ten years. `alt_names` is OpenSSL's text
 * of subjectAltName, e.g. "DNS:localhost", or NULL: then the certificate is no server's. */
struct dev_cert dev_cert_make(struct arena *arena, const char *common_name, const char *alt_names);

/* PEM text; `private` is PKCS #8 without encryption. */
struct text dev_cert_pem(struct arena *arena, const struct dev_cert *cert);
struct text dev_cert_private_pem(struct arena *arena, const struct dev_cert *cert);
struct text dev_cert_public_pem(struct arena *arena, const struct dev_cert *cert);

/* The certificate in DER. */
struct text dev_cert_der(struct arena *arena, const struct dev_cert *cert);

#endif
