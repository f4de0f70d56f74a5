#include "db/migrate.h"

#include <errno.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/hash.h"

#define FOLDER "migrations/sqlite/"

struct migration {
	int64_t version;
	struct text name; /* file name */
	struct text checksum;
	struct text sql;
};

/* Reads the migration of an embedded file. Returns false if the file is not a migration. */
static bool read_migration(
	struct arena *arena, const struct embedded_file *file, struct migration *ret_migration)
{
	struct text name = text_from(file->name);
	struct hash hash = hash_sha256(file->content);

	if (!text_starts_with(name, TEXT(FOLDER)))
		return false;
	ret_migration->name = text_slice(name, sizeof(FOLDER) - 1, name.length);
	ret_migration->sql = file->content;
	ret_migration->checksum = hash_hex(arena, &hash);
	return text_to_int64(text_slice(ret_migration->name, 0, 4), &ret_migration->version);
}

static size_t list_migrations(struct arena *arena, struct migration **ret_list)
{
	size_t file_count, count = 0;
	const struct embedded_file *files = embedded_files(&file_count);

	*ret_list = arena_array(arena, file_count + 1, sizeof(**ret_list));
	for (size_t i = 0; i < file_count; i++)
		count += read_migration(arena, &files[i], &(*ret_list)[count]);
	return count;
}

/* Compares the migrations that the database has with those of the program. */
static enum status check_applied(struct db *db, const struct migration *list, size_t count,
	size_t *ret_applied, struct fault *fault)
{
	struct db_cursor rows;
	size_t at = 0;

	db_query(&rows, db, "SELECT name, checksum FROM schema_migration ORDER BY version",
		DB_NO_ARGS);
	while (fault->status == STATUS_OK && db_next(&rows)) {
		struct text name = arena_text(fault->arena, db_text(&rows, 0));

		if (at == count || !text_equal(name, list[at].name))
			fault_set(fault, STATUS_CONFLICT, "DatabaseNewer",
				"The database has migration %s, which this program does not know; "
				"start a newer version of the program.",
				name.data);
		else if (!text_equal(db_text(&rows, 1), list[at].checksum))
			fault_set(fault, STATUS_CONFLICT, "MigrationChanged",
				"Migration %s in the database differs from the one in this "
				"program; use the version of the program that wrote the database.",
				name.data);
		at++;
	}
	*ret_applied = at;
	if (fault->status != STATUS_OK) {
		struct fault ignored = fault_make(fault->arena);

		db_end(&rows, &ignored);
		return fault->status;
	}
	return db_end(&rows, fault);
}

static enum status apply(
	struct db *db, const struct migration *migration, int64_t now_ms, struct fault *fault)
{
	enum status status = db_script(db, migration->sql, fault);

	if (status != STATUS_OK)
		return status;
	return db_exec(db, fault,
		"INSERT INTO schema_migration (version, name, checksum, applied_at_ms) "
		"VALUES ($1, $2, $3, $4)",
		DB_ARGS(DB_INT(migration->version), DB_TEXT(migration->name),
			DB_TEXT(migration->checksum), DB_INT(now_ms)));
}

/* Applies the next migration in a transaction of its own. Another process may do so concurrently,
 * so this checks again under the write lock. */
static enum status step(struct db *db, const struct migration *list, size_t count, int64_t now_ms,
	bool *ret_more, struct fault *fault)
{
	size_t applied = 0;
	enum status status = db_begin(db, DB_WRITE, fault);

	*ret_more = false;
	if (status == STATUS_OK)
		status = check_applied(db, list, count, &applied, fault);
	if (status == STATUS_OK && applied < count) {
		*ret_more = true;
		status = apply(db, &list[applied], now_ms, fault);
	}
	if (status == STATUS_OK)
		status = db_commit(db, fault);
	if (status != STATUS_OK)
		db_rollback(db);
	return status;
}

enum status migrate_run(struct db *db, int64_t now_ms, size_t *ret_applied, struct fault *fault)
{
	struct migration *list;
	size_t count = list_migrations(fault->arena, &list);
	bool more = true;
	enum status status = db_exec(db, fault,
		"CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT NOT NULL PRIMARY KEY, "
		"name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)",
		DB_NO_ARGS);

	*ret_applied = 0;
	while (status == STATUS_OK && more) {
		status = step(db, list, count, now_ms, &more, fault);
		*ret_applied += status == STATUS_OK && more;
	}
	return status;
}

#define MIGRATION_COLUMNS 4

static enum status read_number(struct db_cursor *rows, int64_t *ret_number, struct fault *fault)
{
	*ret_number = db_next(rows) ? db_int(rows, 0) : 0;
	return db_end(rows, fault);
}

static enum status inspect(struct db *db, const char *path, bool *ret_is_new, struct fault *fault)
{
	struct migration *list;
	size_t count = list_migrations(fault->arena, &list), applied = 0;
	struct db_cursor rows;
	int64_t columns = 0, others = 0;

	db_query(&rows, db,
		"SELECT count(*) FROM pragma_table_info('schema_migration') "
		"WHERE name IN ('version', 'name', 'checksum', 'applied_at_ms')",
		DB_NO_ARGS);
	if (read_number(&rows, &columns, fault) != STATUS_OK)
		return fault->status;
	db_query(&rows, db,
		"SELECT count(*) FROM sqlite_schema "
		"WHERE name != 'schema_migration' AND tbl_name != 'schema_migration'",
		DB_NO_ARGS);
	if (read_number(&rows, &others, fault) != STATUS_OK)
		return fault->status;
	if (columns == MIGRATION_COLUMNS &&
		check_applied(db, list, count, &applied, fault) != STATUS_OK)
		return fault->status;
	*ret_is_new = applied == 0;
	return applied == 0 && others > 0
		? fault_set(fault, STATUS_INVALID, "NotADatabase",
			  "%s has tables but is not a database of this program.", path)
		: STATUS_OK;
}

enum status migrate_inspect(const struct db_options *options, bool *ret_is_new, struct fault *fault)
{
	struct db_options inspecting = *options;
	struct db *db = NULL;

	inspecting.read_only = inspecting.inspect_only = true;
	*ret_is_new = access(options->path, F_OK) != 0 && errno == ENOENT;
	if (*ret_is_new)
		return STATUS_OK;
	if (db_open(&db, &inspecting, fault) == STATUS_OK)
		inspect(db, options->path, ret_is_new, fault);
	db_close(db);
	return fault->status;
}
