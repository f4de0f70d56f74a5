/* Reads an OpenID discovery document for each kind of endpoint. An accepted URL can be sent
 * unchanged, and for Entra it is below its authority. */
#include <stdlib.h>

#include "auth/discovery.h"
#include "fuzz/fuzz.h"

static void check_url(const struct issuer *issuer, struct text url)
{
	if (url.length == 0 || url.length > METADATA_URL_BYTES_MAX)
		abort();
	for (size_t i = 0; i < url.length; i++) {
		if (url.data[i] <= ' ' || url.data[i] > '~')
			abort();
	}
	if (issuer->kind == ISSUER_ENTRA &&
		!text_starts_with(url, TEXT("https://login.microsoftonline.com/")))
		abort();
}

static void read_endpoints(
	const struct jwks_endpoint *endpoint, struct arena *arena, struct text document)
{
	struct discovery_endpoints endpoints;
	struct text why = TEXT_NONE;

	if (discovery_read_endpoints(arena, endpoint, document, &endpoints, &why)) {
		check_url(endpoint->issuer, endpoints.authorization);
		check_url(endpoint->issuer, endpoints.token);
	} else if (!text_is_set(why)) {
		abort();
	}
}

static void read_for(const struct issuer *issuer, enum token_version version, struct text document)
{
	static const struct guid directory = {{0x11, 0x11, 0x11, 0x11, 0xaa, 0xaa, 0x22, 0x22, 0x33,
		0x33, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44}};
	struct arena *arena = arena_new();
	struct jwks_endpoint endpoint = issuer_jwks_endpoint(issuer, directory, version);
	struct text why = TEXT_NONE, url = discovery_read(arena, &endpoint, document, &why);

	if (text_is_set(url))
		check_url(issuer, url);
	else if (!text_is_set(why))
		abort();
	if (issuer->kind == ISSUER_ENTRA)
		read_endpoints(&endpoint, arena, document);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct cloud *cloud = cloud_find(TEXT("global"));
	const struct issuer issuers[] = {
		{.kind = ISSUER_ENTRA, .name = "entra", .cloud = cloud},
		{.kind = ISSUER_ENTRA, .name = "entra", .cloud = cloud, .shared_keys = true},
		{.kind = ISSUER_OPENID, .name = "own", .url = TEXT("https://id.example/realms/a")},
	};
	struct text document = {(const char *)data, size};

	for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++) {
		read_for(&issuers[i], TOKEN_V1, document);
		read_for(&issuers[i], TOKEN_V2, document);
	}
	return 0;
}
