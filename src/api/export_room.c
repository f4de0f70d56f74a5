#include "api/export_room.h"

#include "api/call.h"

#define MIB INT64_C(1048576)

static enum status read_usage(struct service *service, struct guid caller_id,
	struct export_usage *ret_usage, struct fault *fault)
{
	struct db *db = pool_take(service->pool, fault);
	enum status status;

	if (db == NULL)
		return fault->status;
	status = export_store_usage(db, caller_id, ret_usage, fault);
	pool_put(service->pool, db);
	return status;
}

enum status export_room_check(struct service *service, struct guid caller_id, struct fault *fault)
{
	const struct config *config = service->config;
	int64_t all_bytes = config->reviews_export_room_mib * MIB, own_bytes = all_bytes / 2;
	struct export_usage usage = {0};

	if (read_usage(service, caller_id, &usage, fault) != STATUS_OK)
		return fault->status;
	exports_add_usage(service->exports, caller_id, &usage);
	if (usage.own_bytes >= own_bytes)
		return fault_set(fault, STATUS_TOO_MANY, "ExportRoomUsed",
			"The exported files of this caller have %lld bytes, and may have %lld "
			"together; revoke some, or wait until they expire.",
			(long long)usage.own_bytes, (long long)own_bytes);
	if (usage.all_bytes >= all_bytes)
		return fault_set(fault, STATUS_NO_ROOM, "ExportRoomUsed",
			"All exported files have %lld bytes, and may have %lld together; try again "
			"when some have expired.",
			(long long)usage.all_bytes, (long long)all_bytes);
	return disk_room_check(service->disk_room, body_room_bytes(service->body_room),
		config->server_disk_reserve_mib * MIB, fault);
}
