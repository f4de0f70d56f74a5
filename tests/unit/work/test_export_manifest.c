/*
 * Exports without sockets: files that are still being written when the caller gets the response,
 * proof by the manifest, recovery, and the purge of old files.
 */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/jsonread.h"
#include "service/service.h"
#include "support/expect.h"
#include "support/gunzip.h"
#include "support/review_fixture.h"
#include "support/service_fixture.h"
#include "support/wait.h"
#include "work/export_file.h"
#include "work/export_recovery.h"
#include "work/housekeeping.h"

/* Ten pieces of an export. */
#define MANY 5000

#define CONTENT_BYTES_MAX ((size_t)64 * 1024 * 1024)

static void fill(struct service_fixture *f, int count)
{
	struct registry_fixture in = {.arena = f->arena,
		.fault = fault_make(f->arena),
		.writer = service_fixture_connect(f)};

	assert_int_equal(db_begin(in.writer, DB_WRITE, &in.fault), STATUS_OK);
	for (int i = 0; i < count; i++) {
		const char *id = arena_printf(f->arena, "e%d", i).data;
		struct review review = review_fixture_make(id, "p1", 1 + i % 5);

		review.review_text = arena_printf(f->arena, "%0500d", i);
		assert_int_equal(
			review_store_insert(in.writer, NULL, &review, &in.fault), STATUS_OK);
	}
	assert_int_equal(db_commit(in.writer, &in.fault), STATUS_OK);
	db_close(in.writer);
}

static struct response get(struct service_fixture *f, const char *path)
{
	return service_fixture_send(f, f->arena, "GET", path, NULL, TEXT_NONE);
}

/* The path of a link. */
static const char *member_path(
	struct service_fixture *f, const struct jsonread_node *object, const char *name)
{
	struct text url = jsonread_member_text(object, name);

	return arena_cstr(f->arena, text_slice(url, sizeof(SERVICE_FIXTURE_URL) - 1, url.length));
}

static const struct jsonread_node *make_export(struct service_fixture *f, const char *more)
{
	const char *environment = service_environment_id(f->service, f->arena).data;
	struct response answer = get(f,
		arena_printf(f->arena, "/v2.0/export/reviews/?tenantId=%s%s", environment, more)
			.data);

	assert_int_equal(answer.status, 200);
	return jsonread_parse(f->arena, answer.body, NULL);
}

static const struct jsonread_node *manifest_of(
	struct service_fixture *f, const struct jsonread_node *export)
{
	struct response answer = get(f, member_path(f, export, "manifestUrl"));

	assert_int_equal(answer.status, 200);
	return jsonread_parse(f->arena, answer.body, NULL);
}

static struct text sha256(struct service_fixture *f, struct text bytes)
{
	struct hash hash = hash_sha256(bytes);

	return hash_hex(f->arena, &hash);
}

static void a_download_while_it_is_written_is_proven(void **state)
{
	static const char *const kinds[] = {"&format=ndjson", "&format=ndjson&compress=gzip"};
	struct service_fixture *f = *state;

	fill(f, MANY);
	for (size_t i = 0; i < 2; i++) {
		const struct jsonread_node *export = make_export(f, kinds[i]), *manifest;
		struct response file = get(f, member_path(f, export, "blobSasUrl"));
		struct text content = i == 0 ? file.body
					     : gunzip_text(f->arena, file.body, CONTENT_BYTES_MAX),
			    line;
		int count = 0;

		expect_text(jsonread_member_text(export, "state"), "writing");
		assert_int_equal(file.status, 200);
		manifest = manifest_of(f, export);
		expect_text(jsonread_member_text(manifest, "state"), "ready");
		expect_bytes(jsonread_member_text(manifest, "sha256"), sha256(f, content));
		expect_bytes(jsonread_member_text(manifest, "fileSha256"), sha256(f, file.body));
		while (text_split_next(&content, '\n', &line))
			count += line.length > 0;
		assert_int_equal(count, MANY);
	}
}

static int count_files(struct service_fixture *f, mode_t mode)
{
	DIR *entries = opendir(f->config.reviews_export_dir);
	const struct dirent *entry;
	struct stat info;
	int count = 0;

	assert_non_null(entries);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this thread's */
	while ((entry = readdir(entries)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		assert_int_equal(fstatat(dirfd(entries), entry->d_name, &info, 0), 0);
		assert_int_equal(info.st_mode & 0777, mode);
		count++;
	}
	closedir(entries);
	return count;
}

static bool has_no_file(void *context)
{
	return count_files(context, 0600) == 0;
}

static void a_small_export_is_ready_at_once(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *export;

	fill(f, 100);
	export = make_export(f, "");
	expect_text(jsonread_member_text(export, "state"), "ready");
	assert_int_equal(count_files(f, 0600), 1);
}

static void revoked_while_it_is_written(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *export;
	const char *path;

	fill(f, MANY);
	export = make_export(f, "&compress=gzip");
	path = arena_printf(f->arena, "/v2.0/exports/%s",
		arena_cstr(f->arena, jsonread_member_text(export, "exportId")))
		       .data;
	assert_int_equal(
		service_fixture_send(f, f->arena, "DELETE", path, NULL, TEXT_NONE).status, 204);
	assert_int_equal(get(f, member_path(f, export, "blobSasUrl")).status, 410);
	expect_text(jsonread_member_text(manifest_of(f, export), "state"), "revoked");
	assert_true(wait_until(has_no_file, f, WAIT_PATIENCE_MS));
}

static void run_in_database(struct service_fixture *f, const char *sql)
{
	struct fault fault = fault_make(f->arena);
	struct db *db = service_fixture_connect(f);

	assert_int_equal(db_script(db, text_from(sql), &fault), STATUS_OK);
	db_close(db);
}

/* The first lock of all is preceded by the start of a process beside this one; NULL: none starts.
 */
static struct service_fixture *starting;

static void recover(struct service_fixture *f)
{
	struct fault fault = fault_make(f->arena);
	struct db *db = service_fixture_connect(f);

	assert_int_equal(export_recovery_run(db, f->config.reviews_export_dir, &fault), STATUS_OK);
	db_close(db);
}

int flock(int descriptor, int operation)
{
	struct service_fixture *f = starting;

	starting = NULL;
	if (f != NULL)
		recover(f);
	return (int)syscall(SYS_flock, descriptor, operation);
}

/* What the keeper does now and then. */
static void tend(struct service_fixture *f)
{
	struct fault fault = fault_make(f->arena);

	assert_int_equal(export_recovery_fail_abandoned(
				 &f->service->runtime, f->service->export_manager, &fault),
		STATUS_OK);
}

/* Nothing of what another process has revoked is left when its writer is done. */
static void revoked_by_another_process(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *export;

	fill(f, MANY);
	export = make_export(f, "&compress=gzip");
	run_in_database(f, "UPDATE export_file SET state = 'revoked'");
	assert_true(wait_until(has_no_file, f, WAIT_PATIENCE_MS));
	assert_int_equal(get(f, member_path(f, export, "blobSasUrl")).status, 410);
	expect_text(jsonread_member_text(manifest_of(f, export), "state"), "revoked");
}

static void written_by_another_process(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *export = make_export(f, "");
	struct text id = jsonread_member_text(export, "exportId");
	struct response answer;
	int writer = export_file_claim(arena_printf(
		f->arena, "%s/%s.json", f->config.reviews_export_dir, arena_cstr(f->arena, id))
					       .data);

	assert_true(writer >= 0);
	run_in_database(f, "UPDATE export_file SET state = 'writing'");
	answer = get(f, member_path(f, export, "blobSasUrl"));
	assert_int_equal(answer.status, 503);
	expect_contains(answer.body, "ExportNotReady");
	expect_text(message_response_header(&answer, "Retry-After"), "1");
	tend(f);
	assert_int_equal(get(f, member_path(f, export, "blobSasUrl")).status, 503);
	/* Its process dies. */
	close(writer);
	tend(f);
	assert_int_equal(get(f, member_path(f, export, "blobSasUrl")).status, 410);
	expect_text(jsonread_member_text(manifest_of(f, export), "state"), "failed");
}

/* One that starts looks between the making of a file and its lock. */
static void a_start_beside_a_file_that_is_begun(void **state)
{
	struct service_fixture *f = *state;
	const char *name = "00000000-0000-4000-8000-000000000004.json";
	struct export_file file;
	struct stat written, named;

	assert_true(file_make_dir(f->config.reviews_export_dir));
	starting = f;
	assert_true(export_file_open(&file, f->arena, f->config.reviews_export_dir, name, false));
	assert_null(starting);
	assert_int_equal(fstat(file.descriptor, &written), 0);
	assert_int_equal(stat(file.part, &named), 0);
	assert_int_equal(written.st_ino, named.st_ino);
	assert_true(export_file_is_written(file.part));
	export_file_close(&file);
}

static void what_has_expired_goes(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *old = make_export(f, ""), *kept;

	run_in_database(f, "UPDATE export_file SET expires_at_ms = 1");
	kept = make_export(f, "");
	assert_int_equal(count_files(f, 0600), 2);
	housekeeping_run(f->service->housekeeping);
	assert_int_equal(count_files(f, 0600), 1);
	assert_int_equal(get(f, member_path(f, old, "blobSasUrl")).status, 410);
	assert_int_equal(get(f, member_path(f, old, "manifestUrl")).status, 410);
	assert_int_equal(get(f, member_path(f, kept, "blobSasUrl")).status, 200);
}

static void place(struct service_fixture *f, const char *name)
{
	const char *path = arena_printf(f->arena, "%s/%s", f->config.reviews_export_dir, name).data;

	assert_true(file_replace(f->arena, path, TEXT("x")));
}

static bool is_there(struct service_fixture *f, const char *name)
{
	return access(arena_printf(f->arena, "%s/%s", f->config.reviews_export_dir, name).data,
		       F_OK) == 0;
}

static void a_start_clears_up(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	const struct jsonread_node *kept = make_export(f, ""), *broken = make_export(f, "");
	const char *name =
		arena_printf(f->arena, "UPDATE export_file SET state = 'writing' WHERE id = '%s'",
			arena_cstr(f->arena, jsonread_member_text(broken, "exportId")))
			.data;
	struct export_file written;
	struct db *db;

	run_in_database(f, name);
	/* By another process, for all that the start knows. */
	assert_true(export_file_open(&written, f->arena, f->config.reviews_export_dir,
		"00000000-0000-4000-8000-000000000003.json", false));
	place(f, "00000000-0000-4000-8000-000000000001.json.part");
	place(f, "00000000-0000-4000-8000-000000000002.json");
	place(f, "not-ours.json");
	db = service_fixture_connect(f);
	assert_int_equal(export_recovery_run(db, f->config.reviews_export_dir, &fault), STATUS_OK);
	db_close(db);
	assert_false(is_there(f, "00000000-0000-4000-8000-000000000001.json.part"));
	assert_false(is_there(f, "00000000-0000-4000-8000-000000000002.json"));
	assert_true(is_there(f, "not-ours.json"));
	assert_true(is_there(f, "00000000-0000-4000-8000-000000000003.json.part"));
	export_file_close(&written);
	assert_int_equal(count_files(f, 0600), 3);
	assert_int_equal(get(f, member_path(f, kept, "blobSasUrl")).status, 200);
	expect_text(jsonread_member_text(manifest_of(f, broken), "state"), "failed");
}

static void a_short_file_is_not_sent(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *export = make_export(f, "");
	const char *id = arena_cstr(f->arena, jsonread_member_text(export, "exportId"));

	place(f, arena_printf(f->arena, "%s.json", id).data);
	assert_int_equal(get(f, member_path(f, export, "blobSasUrl")).status, 410);
}

static void no_folder_is_said_at_once(void **state)
{
	struct service_fixture *f = *state;
	const char *environment = service_environment_id(f->service, f->arena).data;
	struct response answer;

	f->config.reviews_export_dir = "/nowhere/at/all";
	answer = get(
		f, arena_printf(f->arena, "/v2.0/export/reviews/?tenantId=%s", environment).data);
	assert_int_equal(answer.status, 503);
	expect_contains(answer.body, "ExportNotWritten");
}

#define SERVICE_TEST(name_) SERVICE_FIXTURE_TEST(name_)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_TEST(a_download_while_it_is_written_is_proven),
		SERVICE_TEST(a_small_export_is_ready_at_once),
		SERVICE_TEST(revoked_while_it_is_written),
		SERVICE_TEST(revoked_by_another_process),
		SERVICE_TEST(written_by_another_process),
		SERVICE_TEST(what_has_expired_goes),
		SERVICE_TEST(a_start_clears_up),
		SERVICE_TEST(a_start_beside_a_file_that_is_begun),
		SERVICE_TEST(a_short_file_is_not_sent),
		SERVICE_TEST(no_folder_is_said_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
