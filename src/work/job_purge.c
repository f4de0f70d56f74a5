#include "work/job_purge.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/container_of.h"
#include "upkeep/runtime.h"
#include "work/job_run.h"

/* A younger file without a job may belong to a request that is still running. */
#define UNKNOWN_FILE_MS (INT64_C(3600) * CLOCK_MS_PER_S)

struct purge {
	struct group_job job;
	int64_t before_ms;
};

static enum status purge_rows(struct group_job *job, struct db *db, struct fault *fault)
{
	return job_store_purge(db, container_of(job, struct purge, job)->before_ms, fault);
}

/* Whether the file can be deleted: it belongs to no job, or is the input of a finished one. */
static bool is_left_over(struct db *db, const char *name, bool is_old, struct fault *fault)
{
	struct text file = text_from(name), id = text_slice(file, 0, GUID_TEXT_BYTES);
	struct guid guid;
	struct job job;
	enum status status;

	if (!guid_parse_strict(id, &guid))
		return false;
	status = job_store_get(db, id, &job, fault);
	if (status == STATUS_NOT_FOUND) {
		fault_clear(fault);
		return is_old;
	}
	return status == STATUS_OK && job.finished_at_ms != 0 &&
		text_equal(text_slice(file, GUID_TEXT_BYTES, file.length), TEXT(JOB_RUN_INPUT));
}

static void sweep(struct runtime *runtime, struct db *db, struct fault *fault)
{
	DIR *entries = opendir(runtime->config->reviews_job_dir);
	int64_t now_ms = clock_now_ms(runtime->clock);
	struct dirent *entry;
	struct stat info;

	while (entries != NULL && fault->status == STATUS_OK &&
		(entry = readdir(entries)) != NULL) {
		bool is_old =
			fstatat(dirfd(entries), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			info.st_mtim.tv_sec * CLOCK_MS_PER_S + UNKNOWN_FILE_MS < now_ms;

		if (is_left_over(db, entry->d_name, is_old, fault))
			unlinkat(dirfd(entries), entry->d_name, 0);
	}
	if (entries != NULL)
		closedir(entries);
}

enum status job_purge_run(struct runtime *runtime, struct fault *fault)
{
	struct purge purge = {.job = {.run = purge_rows, .fault = fault},
		.before_ms = clock_now_ms(runtime->clock) - JOB_STORE_KEPT_MS};
	struct db *db;

	if (group_run(runtime->group, &purge.job) != STATUS_OK)
		return fault->status;
	db = pool_acquire(runtime->pool, fault);
	if (db == NULL)
		return fault->status;
	sweep(runtime, db, fault);
	pool_release(runtime->pool, db);
	return fault->status;
}
