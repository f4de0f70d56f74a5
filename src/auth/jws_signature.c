#include "auth/jws_signature.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

/* Two numbers of up to 66 bytes, each with a leading zero, tag and length, in a sequence. */
#define DER_BYTES_MAX 144

static const unsigned char *bytes_of(struct text t)
{
	return (const unsigned char *)t.data;
}

/* RFC 7518 §3.5: the salt is as long as the digest, and MGF1 uses the same digest. */
static bool set_pss(EVP_PKEY_CTX *context, const char *digest)
{
	return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1 &&
		EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, digest, NULL) == 1;
}

static bool begin(EVP_MD_CTX *context, const struct jwk *key, enum algorithm algorithm)
{
	const struct algorithm_row *row = algorithm_row(algorithm);
	EVP_PKEY_CTX *key_context = NULL;

	return EVP_DigestVerifyInit_ex(
		       context, &key_context, row->digest, NULL, NULL, key->pkey, NULL) == 1 &&
		(!row->pss || set_pss(key_context, row->digest));
}

/* Returns the first algorithm that fits: for an RSA key without alg, RS256. */
static enum algorithm usual_algorithm(const struct jwk *key)
{
	enum algorithm algorithm = 0;

	while (algorithm < ALGORITHM_COUNT && jwk_check_algorithm(key, algorithm) != REFUSAL_NONE)
		algorithm++;
	return algorithm;
}

static void free_verifier(void *verifier)
{
	EVP_MD_CTX_free(verifier);
}

void jws_signature_prepare(struct arena *arena, struct jwk *key)
{
	enum algorithm algorithm = usual_algorithm(key);
	EVP_MD_CTX *context = algorithm == ALGORITHM_COUNT ? NULL : EVP_MD_CTX_new();

	if (context == NULL)
		return;
	if (begin(context, key, algorithm)) {
		key->verifier = context;
		key->verifier_algorithm = algorithm;
		arena_defer(arena, free_verifier, context);
	} else {
		EVP_MD_CTX_free(context);
		ERR_clear_error();
	}
}

static bool verify(const struct jwk *key, enum algorithm algorithm, struct text signing_input,
	struct text signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool is_prepared = key->verifier != NULL && key->verifier_algorithm == algorithm;
	bool right = context != NULL &&
		(is_prepared ? EVP_MD_CTX_copy_ex(context, key->verifier) == 1
			     : begin(context, key, algorithm)) &&
		EVP_DigestVerify(context, bytes_of(signature), signature.length,
			bytes_of(signing_input), signing_input.length) == 1;

	EVP_MD_CTX_free(context);
	return right;
}

/* Converts r and s, concatenated at the length of the field (RFC 7518 §3.4), to DER for
 * OpenSSL, which checks their range. */
static bool to_der(struct text signature, unsigned char *der, struct text *ret_der)
{
	int half = (int)(signature.length / 2), length = 0;
	ECDSA_SIG *numbers = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(bytes_of(signature), half, NULL);
	BIGNUM *s = BN_bin2bn(bytes_of(signature) + half, half, NULL);

	if (numbers != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(numbers, r, s) == 1) {
		r = s = NULL;
		length = i2d_ECDSA_SIG(numbers, &der);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(numbers);
	ret_der->length = length > 0 ? (size_t)length : 0;
	return length > 0;
}

bool jws_signature_verify(const struct jwk *key, enum algorithm algorithm,
	struct text signing_input, struct text signature)
{
	unsigned char der[DER_BYTES_MAX];
	struct text encoded = signature;
	bool right = true;

	if (strcmp(key->type, "EC") == 0) {
		encoded.data = (const char *)der;
		right = to_der(signature, der, &encoded);
	}
	right = right && verify(key, algorithm, signing_input, encoded);
	/* libcurl and others on this thread read the same error queue. */
	ERR_clear_error();
	return right;
}
