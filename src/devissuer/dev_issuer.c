#include "devissuer/dev_issuer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "devissuer/dev_authorize.h"
#include "devissuer/dev_call.h"
#include "devissuer/dev_metadata.h"
#include "devissuer/dev_token_endpoint.h"

#define CLOUD "microsoftonline.com"
#define STALL_MAX_MS (10 * 60 * 1000)
#define TIMES_MAX 1000000

struct dev_issuer {
	pthread_mutex_t mutex; /* guards base_url */
	char *base_url;
	const char *cloud;
	const struct clock *clock;
	struct dev_keys *keys;
	struct dev_faults *control;
	struct dev_codes *codes;
};

struct control_form {
	bool retire;
	struct text status;
	int64_t times, stall_ms;
};

static void rotate(struct dev_call *call);
static void fail(struct dev_call *call);
static void stall(struct dev_call *call);
static void reset(struct dev_call *call);
static void report(struct dev_call *call);

/* A path that begins with '*' follows a directory. The first match wins. */
static const struct route {
	enum message_method method;
	const char *path;
	void (*serve)(struct dev_call *call);
	enum dev_endpoint endpoint;
	enum dev_version version;
} routes[] = {
	{METHOD_GET, "/", dev_metadata_help, DEV_ENDPOINT_OTHER, DEV_VERSION_V2},
	{METHOD_GET, "/openid/.well-known/openid-configuration", dev_metadata_provider,
		DEV_ENDPOINT_DISCOVERY, DEV_VERSION_OPENID},
	{METHOD_GET, "/openid/keys", dev_metadata_provider_keys, DEV_ENDPOINT_KEYS,
		DEV_VERSION_OPENID},
	{METHOD_POST, "/openid/token", dev_token_endpoint_serve, DEV_ENDPOINT_TOKEN,
		DEV_VERSION_OPENID},
	{METHOD_GET, "*/v2.0/.well-known/openid-configuration", dev_metadata_discovery,
		DEV_ENDPOINT_DISCOVERY, DEV_VERSION_V2},
	{METHOD_GET, "*/.well-known/openid-configuration", dev_metadata_discovery,
		DEV_ENDPOINT_DISCOVERY, DEV_VERSION_V1},
	{METHOD_GET, "*/discovery/v2.0/keys", dev_metadata_keys, DEV_ENDPOINT_KEYS, DEV_VERSION_V2},
	{METHOD_GET, "*/discovery/keys", dev_metadata_keys, DEV_ENDPOINT_KEYS, DEV_VERSION_V1},
	{METHOD_GET, "*/oauth2/v2.0/authorize", dev_authorize_serve, DEV_ENDPOINT_OTHER,
		DEV_VERSION_V2},
	{METHOD_POST, "*/oauth2/v2.0/token", dev_token_endpoint_serve, DEV_ENDPOINT_TOKEN,
		DEV_VERSION_V2},
	{METHOD_POST, "*/oauth2/token", dev_token_endpoint_serve, DEV_ENDPOINT_TOKEN,
		DEV_VERSION_V1},
	{METHOD_POST, "/control/rotate", rotate, DEV_ENDPOINT_OTHER, DEV_VERSION_V2},
	{METHOD_POST, "/control/fail", fail, DEV_ENDPOINT_OTHER, DEV_VERSION_V2},
	{METHOD_POST, "/control/stall", stall, DEV_ENDPOINT_OTHER, DEV_VERSION_V2},
	{METHOD_POST, "/control/user", dev_authorize_choose_user, DEV_ENDPOINT_OTHER,
		DEV_VERSION_V2},
	{METHOD_POST, "/control/reset", reset, DEV_ENDPOINT_OTHER, DEV_VERSION_V2},
	{METHOD_GET, "/control/requests", report, DEV_ENDPOINT_OTHER, DEV_VERSION_V2},
};

static const struct field_rule control_rules[] = {
	{.name = "retire", .kind = FIELD_BOOLEAN, .offset = offsetof(struct control_form, retire)},
	{.name = "status",
		.kind = FIELD_LINE,
		.offset = offsetof(struct control_form, status),
		.max = 20},
	{.name = "times",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct control_form, times),
		.max = TIMES_MAX},
	{.name = "ms",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct control_form, stall_ms),
		.max = STALL_MAX_MS},
};

static const struct field_table control_table = FIELD_TABLE(control_rules);

struct dev_issuer *dev_issuer_new(const struct dev_issuer_options *options)
{
	struct dev_issuer *issuer = calloc(1, sizeof(*issuer));

	if (issuer == NULL)
		abort();
	pthread_mutex_init(&issuer->mutex, NULL);
	issuer->cloud = options->cloud == NULL ? CLOUD : options->cloud;
	issuer->clock = options->clock == NULL ? &clock_system : options->clock;
	issuer->keys = dev_keys_new();
	issuer->control = dev_faults_new();
	issuer->codes = dev_codes_new();
	dev_issuer_set_base_url(
		issuer, options->base_url == NULL ? TEXT("") : text_from(options->base_url));
	return issuer;
}

void dev_issuer_free(struct dev_issuer *issuer)
{
	if (issuer == NULL)
		return;
	dev_codes_free(issuer->codes);
	dev_faults_free(issuer->control);
	dev_keys_free(issuer->keys);
	pthread_mutex_destroy(&issuer->mutex);
	free(issuer->base_url);
	free(issuer);
}

void dev_issuer_set_base_url(struct dev_issuer *issuer, struct text base_url)
{
	char *copy = strndup(base_url.data, base_url.length);

	if (copy == NULL)
		abort();
	pthread_mutex_lock(&issuer->mutex);
	free(issuer->base_url);
	issuer->base_url = copy;
	pthread_mutex_unlock(&issuer->mutex);
}

static void answer_done(struct dev_call *call)
{
	call->response->status = 204;
}

static void rotate(struct dev_call *call)
{
	struct control_form form = {0};

	if (!dev_call_form(call, &control_table, &form))
		return;
	dev_keys_rotate(call->keys, form.retire);
	answer_done(call);
}

static void fail(struct dev_call *call)
{
	struct control_form form = {.times = 1};

	if (!dev_call_form(call, &control_table, &form))
		return;
	if (dev_faults_fail(call->control, form.status, form.times))
		answer_done(call);
	else
		dev_call_refuse(call, 400, "invalid_request", DEV_CALL_INVALID_INPUT,
			"status must be 200 to 599, html, empty, huge or redirect.");
}

static void stall(struct dev_call *call)
{
	struct control_form form = {0};

	if (!dev_call_form(call, &control_table, &form))
		return;
	dev_faults_stall(call->control, form.stall_ms);
	answer_done(call);
}

static void reset(struct dev_call *call)
{
	dev_faults_reset(call->control);
	dev_codes_set_user(call->codes, TEXT_NONE);
	answer_done(call);
}

static void report(struct dev_call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);

	dev_faults_report(call->control, &out);
	dev_call_json(call, 200, &out);
}

/* Directories are identified only by GUIDs, not by domain names. */
static bool read_directory(struct dev_call *call, struct text name)
{
	struct guid guid;

	call->is_shared = text_equal_nocase(name, TEXT("common")) ||
		text_equal_nocase(name, TEXT("organizations"));
	if (call->is_shared) {
		call->directory = arena_text(call->arena, name);
		return true;
	}
	if (guid_parse_strict(name, &guid)) {
		call->directory = guid_text(call->arena, guid);
		return true;
	}
	if (text_check(name, NULL) != TEXT_GOOD)
		name = TEXT("?");
	return dev_call_refuse(call, 400, "invalid_tenant", 90002,
		"Tenant '%.*s' not found. Check to make sure you have the correct tenant ID.",
		(int)name.length, name.data);
}

static bool matches(const struct route *route, struct text path, struct text behind_directory)
{
	struct text pattern = text_from(route->path);

	if (pattern.data[0] == '*')
		return text_equal(text_slice(pattern, 1, pattern.length), behind_directory);
	return text_equal(pattern, path);
}

static void sleep_ms(int64_t duration_ms)
{
	struct timespec left = {.tv_sec = duration_ms / CLOCK_MS_PER_S,
		.tv_nsec = duration_ms % CLOCK_MS_PER_S * 1000000};

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

static void serve_route(struct dev_call *call, const struct route *route, struct text directory)
{
	struct dev_fault plan;

	if (route->path[0] == '*' && !read_directory(call, directory))
		return;
	call->version = route->version;
	if (route->version == DEV_VERSION_OPENID)
		call->directory = arena_text(call->arena, directory);
	plan = dev_faults_next(call->control, route->endpoint, call->directory);
	if (plan.stall_ms > 0)
		sleep_ms(plan.stall_ms);
	if (plan.failure != DEV_FAILURE_NONE)
		dev_metadata_fail(call, &plan);
	else
		route->serve(call);
}

/* Returns the route, or NULL; then *ret_allowed lists the methods that the path allows, if the path
 * exists. */
static const struct route *find_route(
	struct dev_call *call, struct text rest, const char **ret_allowed)
{
	enum message_method method = call->request->method;

	*ret_allowed = NULL;
	if (method == METHOD_HEAD)
		method = METHOD_GET;
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (!matches(&routes[i], call->request->path, rest))
			continue;
		if (routes[i].method == method)
			return &routes[i];
		*ret_allowed = routes[i].method == METHOD_GET ? "GET, HEAD" : "POST";
	}
	return NULL;
}

static struct text copy_base_url(struct dev_issuer *issuer, struct arena *arena)
{
	struct text copy;

	pthread_mutex_lock(&issuer->mutex);
	copy = arena_text(arena, text_from(issuer->base_url));
	pthread_mutex_unlock(&issuer->mutex);
	return copy;
}

void dev_issuer_serve(
	struct dev_issuer *issuer, const struct request *request, struct response *response)
{
	struct dev_call call = {.arena = request->arena,
		.request = request,
		.response = response,
		.keys = issuer->keys,
		.control = issuer->control,
		.codes = issuer->codes,
		.base_url = copy_base_url(issuer, request->arena),
		.cloud = text_from(issuer->cloud),
		.now_ms = clock_now_ms(issuer->clock)};
	struct text rest = text_slice(request->path, 1, request->path.length);
	struct text directory = text_slice(rest, 0, text_find(rest, '/'));
	const struct route *route;
	const char *allowed;

	rest = text_slice(rest, directory.length, rest.length);
	route = find_route(&call, rest, &allowed);
	if (route != NULL) {
		serve_route(&call, route, directory);
	} else if (allowed != NULL) {
		message_add_header(response, "Allow", text_from(allowed));
		dev_call_refuse(&call, 405, "invalid_request", 900561,
			"The endpoint does not accept %s requests.",
			message_method_name(request->method));
	} else {
		dev_call_refuse(&call, 404, "invalid_request", DEV_CALL_INVALID_INPUT,
			"There is no such endpoint; GET / lists them.");
	}
}
