#include "api/export_recovery.h"

#include <dirent.h>
#include <unistd.h>

#include "api/export_file.h"
#include "reviews/export_store.h"

/* Many times what may be under way. */
#define WRITING_MAX 10000

static bool is_written(struct arena *arena, const char *dir, const char *name)
{
	return export_file_is_written(arena_printf(arena, "%s/%s", dir, name).data);
}

static bool has_writer(struct arena *arena, const char *dir, const struct export_record *record)
{
	const char *name = export_store_file_name(arena, record).data;

	return is_written(arena, dir, name) ||
		is_written(arena, dir, arena_printf(arena, "%s.part", name).data);
}

static enum status fail_unfinished(
	struct db *db, const char *dir, struct arena *arena, struct fault *fault)
{
	struct export_record *records;
	size_t count = 0;
	enum status status = export_store_list_writing(db, WRITING_MAX, &records, &count, fault);

	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		if (has_writer(arena, dir, &records[i]))
			continue;
		records[i].state = EXPORT_FAILED;
		status = export_store_finish(db, &records[i], fault);
		/* Its writer has told how it ended, just now. */
		if (status == STATUS_GONE) {
			fault_clear(fault);
			status = STATUS_OK;
		}
	}
	return status;
}

/* Whether a ready export has that file. */
static bool is_owned(struct db *db, struct text name, struct guid id, struct arena *arena)
{
	struct fault fault = fault_make(arena);
	struct export_record record;

	return export_store_get(db, id, &record, &fault) == STATUS_OK &&
		record.state == EXPORT_READY &&
		text_equal(name, export_store_file_name(arena, &record));
}

static void remove_strays(struct db *db, const char *dir, struct arena *arena)
{
	DIR *entries = opendir(dir);
	struct dirent *entry;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this thread's */
	while (entries != NULL && (entry = readdir(entries)) != NULL) {
		struct text name = text_from(entry->d_name);
		struct guid id;

		/* The folder may hold what is not ours. */
		if (guid_parse_strict(text_slice(name, 0, text_find(name, '.')), &id) &&
			!is_written(arena, dir, entry->d_name) && !is_owned(db, name, id, arena))
			unlinkat(dirfd(entries), entry->d_name, 0);
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
