/* bench_verify: measures how many signatures one thread verifies per second with jws_verify(), as
 * the guard does. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "auth/jws.h"
#include "support/service_fixture.h"

#define COUNT 40000

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The issuer's keys. */
static struct jwk_set *fetch_keys(struct service_fixture *f)
{
	struct request request = {.arena = f->arena,
		.method = METHOD_GET,
		.path = TEXT("/" HTTP_CASE_DIRECTORY "/discovery/v2.0/keys"),
		.body = TEXT("")};
	struct response response = {0};
	struct text why;

	dev_issuer_serve(f->issuer, &request, &response);
	return jwk_set_parse(f->arena, response.body, &why);
}

int main(void)
{
	struct service_fixture *f = service_fixture_open();
	struct text token =
		text_slice(service_fixture_bearer(f, ""), sizeof("Bearer ") - 1, SIZE_MAX);
	struct jwk_set *keys = fetch_keys(f);
	const struct jwk *key = NULL;
	struct jws jws = {0};
	double begun;

	if (keys == NULL || jws_parse(f->arena, token, &jws) != REFUSAL_NONE ||
		jws_select_key(keys, &jws, &key) != REFUSAL_NONE)
		return EXIT_FAILURE;
	begun = now_s();
	for (int i = 0; i < COUNT; i++) {
		if (jws_verify(&jws, key) != REFUSAL_NONE)
			return EXIT_FAILURE;
	}
	printf("signature: %.0f a second\n", COUNT / (now_s() - begun));
	jwk_set_free(keys);
	service_fixture_close(f);
	return EXIT_SUCCESS;
}
