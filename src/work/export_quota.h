/*
 * export_quota: limits the total size of exported files, for each caller and for all callers.
 */
#ifndef WORK_EXPORT_QUOTA_PRIVATE_H
#define WORK_EXPORT_QUOTA_PRIVATE_H

#include "limit/body_quota.h"
#include "limit/disk_space.h"
#include "reviews/export_store.h"
#include "upkeep/runtime.h"

struct export_quota {
	struct runtime *runtime;
	struct body_quota *body_quota; /* request bodies are on the same disk as the exports */
	struct disk_space *disk_space;
};

/* Checks whether the client `caller_id` may export more. Returns STATUS_TOO_MANY if the files of
 * this client have reached the quota for one client. Returns STATUS_INSUFFICIENT_STORAGE if all
 * files together have reached the total quota, or if the disk is nearly full.
 *
 * `writing` is the usage of the exports that this process is writing. The function reads the usage
 * of stored files from the database and adds `writing`. If an export finishes after the caller has
 * determined `writing`, the file may count twice. The function never omits a file. */
enum status export_quota_check(const struct export_quota *quota, struct guid caller_id,
	struct export_usage writing, struct fault *fault);

#endif
