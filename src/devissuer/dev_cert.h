/*
 * dev_cert: makes RSA-2048 keys and self-signed certificates with OpenSSL.
 *
 * The results live in the arena. If OpenSSL fails, the functions abort the process.
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

/* Makes a key and its certificate. The certificate is valid from one day ago until ten years from
 * now. `alt_names` is the subjectAltName of a server's certificate in OpenSSL's syntax, e.g.
 * "DNS:localhost". For other certificates, `alt_names` is NULL. */
struct dev_cert dev_cert_make(struct arena *arena, const char *common_name, const char *alt_names);

/* Return the certificate, the private key (unencrypted PKCS #8) or the public key in PEM. */
struct text dev_cert_pem(struct arena *arena, const struct dev_cert *cert);
struct text dev_cert_private_pem(struct arena *arena, const struct dev_cert *cert);
struct text dev_cert_public_pem(struct arena *arena, const struct dev_cert *cert);

/* Returns the certificate in DER. */
struct text dev_cert_der(struct arena *arena, const struct dev_cert *cert);

#endif
