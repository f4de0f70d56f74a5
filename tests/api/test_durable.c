/*
 * A file and its directory entry are on disk before the database refers to the file. The tests
 * check the order of fsync(), fdatasync() and rename(), which this program overrides for the
 * service and for SQLite.
 */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/service_fixture.h"
#include "support/wait.h"
#include "work/job_run.h"
#include "work/job_runner.h"

#define EVENTS_MAX 4096
#define EVENT_BYTES 512

/* The calls so far, as "sync PATH" or "rename PATH". */
static struct {
	pthread_mutex_t lock;
	size_t count;
	char events[EVENTS_MAX][EVENT_BYTES];
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void note(const char *what, const char *path)
{
	pthread_mutex_lock(&seen.lock);
	if (seen.count < EVENTS_MAX)
		snprintf(seen.events[seen.count++], EVENT_BYTES, "%s %s", what, path);
	pthread_mutex_unlock(&seen.lock);
}

/* Called after the real call. */
static void note_sync(int descriptor)
{
	char link[64], path[EVENT_BYTES - 8];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
	length = readlink(link, path, sizeof(path) - 1);
	path[length < 0 ? 0 : length] = '\0';
	note("sync", path);
}

int fsync(int descriptor)
{
	int result = (int)syscall(SYS_fsync, descriptor);

	note_sync(descriptor);
	return result;
}

int fdatasync(int descriptor)
{
	int result = (int)syscall(SYS_fdatasync, descriptor);

	note_sync(descriptor);
	return result;
}

int rename(const char *from, const char *to)
{
	int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);

	note("rename", to);
	return result;
}

static void forget(void)
{
	pthread_mutex_lock(&seen.lock);
	seen.count = 0;
	pthread_mutex_unlock(&seen.lock);
}

static bool matches(const char *event, const char *what, const char *ending)
{
	size_t length = strlen(event), tail = strlen(ending);

	return strncmp(event, what, strlen(what)) == 0 && length >= tail &&
		strcmp(event + length - tail, ending) == 0;
}

/* Returns the index after the first matching event at or after `from`. Fails if there is none. */
static size_t index_after(size_t from, const char *what, const char *ending)
{
	for (size_t i = from; i < seen.count; i++) {
		if (matches(seen.events[i], what, ending))
			return i + 1;
	}
	for (size_t i = 0; i < seen.count; i++)
		print_message("%zu: %s\n", i, seen.events[i]);
	fail_msg("no %s %s from %zu on", what, ending, from);
	return 0;
}

/* Returns whether the last event is a sync of that folder. */
static bool is_synced(void *folder)
{
	bool is_there;

	pthread_mutex_lock(&seen.lock);
	is_there = seen.count > 0 && matches(seen.events[seen.count - 1], "sync", folder);
	pthread_mutex_unlock(&seen.lock);
	return is_there;
}

/* Returns the file's name without its folder. */
static const char *name_of(const char *path)
{
	return strrchr(path, '/') + 1;
}

static void an_export_is_on_disk_before_it_is_ready(void **state)
{
	struct service_fixture *f = *state;
	static const char *const kinds[] = {"ndjson", "json&compress=gzip"};
	struct text tenant = service_environment_id(f->service, f->arena);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *path = arena_printf(f->arena,
			"/v2.0/export/reviews/?tenantId=%s&format=%s", tenant.data, kinds[i])
					   .data;
		struct response answer;
		size_t at;

		forget();
		answer = service_fixture_send(f, f->arena, "GET", path, NULL, TEXT_NONE);
		assert_int_equal(answer.status, 200);
		at = index_after(0, "sync", ".part");
		at = index_after(at, "rename", i == 0 ? ".ndjson" : ".json.gz");
		at = index_after(at, "sync", name_of(f->config.reviews_export_dir));
		index_after(at, "sync", "-wal");
	}
}

static bool has_succeeded(const struct jsonread_node *job)
{
	return text_equal(jsonread_member_text(job, "state"), TEXT("succeeded"));
}

/* One item is rejected, so that the job has results. */
static void the_files_of_a_job_are_on_disk_before_its_row(void **state)
{
	struct service_fixture *f = *state;
	struct text body = TEXT("[{\"externalId\":\"a\"},"
				"{\"externalId\":\"b\",\"productId\":\"p\",\"rating\":1}]");
	struct http_case_request request = {.method = TEXT("POST"),
		.url = TEXT(SERVICE_FIXTURE_URL "/v2.0/reviews:import?source=s"),
		.headers = {{TEXT("Authorization"), f->authorization},
			{TEXT("Content-Type"), TEXT("application/json")},
			{TEXT("Prefer"), TEXT("respond-async")}},
		.header_count = 3,
		.body = body};
	struct response answer = {0};
	const char *path = NULL;
	size_t at;

	forget();
	assert_true(f->transport.send(f->transport.context, f->arena, &request, &answer));
	assert_int_equal(answer.status, 202);
	at = index_after(0, "sync", JOB_RUN_INPUT);
	at = index_after(at, "sync", name_of(f->config.reviews_job_dir));
	at = index_after(at, "sync", "-wal");
	path = strstr(message_response_header(&answer, "Location").data, "/job/");
	service_client_await(f, path, has_succeeded);
	at = index_after(at, "sync", name_of(f->config.reviews_job_dir));
	at = index_after(at, "sync", JOB_RUN_RESULT);
	index_after(at, "sync", "-wal");
}

static void keys_are_on_disk_under_their_name(void **state)
{
	struct service_fixture *f = *state;
	struct response answer;
	size_t at;

	forget();
	answer = service_fixture_send(f, f->arena, "GET", "/v2.0/caller", NULL, TEXT_NONE);
	assert_int_equal(answer.status, 200);
	assert_true(wait_until(
		is_synced, (void *)(uintptr_t)name_of(f->config.auth_key_dir), WAIT_PATIENCE_MS));
	at = index_after(0, "rename", ".json");
	index_after(at, "sync", name_of(f->config.auth_key_dir));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(keys_are_on_disk_under_their_name),
		SERVICE_FIXTURE_TEST(an_export_is_on_disk_before_it_is_ready),
		SERVICE_FIXTURE_TEST(the_files_of_a_job_are_on_disk_before_its_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
