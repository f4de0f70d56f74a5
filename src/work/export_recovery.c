#include "work/export_recovery.h"

#include <dirent.h>
#include <unistd.h>

#include "base/container_of.h"
#include "reviews/export_store.h"
#include "upkeep/runtime.h"
#include "work/export_file.h"
#include "work/export_manager.h"

/* Far more than the exports that can be in the state "writing". */
#define WRITING_MAX 10000

static bool is_written(struct arena *arena, const char *dir, const char *name)
{
	return export_file_is_written(arena_printf(arena, "%s/%s", dir, name).data);
}

/* Checks the temporary name first and the final name second, so that a rename in between is not
 * missed. */
static bool has_writer(struct arena *arena, const char *dir, const struct export_record *record)
{
	const char *name = export_store_file_name(arena, record).data;

	return is_written(arena, dir, arena_printf(arena, "%s.part", name).data) ||
		is_written(arena, dir, name);
}

static enum status fail(struct db *db, struct export_record *record, struct fault *fault)
{
	enum status status;

	record->state = EXPORT_FAILED;
	status = export_store_finish(db, record, fault);
	/* The writer has stored its final state in the meantime. */
	if (status == STATUS_GONE) {
		fault_clear(fault);
		status = STATUS_OK;
	}
	return status;
}

static enum status fail_unfinished(
	struct db *db, const char *dir, struct arena *arena, struct fault *fault)
{
	struct export_record *records;
	size_t count = 0;
	enum status status = export_store_list_writing(db, WRITING_MAX, &records, &count, fault);

	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		if (!has_writer(arena, dir, &records[i]))
			status = fail(db, &records[i], fault);
	}
	return status;
}

/* Whether the file belongs to a ready export. */
static bool is_owned(struct db *db, struct text name, struct guid id, struct arena *arena)
{
	struct fault fault = fault_make(arena);
	struct export_record record;

	return export_store_get(db, id, &record, &fault) == STATUS_OK &&
		record.state == EXPORT_READY &&
		text_equal(name, export_store_file_name(arena, &record));
}

/* Leaves files alone whose names do not begin with an export id. */
static void remove_stray(struct db *db, const char *dir, const char *name, struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/%s", dir, name).data;
	struct text text = text_from(name);
	struct guid id;
	int claim;

	if (!guid_parse_strict(text_slice(text, 0, text_find(text, '.')), &id))
		return;
	claim = export_file_claim(path);
	if (claim < 0)
		return;
	if (!is_owned(db, text, id, arena))
		unlink(path);
	close(claim);
}

static void remove_strays(struct db *db, const char *dir, struct arena *arena)
{
	DIR *entries = opendir(dir);
	struct dirent *entry;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): only this thread uses the stream */
	while (entries != NULL && (entry = readdir(entries)) != NULL) {
		remove_stray(db, dir, entry->d_name, arena);
		arena_reset(arena);
	}
	if (entries != NULL)
		closedir(entries);
}

enum status export_recovery_run(struct db *db, const char *dir, struct fault *fault)
{
	struct arena *arena = arena_new();
	enum status status = fail_unfinished(db, dir, arena, fault);

	if (status == STATUS_OK)
		remove_strays(db, dir, arena);
	arena_free(arena);
	return status;
}

/* An export that no process is writing any more. */
struct failure {
	struct group_job job;
	struct export_record *record;
};

static enum status store_failure(struct group_job *job, struct db *db, struct fault *fault)
{
	return fail(db, container_of(job, struct failure, job)->record, fault);
}

static enum status end_dead(
	struct runtime *runtime, struct export_record *record, struct fault *fault)
{
	const char *dir = runtime->config->reviews_export_dir;
	const char *path = arena_printf(
		fault->arena, "%s/%s", dir, export_store_file_name(fault->arena, record).data)
				   .data;
	struct failure failure = {.job = {.run = store_failure, .fault = fault}, .record = record};
	enum status status = group_run(runtime->group, &failure.job);

	if (status == STATUS_OK) {
		LOG(runtime->log, LOG_WARNING, "export-abandoned",
			LOG_TEXT("export", guid_text(fault->arena, record->id)));
		unlink(arena_printf(fault->arena, "%s.part", path).data);
	}
	return status;
}

/* Checks the list of this process before the file's lock: on a file system without locks, the lock
 * proves nothing. */
enum status export_recovery_fail_abandoned(
	struct runtime *runtime, struct export_manager *manager, struct fault *fault)
{
	const char *dir = runtime->config->reviews_export_dir;
	struct db *db = pool_acquire(runtime->pool, fault);
	struct export_record *records, ignored;
	size_t count = 0;
	enum status status;

	if (db == NULL)
		return fault->status;
	status = export_store_list_writing(db, WRITING_MAX, &records, &count, fault);
	pool_release(runtime->pool, db);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		if (!export_manager_peek(manager, records[i].id, fault->arena, &ignored) &&
			!has_writer(fault->arena, dir, &records[i]))
			status = end_dead(runtime, &records[i], fault);
	}
	return status;
}
