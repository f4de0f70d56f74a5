#include "registry/usage_store.h"

enum status usage_store_add(
	struct db *db, struct guid caller, int64_t calls, int64_t last_used_ms, struct fault *fault)
{
	/* Without WHERE true SQLite would parse ON as part of a join (SQLite, UPSERT, parsing
	 * ambiguity). */
	return db_exec(db, fault,
		"INSERT INTO caller_usage (caller_id, last_used_at_ms, call_count) "
		"SELECT id, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM ("
		"SELECT id FROM app_registration WHERE id = $1 UNION ALL "
		"SELECT id FROM admin_key WHERE id = $1) AS known WHERE true "
		"ON CONFLICT (caller_id) DO UPDATE SET "
		"call_count = caller_usage.call_count + excluded.call_count, "
		"last_used_at_ms = CASE "
		"WHEN excluded.last_used_at_ms > caller_usage.last_used_at_ms "
		"THEN excluded.last_used_at_ms ELSE caller_usage.last_used_at_ms END",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, caller)), DB_INT(last_used_ms),
			DB_INT(calls)));
}
