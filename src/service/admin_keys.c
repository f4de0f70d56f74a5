#include "service/admin_keys.h"

#include "base/clock.h"
#include "registry/admin_key_store.h"
#include "registry/audit_store.h"

static const struct registry_change *now(struct registry_change *change)
{
	*change = (struct registry_change){clock_now_ms(&clock_system), TEXT("command line")};
	return change;
}

static enum status audit(struct db *db, enum audit_operation operation,
	const struct registry_change *change, const struct admin_key *before,
	const struct admin_key *after, struct fault *fault)
{
	struct audit_event event = {.occurred_at_ms = change->now_ms,
		.operation = operation,
		.resource_type = TEXT("adminKey"),
		.resource_id = after->id,
		.actor = {.kind = AUDIT_BY_COMMAND_LINE, .name = change->by},
		.before = admin_key_text(fault, before),
		.after = admin_key_text(fault, after)};

	return fault->status == STATUS_OK ? audit_store_add(db, &event, fault) : fault->status;
}

/* Commits or rolls back the transaction of a change. */
static enum status settle(struct db *db, enum status status, struct fault *fault)
{
	if (status == STATUS_OK)
		status = db_commit(db, fault);
	if (status != STATUS_OK)
		db_rollback(db);
	return status;
}

static bool read_fields(
	struct text name, struct text roles, struct admin_key *key, struct fault *fault)
{
	struct field_reader reader = {.fault = fault};
	size_t index;

	field_set_text(
		&reader, field_find(&admin_key_fields, TEXT("name"), false, &index), name, key);
	field_set_text(&reader, field_find(&admin_key_fields, TEXT("roles"), false, &index),
		text_is_set(roles) ? roles : text_from(admin_role_names[0].name), key);
	return fault->status == STATUS_OK;
}

enum status admin_keys_create(struct db *db, struct text name, struct text roles,
	struct text *ret_line, struct fault *fault)
{
	struct admin_key key = admin_key_make();
	struct registry_change change;
	struct text secret = TEXT_NONE;
	enum status status;

	if (!read_fields(name, roles, &key, fault))
		return fault->status;
	status = db_begin(db, DB_WRITE, fault);
	if (status == STATUS_OK)
		status = admin_key_store_insert(db, &key, now(&change), &secret, fault);
	if (status == STATUS_OK)
		status = audit(db, AUDIT_CREATE, &change, NULL, &key, fault);
	status = settle(db, status, fault);
	if (status == STATUS_OK)
		*ret_line = arena_printf(fault->arena, "%s\n", secret.data);
	return status;
}

static void add_line(struct buffer *out, struct arena *arena, const struct admin_key *key)
{
	struct text fields[] = {key->name,
		field_list_names(arena, key->roles, admin_role_names, ","), TEXT("on"),
		TEXT("never used")};

	if (!key->enabled)
		fields[2] = TEXT("off");
	else if (key->expires_at_ms != 0)
		fields[2] = arena_printf(
			arena, "on until %s", clock_text(arena, key->expires_at_ms).data);
	if (key->last_used_at_ms != 0)
		fields[3] = arena_printf(
			arena, "last used %s", clock_text(arena, key->last_used_at_ms).data);
	for (size_t i = 0; i < 4; i++) {
		buffer_add(out, fields[i]);
		buffer_add_char(out, i < 3 ? '\t' : '\n');
	}
}

enum status admin_keys_list(struct db *db, struct text *ret_table, struct fault *fault)
{
	struct buffer out = buffer_make(fault->arena, ADMIN_KEYS_MAX * ADMIN_KEY_JSON_BYTES_MAX);
	struct admin_key *keys;
	size_t count = 0;
	enum status status = admin_key_store_list(db, &keys, &count, fault);

	for (size_t i = 0; i < count; i++)
		add_line(&out, fault->arena, &keys[i]);
	*ret_table = buffer_text(&out);
	return status;
}

static enum status find_by_name(
	struct db *db, struct text name, struct admin_key *ret_key, struct fault *fault)
{
	struct admin_key *keys;
	size_t count = 0;
	enum status status = admin_key_store_list(db, &keys, &count, fault);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count; i++) {
		if (text_equal(keys[i].name, name)) {
			*ret_key = keys[i];
			return STATUS_OK;
		}
	}
	return fault_set(fault, STATUS_NOT_FOUND, "AdminKeyNotFound",
		"There is no admin key with this name. `s2s-registry admin-key list` lists them.");
}

enum status admin_keys_disable(struct db *db, struct text name, struct fault *fault)
{
	struct admin_key old, key;
	struct registry_change change;
	enum status status = db_begin(db, DB_WRITE, fault);

	if (status == STATUS_OK)
		status = find_by_name(db, name, &old, fault);
	if (status == STATUS_OK) {
		key = old;
		key.enabled = false;
		status = admin_key_store_update(db, &key, now(&change), fault);
	}
	if (status == STATUS_OK)
		status = audit(db, AUDIT_UPDATE, &change, &old, &key, fault);
	return settle(db, status, fault);
}
