/*
 * bench_hot_path COUNT: what every request of a storefront does, by plain calls: the token check on
 * a warm cache, the match of the route, the whole request for a summary that was answered before,
 * and the read of a summary from the database. Prints nanoseconds; under callgrind its functions
 * hot_path_* are what is counted (tests/bench/instructions.sh).
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "api/call.h"
#include "api/route_table.h"
#include "api/routes.h"
#include "reviews/summary_store.h"
#include "support/service_fixture.h"

#define PRODUCT "1078"
#define PATH "/v2.0/ratings/product/" PRODUCT

/* The functions are found by their names, so nothing may merge them into others. */
#define MEASURED __attribute__((noinline))

struct hot_path {
	struct service_fixture *f;
	struct arena *arena;
	struct text token;
};

static void require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_hot_path: %s\n", what);
	exit(EXIT_FAILURE);
}

MEASURED static bool hot_path_token(struct hot_path *h)
{
	struct service *service = h->f->service;
	struct fault fault = fault_make(h->arena);
	struct app_list *apps = app_list_take(service->apps, service->pool, &fault);
	struct guard_question question = {.arena = h->arena,
		.token = h->token,
		.now_ms = clock_now_ms(service->clock),
		.apps = apps};
	enum refusal refusal;
	enum guard_answer answer = guard_ask(service->guard, &question, &refusal);

	app_list_drop(apps);
	return answer == GUARD_PASS;
}

MEASURED static bool hot_path_route(struct hot_path *h)
{
	const struct request request = {
		.arena = h->arena, .method = METHOD_GET, .path = TEXT(PATH)};
	struct router_params params;
	struct text allow;

	return routes_find(&request, &params, &allow) != NULL;
}

MEASURED static bool hot_path_summary(struct hot_path *h)
{
	const struct message_header headers[] = {{TEXT("Host"), TEXT("127.0.0.1:8080")},
		{TEXT("Authorization"), h->f->authorization}};
	struct request request = {.arena = h->arena,
		.method = METHOD_GET,
		.path = TEXT(PATH),
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.body = TEXT(""),
		.client_address = TEXT("127.0.0.1")};
	struct response response = {0};

	serve_request(h->f->service, &request, &response);
	return response.status == 200;
}

MEASURED static bool hot_path_summary_read(struct hot_path *h)
{
	struct pool *pool = h->f->service->pool;
	struct fault fault = fault_make(h->arena);
	struct db *db = pool_take(pool, &fault);
	struct summary summary;
	struct jsonwrite out = jsonwrite_make(h->arena, 4096);
	enum status status = summary_store_get(db, TEXT(PRODUCT), TEXT(""), &summary, &fault);

	summary_store_write(&out, &summary, TEXT("environment"));
	pool_put(pool, db);
	return status == STATUS_OK && summary.stars[4] == 1;
}

static const struct {
	const char *name;
	bool (*run)(struct hot_path *h);
} paths[] = {
	{"token", hot_path_token},
	{"route", hot_path_route},
	{"summary", hot_path_summary},
	{"summary_read", hot_path_summary_read},
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

static struct service_fixture *open_fixture(void)
{
	static const char *const settings[] = {
		"limits.calls-per-s=0", "limits.all-calls-per-s=0", NULL};
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = settings});

	service_fixture_admit(f);
	require(service_fixture_send(f, f->arena, "POST", "/v2.0/reviews:import?source=bench",
			"text/csv", TEXT("productId,rating,reviewText,externalId\n1078,5,good,1\n"))
				.status == 200,
		"the import failed");
	require(service_fixture_send(f, f->arena, "GET", PATH, NULL, TEXT_NONE).status == 200,
		"the first call failed");
	return f;
}

int main(int count, char **arguments)
{
	struct hot_path h = {.f = NULL};
	int64_t times = 0;

	require(count == 2 && text_to_int64(text_from(arguments[1]), &times) && times > 0 &&
			times <= 10000000,
		"how many times?");
	h.f = open_fixture();
	h.token = text_slice(h.f->authorization, sizeof("Bearer ") - 1, SIZE_MAX);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		run(&h, i, (int)times);
	service_fixture_close(h.f);
	return EXIT_SUCCESS;
}
