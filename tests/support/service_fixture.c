#include "support/service_fixture.h"
#include "upkeep/database_open.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/core/public_url.h"
#include "base/jsonread.h"
#include "db/db.h"
#include "service/admin_keys.h"
#include "support/temp_dir.h"
#include "work/housekeeping.h"

#define ISSUER SERVICE_FIXTURE_ISSUER_URL

static const char *const settings[] = {
	"auth.cloud=custom",
	"auth.authority=" ISSUER,
	"auth.issuer-v1=" ISSUER "/sts/{tid}/",
	"auth.issuer-v2=" ISSUER "/{tid}/v2.0",
	"auth.cloud-instance-name=microsoftonline.com",
	"auth.audiences=api://" HTTP_CASE_API ", " HTTP_CASE_API,
	"auth.allow-loopback-http=true",
	"auth.key-wait-ms=1000",
	"issuer.partner.url=" ISSUER "/openid",
	"issuer.partner.algorithms=RS256 ES256",
	"issuer.partner.client-names=true",
	"issuer.partner.directories=" HTTP_CASE_PARTNER,
	"admin.directories=" HTTP_CASE_ADMIN_DIRECTORY,
	"admin.clients=" HTTP_CASE_ADMIN_APP,
	"admin.admin-groups=" HTTP_CASE_ADMIN_GROUP,
	"admin.moderator-groups=" HTTP_CASE_MODERATOR_GROUP,
	"admin.auditor-groups=" HTTP_CASE_AUDITOR_GROUP,
	"admin.sign-in-client-id=" HTTP_CASE_ADMIN_APP,
	"admin.sign-in-directory=" HTTP_CASE_ADMIN_DIRECTORY,
	"reviews.import-max-mib=1",
	"reviews.word-list-dir=tests/vectors/words",
	"reviews.product-url=https://shop.example.com/p/{productId}",
	"limits.admin-refusals=1000",
};

#define SETTING_COUNT (sizeof(settings) / sizeof(settings[0]))
#define MORE_SETTINGS_MAX 8
#define LOG_BYTES_MAX ((size_t)4 * 1024 * 1024)

static void require(enum status status, const struct fault *fault)
{
	if (status == STATUS_OK)
		return;
	fprintf(stderr, "the service does not start: %s\n",
		text_is_set(fault->detail) ? fault->detail.data : fault->errors[0].message.data);
	abort();
}

static void load_config(struct service_fixture *f, const char *const *more, struct fault *fault)
{
	const char *all[SETTING_COUNT + 1 + MORE_SETTINGS_MAX];
	size_t count = 0;

	while (count < SETTING_COUNT) {
		all[count] = settings[count];
		count++;
	}
	all[count++] = arena_printf(f->arena, "database.path=%s/s2s.db", f->dir).data;
	for (; more != NULL && *more != NULL; more++) {
		if (count == sizeof(all) / sizeof(all[0]))
			abort();
		all[count++] = *more;
	}
	require(config_load(&f->config, NULL, all, count, fault), fault);
}

static void make_admin_key(struct service_fixture *f, struct fault *fault)
{
	struct db *db;
	struct database_open_report about;

	require(database_open_migrated(&db, &f->config, DATABASE_OPEN_CACHE_KIB, &about, fault),
		fault);
	require(admin_keys_create(db, TEXT("cases"), TEXT_NONE, &f->admin_key, fault), fault);
	f->admin_key = text_trim(f->admin_key);
	db_close(db);
}

/* The file that a response is sent from becomes its body. */
static void take_file(struct arena *arena, struct response *response)
{
	char *bytes = arena_alloc(arena, (size_t)response->file_length + 1);
	ssize_t got = pread(
		response->file, bytes, (size_t)response->file_length, (off_t)response->file_offset);

	close(response->file);
	response->has_file = false;
	response->body = (struct text){bytes, got < 0 ? 0 : (size_t)got};
}

static struct text without(struct text url, const char *base)
{
	struct text prefix = text_from(base);

	return text_starts_with(url, prefix) ? text_slice(url, prefix.length, url.length)
					     : TEXT_NONE;
}

/* What a client's library would send along. */
static struct request make_request(struct arena *arena, const struct http_case_request *from,
	struct text target, struct message_header headers[HTTP_CASE_HEADERS_MAX + 2])
{
	size_t mark = text_find(target, '?');
	struct request request = {.arena = arena,
		.method = message_method(from->method),
		.path = text_slice(target, 0, mark),
		.query = mark == target.length ? TEXT_NONE
					       : text_slice(target, mark + 1, target.length),
		.headers = headers,
		.body = text_is_set(from->body) ? from->body : TEXT(""),
		.client_address = TEXT("127.0.0.1")};

	for (size_t i = 0; i < from->header_count; i++)
		headers[request.header_count++] = from->headers[i];
	headers[request.header_count++] =
		(struct message_header){TEXT("Host"), TEXT("127.0.0.1:8080")};
	if (text_is_set(from->body))
		headers[request.header_count++] = (struct message_header){
			TEXT("Content-Length"), arena_printf(arena, "%zu", from->body.length)};
	return request;
}

/* What the answer has lives in `arena` from now on. */
static void move_answer(struct arena *arena, struct response *answer)
{
	for (size_t i = 0; i < answer->header_count; i++) {
		struct message_header *header = &answer->headers[i];

		header->name = arena_text(arena, header->name);
		header->value = arena_text(arena, header->value);
	}
	answer->body = arena_text(arena, answer->body);
}

static bool exchange(struct service_fixture *f, struct arena *arena,
	const struct http_case_request *request, struct response *ret_answer)
{
	struct text to_issuer = without(request->url, ISSUER);
	struct text to_service = without(request->url, SERVICE_FIXTURE_URL);
	struct message_header headers[HTTP_CASE_HEADERS_MAX + 2];
	struct request message = make_request(
		arena, request, text_is_set(to_issuer) ? to_issuer : to_service, headers);

	if (text_is_set(to_issuer))
		dev_issuer_serve(f->issuer, &message, ret_answer);
	else if (text_is_set(to_service))
		serve_request(f->service, &message, ret_answer);
	else
		return false;
	if (ret_answer->has_file)
		take_file(arena, ret_answer);
	if (message.method == METHOD_HEAD)
		ret_answer->body = TEXT("");
	return true;
}

/* A request's arena ends with it, as the server's does. */
static bool send_request(void *context, struct arena *arena,
	const struct http_case_request *request, struct response *ret_answer)
{
	struct arena *own = arena_new();
	bool sent = exchange(context, own, request, ret_answer);

	if (sent)
		move_answer(arena, ret_answer);
	arena_free(own);
	return sent;
}

static struct response send_to(struct service_fixture *f, struct arena *arena, const char *method,
	struct text url, const char *type, struct text body)
{
	struct http_case_request request = {
		.method = text_from(method), .url = url, .header_count = 1, .body = body};
	struct response answer = {0};

	request.headers[0] = (struct message_header){TEXT("Authorization"), f->authorization};
	if (type != NULL)
		request.headers[request.header_count++] =
			(struct message_header){TEXT("Content-Type"), text_from(type)};
	send_request(f, arena, &request, &answer);
	return answer;
}

struct response service_fixture_send(struct service_fixture *f, struct arena *arena,
	const char *method, const char *path, const char *type, struct text body)
{
	return send_to(
		f, arena, method, arena_printf(arena, SERVICE_FIXTURE_URL "%s", path), type, body);
}

struct text service_fixture_bearer(struct service_fixture *f, const char *more)
{
	struct response answer = send_to(f, f->arena, "POST",
		TEXT(ISSUER "/" HTTP_CASE_DIRECTORY "/oauth2/v2.0/token"),
		"application/x-www-form-urlencoded",
		arena_printf(f->arena,
			"grant_type=client_credentials&client_id=" HTTP_CASE_APP
			"&client_secret=s&scope=api://" HTTP_CASE_API "/.default%s",
			more));

	return arena_printf(f->arena, "Bearer %s",
		jsonread_member_text(jsonread_parse(f->arena, answer.body, NULL), "access_token")
			.data);
}

void service_fixture_admit(struct service_fixture *f)
{
	struct response answer;

	f->authorization = arena_printf(f->arena, "Bearer %s", arena_cstr(f->arena, f->admin_key));
	answer = service_fixture_send(f, f->arena, "POST", "/admin/v1/app-registrations",
		"application/json",
		TEXT("{\"name\": \"Fabrikam\", \"clientAppId\": \"" HTTP_CASE_APP
		     "\", \"directoryTenantId\": \"" HTTP_CASE_DIRECTORY "\"}"));
	if (answer.status != 201)
		abort();
	f->authorization = service_fixture_bearer(f, "");
}

struct service_fixture *service_fixture_open(void)
{
	return service_fixture_open_with(&(struct service_fixture_options){0});
}

struct service_fixture *service_fixture_open_with(const struct service_fixture_options *wanted)
{
	struct arena *arena = arena_new();
	struct service_fixture *f = arena_alloc(arena, sizeof(*f));
	struct fault fault = fault_make(arena);
	struct fetch fetch;
	struct service_options options = {.config = &f->config,
		.clock = wanted->clock != NULL ? wanted->clock : &clock_system,
		.log = &f->log,
		.fetch = &fetch};

	f->arena = arena;
	f->dir = temp_dir_make(arena);
	f->log = (struct log){.fd = memfd_create("log", MFD_CLOEXEC), .threshold = LOG_INFO};
	load_config(f, wanted->settings, &fault);
	make_admin_key(f, &fault);
	f->issuer = dev_issuer_new(&(struct dev_issuer_options){.base_url = ISSUER});
	f->fetch = fake_fetch_new(f->issuer, ISSUER);
	fetch = fake_fetch_of(f->fetch);
	require(service_open(&f->service, &options, &fault), &fault);
	/* Waits for its first round, so that this meets nothing that a test makes old. */
	housekeeping_run(f->service->housekeeping);
	public_url_set(f->service, SERVICE_FIXTURE_URL);
	f->transport = (struct http_case_transport){.context = f, .send = send_request};
	return f;
}

void service_fixture_close(struct service_fixture *f)
{
	service_close(f->service);
	fake_fetch_free(f->fetch);
	dev_issuer_free(f->issuer);
	temp_dir_remove(f->dir);
	close(f->log.fd);
	arena_free(f->arena);
}

enum status service_fixture_reopen(struct service_fixture *f, struct fault *fault)
{
	struct fetch fetch = fake_fetch_of(f->fetch);
	struct service_options options = {
		.config = &f->config, .clock = &clock_system, .log = &f->log, .fetch = &fetch};

	return service_open(&f->service, &options, fault);
}

void service_fixture_mute(struct service_fixture *f)
{
	f->log.threshold = (enum log_level)(LOG_ERROR + 1);
}

struct text service_fixture_log(struct service_fixture *f)
{
	char *bytes = arena_alloc(f->arena, LOG_BYTES_MAX + 1);
	ssize_t count = pread(f->log.fd, bytes, LOG_BYTES_MAX, 0);

	assert_true(count >= 0 && (size_t)count < LOG_BYTES_MAX);
	bytes[count] = '\0';
	return (struct text){bytes, (size_t)count};
}

size_t service_fixture_count_events(struct service_fixture *f, const char *event)
{
	const char *name = arena_printf(f->arena, "\"event\":\"%s\"", event).data;
	size_t count = 0;

	for (const char *at = service_fixture_log(f).data; (at = strstr(at, name)) != NULL; at++)
		count++;
	return count;
}

struct db *service_fixture_connect(struct service_fixture *f)
{
	struct fault fault = fault_make(f->arena);
	struct db_options options = {.path = f->config.database_path, .busy_timeout_ms = 5000};
	struct db *db = NULL;

	require(db_open(&db, &options, &fault), &fault);
	return db;
}

int service_fixture_start(void **state)
{
	struct service_fixture *f = service_fixture_open();

	service_fixture_admit(f);
	*state = f;
	return 0;
}

int service_fixture_end(void **state)
{
	service_fixture_close(*state);
	return 0;
}
