#include "http/tls_pair.h"

#include <errno.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"

#define PEM_BYTES_MAX (1024 * 1024)
#define KEY_ID_BYTES_MAX 64
#define CERTIFICATE TEXT("server.tls-certificate")
#define KEY TEXT("server.tls-key")

/* One of the two files. */
struct pem {
	const char *path;
	struct text setting, content;
};

struct key_id {
	unsigned char bytes[KEY_ID_BYTES_MAX];
	size_t length; /* 0: unknown */
};

static void complain(
	struct fault *fault, const struct pem *pem, const char *sentence, const char *reason)
{
	fault_add(fault, pem->setting, "InvalidCertificate", "%s: %s %s%s%s", pem->setting.data,
		pem->path, sentence, reason == NULL ? "" : ": ", reason == NULL ? "." : reason);
}

static bool has(const struct pem *pem, const char *words)
{
	return strstr(pem->content.data, words) != NULL;
}

/* Reads a file. Returns false, with a fault, if there is no content to check. */
static bool read_file(struct pem *pem, struct fault *fault)
{
	pem->content = file_read(fault->arena, pem->path, PEM_BYTES_MAX, NULL);
	if (!text_is_set(pem->content))
		complain(fault, pem, "cannot be read", strerror(errno));
	else if (pem->content.length == 0)
		complain(fault, pem, "is empty", NULL);
	return pem->content.length > 0;
}

static gnutls_datum_t datum(const struct pem *pem)
{
	return (gnutls_datum_t){.data = (unsigned char *)(uintptr_t)pem->content.data,
		.size = (unsigned int)pem->content.length};
}

static void check_leaf(const struct pem *pem, gnutls_x509_crt_t leaf, int64_t now_ms,
	struct key_id *ret_id, struct fault *fault)
{
	int64_t end_ms = gnutls_x509_crt_get_expiration_time(leaf) * CLOCK_MS_PER_S;

	if (end_ms < now_ms)
		complain(fault, pem, "has expired",
			arena_printf(fault->arena, "its certificate was valid until %s.",
				clock_text(fault->arena, end_ms).data)
				.data);
	if (gnutls_x509_crt_get_key_id(
		    leaf, GNUTLS_KEYID_USE_SHA256, ret_id->bytes, &ret_id->length) != 0)
		ret_id->length = 0;
}

/* The certificate is served anyway: this clock may be slow. */
static struct text warning_of(
	const struct pem *pem, gnutls_x509_crt_t leaf, int64_t now_ms, struct arena *arena)
{
	int64_t begin_ms = gnutls_x509_crt_get_activation_time(leaf) * CLOCK_MS_PER_S;

	if (begin_ms <= now_ms)
		return TEXT_NONE;
	return arena_printf(arena, "%s: %s is not valid yet: its certificate is valid from %s.",
		pem->setting.data, pem->path, clock_text(arena, begin_ms).data);
}

static void check_chain(const struct pem *pem, int64_t now_ms, struct key_id *ret_id,
	struct text *ret_warning, struct fault *fault)
{
	gnutls_datum_t data = datum(pem);
	gnutls_x509_crt_t *chain = NULL;
	unsigned int count = 0;
	int code = gnutls_x509_crt_list_import2(
		&chain, &count, &data, GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);

	if (code < 0 && !has(pem, "BEGIN CERTIFICATE") && has(pem, "PRIVATE KEY"))
		complain(fault, pem, "contains a private key instead of a certificate", NULL);
	else if (code < 0)
		complain(fault, pem, "does not contain a PEM certificate chain",
			gnutls_strerror(code));
	if (code < 0) {
		ret_id->length = 0;
		return;
	}
	check_leaf(pem, chain[0], now_ms, ret_id, fault);
	*ret_warning = warning_of(pem, chain[0], now_ms, fault->arena);
	for (unsigned int i = 0; i < count; i++)
		gnutls_x509_crt_deinit(chain[i]);
	gnutls_free(chain);
}

static void check_key(const struct pem *pem, struct key_id *ret_id, struct fault *fault)
{
	gnutls_datum_t data = datum(pem);
	gnutls_x509_privkey_t key;
	int code;

	if (gnutls_x509_privkey_init(&key) != 0)
		abort();
	code = gnutls_x509_privkey_import2(key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (code < 0 && has(pem, "ENCRYPTED"))
		complain(fault, pem, "is encrypted; the service cannot ask for a passphrase", NULL);
	else if (code < 0 && !has(pem, "PRIVATE KEY") && has(pem, "BEGIN CERTIFICATE"))
		complain(fault, pem, "contains a certificate instead of a private key", NULL);
	else if (code < 0)
		complain(fault, pem, "does not contain a PEM private key", gnutls_strerror(code));
	if (code < 0 ||
		gnutls_x509_privkey_get_key_id(
			key, GNUTLS_KEYID_USE_SHA256, ret_id->bytes, &ret_id->length) != 0)
		ret_id->length = 0;
	gnutls_x509_privkey_deinit(key);
}

enum status tls_pair_read(const char *certificate_path, const char *key_path, int64_t now_ms,
	struct tls_pair *ret_pair, struct fault *fault)
{
	struct pem certificate = {.path = certificate_path, .setting = CERTIFICATE};
	struct pem key = {.path = key_path, .setting = KEY};
	struct key_id of_certificate = {.length = KEY_ID_BYTES_MAX}, of_key = of_certificate;
	struct text warning = TEXT_NONE;
	bool is_there = read_file(&certificate, fault);

	if (!read_file(&key, fault) || !is_there)
		return fault->status;
	check_chain(&certificate, now_ms, &of_certificate, &warning, fault);
	check_key(&key, &of_key, fault);
	if (of_certificate.length > 0 && of_key.length > 0 &&
		(of_certificate.length != of_key.length ||
			memcmp(of_certificate.bytes, of_key.bytes, of_key.length) != 0))
		complain(fault, &key, "does not belong to the certificate in",
			arena_printf(fault->arena, "%s.", certificate_path).data);
	*ret_pair = (struct tls_pair){certificate.content.data, key.content.data, warning};
	return fault->status;
}
