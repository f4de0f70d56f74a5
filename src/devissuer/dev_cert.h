/*
 * dev_cert: RSA-2048 keys and self-signed certificates, made with OpenSSL.
 *
 * The arena owns all results. A failure of OpenSSL aborts the process.
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

/* Makes a key and its certificate, valid from yesterday for ten years. `alt_names` is OpenSSL's
 * text of subjectAltName, e.g. "DNS:localhost", or NULL if the certificate is not for a server. */
struct dev_cert dev_cert_make(struct arena *arena, const char *common_name, const char *alt_names);

/* Return PEM text. The private key is unencrypted PKCS #8. */
struct text dev_cert_pem(struct arena *arena, const struct dev_cert *cert);
struct text dev_cert_private_pem(struct arena *arena, const struct dev_cert *cert);
struct text dev_cert_public_pem(struct arena *arena, const struct dev_cert *cert);

/* Returns the certificate in DER. */
struct text dev_cert_der(struct arena *arena, const struct dev_cert *cert);

#endif
