/*
 * bench_hot_path COUNT: measures the work of a storefront's requests by plain calls. With a warm
 * token cache: the check of the token, the match of the route, a whole request for a cached
 * summary, and the read of a summary from the database. Without a token cache: a whole request with
 * a good token, and one with a wrong signature. Prints nanoseconds; tests/bench/instructions.sh
 * counts the instructions of the functions hot_path_* under callgrind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/core/call.h"
#include "api/pipeline/route_table.h"
#include "api/pipeline/routes.h"
#include "reviews/summary_store.h"
#include "support/service_fixture.h"

#define PRODUCT "1078"
#define PATH "/v2.0/ratings/product/" PRODUCT

/* callgrind finds the functions by their names, so the compiler must not inline them. */
#define MEASURED __attribute__((noinline))

struct hot_path {
	struct service_fixture *f;
	struct arena *arena;
	struct text spoilt; /* f->authorization with a wrong character in the signature */
};

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "bench_hot_path: %s\n", what);
	exit(EXIT_FAILURE);
}

MEASURED static bool hot_path_token(struct hot_path *h)
{
	struct service *service = h->f->service;
	struct fault fault = fault_make(h->arena);
	struct app_list *apps = app_list_ref(service->apps, service->runtime.pool, &fault);
	struct auth_request auth = {.arena = h->arena,
		.token = text_slice(h->f->authorization, sizeof("Bearer ") - 1, SIZE_MAX),
		.now_ms = clock_now_ms(service->runtime.clock),
		.apps = apps};
	enum refusal refusal;
	enum auth_result answer = guard_authenticate(service->guard, &auth, &refusal);

	app_list_unref(apps);
	return answer == AUTH_OK;
}

MEASURED static bool hot_path_route(struct hot_path *h)
{
	const struct request request = {
		.arena = h->arena, .method = METHOD_GET, .path = TEXT(PATH)};
	struct router_params params;
	struct text allow;

	return routes_find(&request, &params, &allow) != NULL;
}

/* Requests the summary; returns the status of the response. */
static int ask(struct hot_path *h, struct text authorization)
{
	const struct message_header headers[] = {
		{TEXT("Host"), TEXT("127.0.0.1:8080")}, {TEXT("Authorization"), authorization}};
	struct request request = {.arena = h->arena,
		.method = METHOD_GET,
		.path = TEXT(PATH),
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.body = TEXT(""),
		.client_address = TEXT("127.0.0.1")};
	struct response response = {0};

	serve_request(h->f->service, &request, &response);
	return response.status;
}

MEASURED static bool hot_path_summary(struct hot_path *h)
{
	return ask(h, h->f->authorization) == 200;
}

MEASURED static bool hot_path_fresh(struct hot_path *h)
{
	return ask(h, h->f->authorization) == 200;
}

MEASURED static bool hot_path_refused(struct hot_path *h)
{
	return ask(h, h->spoilt) == 401;
}

MEASURED static bool hot_path_summary_read(struct hot_path *h)
{
	struct pool *pool = h->f->service->runtime.pool;
	struct fault fault = fault_make(h->arena);
	struct db *db = pool_acquire(pool, &fault);
	struct summary summary;
	struct jsonwrite out = jsonwrite_make(h->arena, 4096);
	enum status status = summary_store_get(db, TEXT(PRODUCT), TEXT(""), &summary, &fault);

	summary_store_write(&out, &summary, TEXT("environment"));
	pool_release(pool, db);
	return status == STATUS_OK && summary.stars[4] == 1;
}

static const struct {
	const char *name;
	bool (*run)(struct hot_path *h);
	bool uncached; /* runs without a token cache */
} paths[] = {
	{"token", hot_path_token, false},
	{"route", hot_path_route, false},
	{"summary", hot_path_summary, false},
	{"summary_read", hot_path_summary_read, false},
	{"fresh", hot_path_fresh, true},
	{"refused", hot_path_refused, true},
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void run(struct hot_path *h, size_t path, int count)
{
	int64_t begun = now_ns();

	for (int i = 0; i < count; i++) {
		struct arena *arena = arena_new();

		h->arena = arena;
		require(paths[path].run(h), paths[path].name);
		arena_free(arena);
	}
	printf("%s: %.0f ns\n", paths[path].name, (double)(now_ns() - begun) / count);
}

static struct service_fixture *open_fixture(bool uncached)
{
	const char *const settings[] = {"limits.calls-per-s=0", "limits.all-calls-per-s=0",
		uncached ? "auth.token-cache-kib=0" : NULL, NULL};
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = settings});

	service_fixture_mute(f);
	service_fixture_admit(f);
	require(service_fixture_send(f, f->arena, "POST", "/v2.0/reviews:import?source=bench",
			"text/csv", TEXT("productId,rating,reviewText,externalId\n1078,5,good,1\n"))
				.status == 200,
		"the import failed");
	require(service_fixture_send(f, f->arena, "GET", PATH, NULL, TEXT_NONE).status == 200,
		"the first call failed");
	return f;
}

static struct text spoil(struct arena *arena, struct text token)
{
	char *copy = arena_alloc(arena, token.length), *within = copy + token.length - 100;

	memcpy(copy, token.data, token.length);
	*within = *within == 'A' ? 'B' : 'A';
	return (struct text){copy, token.length};
}

/* Runs the paths with a token cache, or those without one. */
static void run_all(bool uncached, int count)
{
	struct hot_path h = {.f = open_fixture(uncached)};

	h.spoilt = spoil(h.f->arena, h.f->authorization);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (paths[i].uncached == uncached)
			run(&h, i, count);
	}
	service_fixture_close(h.f);
}

int main(int count, char **arguments)
{
	int64_t times = 0;

	require(count == 2 && text_to_int64(text_from(arguments[1]), &times) && times > 0 &&
			times <= 10000000,
		"how many times?");
	run_all(false, (int)times);
	run_all(true, (int)times);
	return EXIT_SUCCESS;
}
