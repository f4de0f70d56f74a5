/*
 * export_quota: limits the bytes of exported files, per caller and in total.
 */
#ifndef WORK_EXPORT_QUOTA_PRIVATE_H
#define WORK_EXPORT_QUOTA_PRIVATE_H

#include "limit/body_quota.h"
#include "limit/disk_space.h"
#include "reviews/export_store.h"
#include "upkeep/runtime.h"

struct export_quota {
	struct runtime *runtime;
	struct body_quota *body_quota; /* request bodies share the disk */
	struct disk_space *disk_space;
};

/* Checks whether the caller may export more. Returns STATUS_TOO_MANY when the caller's files have
 * reached the caller's quota, and STATUS_INSUFFICIENT_STORAGE when all files have reached the total
 * or the disk is nearly full. `writing` is the usage of the files that this process is writing;
 * read it before the call. */
enum status export_quota_check(const struct export_quota *quota, struct guid caller_id,
	struct export_usage writing, struct fault *fault);

#endif
