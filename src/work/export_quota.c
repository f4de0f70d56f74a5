#include "work/export_quota.h"

#define MIB INT64_C(1048576)

static enum status read_usage(struct runtime *runtime, struct guid caller_id,
	struct export_usage *ret_usage, struct fault *fault)
{
	struct db *db = pool_acquire(runtime->pool, fault);
	enum status status;

	if (db == NULL)
		return fault->status;
	status = export_store_usage(db, caller_id, ret_usage, fault);
	pool_release(runtime->pool, db);
	return status;
}

enum status export_quota_check(const struct export_quota *quota, struct guid caller_id,
	struct export_usage writing, struct fault *fault)
{
	const struct config *config = quota->runtime->config;
	int64_t all_bytes = config->reviews_export_room_mib * MIB, own_bytes = all_bytes / 2;
	struct export_usage usage = {0};

	if (read_usage(quota->runtime, caller_id, &usage, fault) != STATUS_OK)
		return fault->status;
	usage.own_bytes += writing.own_bytes;
	usage.all_bytes += writing.all_bytes;
	if (usage.own_bytes >= own_bytes)
		return fault_set(fault, STATUS_TOO_MANY, "ExportRoomUsed",
			"The exported files of this caller take %lld bytes; the limit is %lld. "
			"Revoke some exports, or wait until they expire.",
			(long long)usage.own_bytes, (long long)own_bytes);
	if (usage.all_bytes >= all_bytes)
		return fault_set(fault, STATUS_INSUFFICIENT_STORAGE, "ExportRoomUsed",
			"All exported files together take %lld bytes; the limit is %lld. Try again "
			"when some exports have expired.",
			(long long)usage.all_bytes, (long long)all_bytes);
	return disk_space_check(quota->disk_space, body_quota_bytes(quota->body_quota),
		config->server_disk_reserve_mib * MIB, fault);
}
