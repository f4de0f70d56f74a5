#include "devissuer/dev_cert.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "base/hash.h"

#define RSA_BITS 2048
#define DAY_S (24 * 60 * 60)
#define VALID_DAYS 3650

static void check(bool good)
{
	if (!good)
		abort();
}

static void release_key(void *key)
{
	EVP_PKEY_free(key);
}

static void release_certificate(void *certificate)
{
	X509_free(certificate);
}

static void set_names(X509 *certificate, const char *common_name)
{
	X509_NAME *name = X509_get_subject_name(certificate);
	uint64_t serial;

	hash_random(&serial, sizeof(serial));
	check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1);
	check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
		      (const unsigned char *)common_name, -1, -1, 0) == 1);
	check(X509_set_issuer_name(certificate, name) == 1);
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	check(extension != NULL && X509_add_ext(certificate, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

struct dev_cert dev_cert_make(struct arena *arena, const char *common_name, const char *alt_names)
{
	struct dev_cert cert = {EVP_RSA_gen(RSA_BITS), X509_new()};

	check(cert.key != NULL && cert.certificate != NULL);
	arena_defer(arena, release_key, cert.key);
	arena_defer(arena, release_certificate, cert.certificate);
	check(X509_set_version(cert.certificate, X509_VERSION_3) == 1);
	set_names(cert.certificate, common_name);
	check(X509_gmtime_adj(X509_getm_notBefore(cert.certificate), -DAY_S) != NULL);
	check(X509_time_adj_ex(X509_getm_notAfter(cert.certificate), VALID_DAYS, 0, NULL) != NULL);
	check(X509_set_pubkey(cert.certificate, cert.key) == 1);
	if (alt_names != NULL) {
		add_extension(cert.certificate, NID_subject_alt_name, alt_names);
		/* A client that trusts this certificate uses it as a CA. */
		add_extension(cert.certificate, NID_basic_constraints, "critical,CA:TRUE");
	}
	check(X509_sign(cert.certificate, cert.key, EVP_sha256()) > 0);
	return cert;
}

static struct text take_memory(struct arena *arena, BIO *bio, int written)
{
	char *data;
	long length = BIO_get_mem_data(bio, &data);
	struct text t;

	check(written == 1);
	t = arena_text(arena, (struct text){data, (size_t)length});
	BIO_free(bio);
	return t;
}

struct text dev_cert_pem(struct arena *arena, const struct dev_cert *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());

	return take_memory(arena, bio, PEM_write_bio_X509(bio, cert->certificate));
}

struct text dev_cert_private_pem(struct arena *arena, const struct dev_cert *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());

	return take_memory(
		arena, bio, PEM_write_bio_PrivateKey(bio, cert->key, NULL, NULL, 0, NULL, NULL));
}

struct text dev_cert_public_pem(struct arena *arena, const struct dev_cert *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());

	return take_memory(arena, bio, PEM_write_bio_PUBKEY(bio, cert->key));
}

struct text dev_cert_der(struct arena *arena, const struct dev_cert *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());

	return take_memory(arena, bio, i2d_X509_bio(bio, cert->certificate));
}
