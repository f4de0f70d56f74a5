#include "http/certificate.h"

#include <gnutls/gnutls.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct certificate {
	gnutls_certificate_credentials_t credentials;
	struct certificate *older;
};

struct certificates {
	struct certificate *_Atomic newest;
};

struct certificates *certificate_list_new(void)
{
	struct certificates *list = calloc(1, sizeof(*list));

	if (list == NULL)
		abort();
	return list;
}

void certificate_list_free(struct certificates *list)
{
	struct certificate *certificate;

	if (list == NULL)
		return;
	certificate = list->newest;
	while (certificate != NULL) {
		struct certificate *older = certificate->older;

		gnutls_certificate_free_credentials(certificate->credentials);
		free(certificate);
		certificate = older;
	}
	free(list);
}

static gnutls_datum_t datum(const char *pem)
{
	return (gnutls_datum_t){
		.data = (unsigned char *)(uintptr_t)pem, .size = (unsigned int)strlen(pem)};
}

enum status certificate_add(struct certificates *list, const char *certificate_pem,
	const char *key_pem, struct fault *fault)
{
	gnutls_datum_t chain = datum(certificate_pem), key = datum(key_pem);
	struct certificate *certificate = calloc(1, sizeof(*certificate));
	int code;

	if (certificate == NULL ||
		gnutls_certificate_allocate_credentials(&certificate->credentials) != 0)
		abort();
	code = gnutls_certificate_set_x509_key_mem2(
		certificate->credentials, &chain, &key, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (code < 0) {
		gnutls_certificate_free_credentials(certificate->credentials);
		free(certificate);
		return fault_set(fault, STATUS_INVALID, "InvalidCertificate",
			"server.tls-certificate and server.tls-key cannot be used: %s",
			gnutls_strerror(code));
	}
	certificate->older = list->newest;
	list->newest = certificate;
	return STATUS_OK;
}

void certificate_apply(struct certificates *list, void *tls_session)
{
	const struct certificate *newest = list->newest;

	if (newest != NULL && tls_session != NULL)
		gnutls_credentials_set(tls_session, GNUTLS_CRD_CERTIFICATE, newest->credentials);
}
