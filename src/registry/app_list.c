#include "registry/app_list.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "registry/app_row.h"
#include "registry/registry_state.h"

struct app_list {
	atomic_int users;
	int64_t revision;
	size_t count;
	struct app_entry *entries; /* sorted by directory, then client app */
};

struct app_list_source {
	pthread_mutex_t lock;
	struct app_list *current;
	struct db_version version; /* database version of `current`; zero: unknown */
};

struct app_list_source *app_list_source_new(void)
{
	struct app_list_source *source = calloc(1, sizeof(*source));

	if (source == NULL)
		abort();
	pthread_mutex_init(&source->lock, NULL);
	return source;
}

void app_list_source_free(struct app_list_source *source)
{
	if (source == NULL)
		return;
	app_list_unref(source->current);
	pthread_mutex_destroy(&source->lock);
	free(source);
}

void app_list_unref(struct app_list *list)
{
	if (list == NULL || atomic_fetch_sub(&list->users, 1) > 1)
		return;
	free(list->entries);
	free(list);
}

static int compare(const void *left, const void *right)
{
	const struct app_entry *a = left, *b = right;
	int order = guid_compare(a->directory_tenant_id, b->directory_tenant_id);

	return order != 0 ? order : guid_compare(a->client_app_id, b->client_app_id);
}

static struct app_entry *add_entry(struct app_list *list)
{
	if ((list->count & (list->count - 1)) == 0) {
		size_t capacity = list->count == 0 ? 1 : list->count * 2;

		list->entries = reallocarray(list->entries, capacity, sizeof(*list->entries));
		if (list->entries == NULL)
			abort();
	}
	return &list->entries[list->count++];
}

/* clang-format off */
#define SELECT \
	"SELECT " COLUMN_NAMES(APP_COLUMNS_LISTED) " FROM app_registration " \
	"WHERE deleted_at_ms IS NULL ORDER BY id"
/* clang-format on */

enum { COLUMN_INDEXES(APP_COLUMNS_LISTED) };

static struct app_entry read_entry(const struct db_cursor *rows)
{
	return (struct app_entry){COLUMN_MEMBERS(APP_COLUMNS_LISTED)};
}

static struct app_list *load(struct db *db, struct fault *fault)
{
	struct app_list *list = calloc(1, sizeof(*list));
	struct db_cursor rows;
	struct registry_state state = {0};

	if (list == NULL)
		abort();
	atomic_init(&list->users, 1);
	if (db_begin(db, DB_READ, fault) == STATUS_OK &&
		registry_state_read(db, &state, fault) == STATUS_OK) {
		list->revision = state.revision;
		db_query(&rows, db, SELECT, DB_NO_ARGS);
		while (db_next(&rows))
			*add_entry(list) = read_entry(&rows);
		db_end(&rows, fault);
	}
	db_rollback(db);
	if (fault->status != STATUS_OK) {
		app_list_unref(list);
		return NULL;
	}
	if (list->count > 1)
		qsort(list->entries, list->count, sizeof(*list->entries), compare);
	return list;
}

/* Returns true if the current list matches the registry's revision in the database. */
static bool is_current(struct app_list_source *source, struct db *db, struct fault *fault)
{
	struct registry_state state = {.revision = -1};

	return source->current != NULL && registry_state_read(db, &state, fault) == STATUS_OK &&
		state.revision == source->current->revision;
}

/* Replaces the current list if the registry has changed. The caller holds the lock. */
static enum status reload(struct app_list_source *source, struct db *db, struct fault *fault)
{
	struct app_list *fresh;

	if (is_current(source, db, fault) || fault->status != STATUS_OK)
		return fault->status;
	fresh = load(db, fault);
	if (fresh == NULL)
		return fault->status;
	app_list_unref(source->current);
	source->current = fresh;
	return STATUS_OK;
}

/* Refreshes the current list. `version` was read before the registry, so a commit in between makes
 * the next call refresh the list again.
 *
 * Other threads wait meanwhile: for a point read after any commit, and for a read of all
 * registrations after a change of the registry. They must not continue with the older list, which
 * could still accept a registration that was removed before their call. */
static enum status refresh(struct app_list_source *source, struct pool *pool,
	const struct db_version *version, struct fault *fault)
{
	struct db *db = pool_acquire(pool, fault);
	enum status status = db == NULL ? fault->status : reload(source, db, fault);

	pool_release(pool, db);
	source->version = status == STATUS_OK ? *version : (struct db_version){{0}};
	return status;
}

struct app_list *app_list_ref(
	struct app_list_source *source, struct pool *pool, struct fault *fault)
{
	struct app_list *list = NULL;
	struct db_version version = {{0}};
	bool known = pool_read_version(pool, &version);

	pthread_mutex_lock(&source->lock);
	if ((known && db_versions_equal(&version, &source->version)) ||
		refresh(source, pool, &version, fault) == STATUS_OK) {
		list = source->current;
		atomic_fetch_add(&list->users, 1);
	}
	pthread_mutex_unlock(&source->lock);
	return list;
}

const struct app_entry *app_list_find(
	const struct app_list *list, struct guid directory_tenant_id, struct guid client_app_id)
{
	struct app_entry wanted = {
		.directory_tenant_id = directory_tenant_id, .client_app_id = client_app_id};

	if (list->count == 0)
		return NULL;
	return bsearch(&wanted, list->entries, list->count, sizeof(wanted), compare);
}

bool app_list_has_directory(const struct app_list *list, struct guid directory_tenant_id)
{
	size_t from = 0, to = list->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = guid_compare(
			list->entries[middle].directory_tenant_id, directory_tenant_id);

		if (order == 0)
			return true;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

bool app_list_has_client(const struct app_list *list, struct guid client_app_id)
{
	for (size_t i = 0; i < list->count; i++) {
		if (guid_equal(list->entries[i].client_app_id, client_app_id))
			return true;
	}
	return false;
}
