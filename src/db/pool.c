#include "db/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Maximum number of idle connections. */
#define IDLE_MAX 64

struct pool {
	struct db_options options;
	_Atomic(struct db *) anchor; /* reads versions, and identifies the database file */
	pthread_mutex_t lock;
	struct db *idle[IDLE_MAX];
	size_t idle_count;
	size_t in_use_count;
	atomic_bool frozen;
};

/* Returns NULL with the fault set if the database cannot be opened. */
static struct db *find_anchor(struct pool *pool, struct fault *fault)
{
	struct db *db = atomic_load(&pool->anchor);

	if (db != NULL)
		return db;
	pthread_mutex_lock(&pool->lock);
	db = pool->anchor;
	if (db == NULL && db_open(&db, &pool->options, fault) == STATUS_OK)
		pool->anchor = db;
	pthread_mutex_unlock(&pool->lock);
	return db;
}

static struct db *try_anchor(struct pool *pool)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct db *db = find_anchor(pool, &fault);

	arena_free(arena);
	return db;
}

struct pool *pool_new(const struct db_options *options)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (pool == NULL)
		abort();
	pool->options = *options;
	pool->options.read_only = true;
	pthread_mutex_init(&pool->lock, NULL);
	try_anchor(pool);
	return pool;
}

/* The last connection to a database checkpoints the WAL when it is closed, even a read-only one. */
void pool_close(struct pool *pool, struct db *db)
{
	if (db != NULL && atomic_load(&pool->frozen))
		db_freeze(db);
	db_close(db);
}

void pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	while (pool->idle_count > 0)
		pool_close(pool, pool->idle[--pool->idle_count]);
	pool_close(pool, pool->anchor);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

void pool_freeze(struct pool *pool)
{
	atomic_store(&pool->frozen, true);
}

static bool is_replaced(const struct db *anchor, struct fault *fault)
{
	if (!db_is_replaced(anchor))
		return false;
	fault_set(fault, STATUS_UNAVAILABLE, "DatabaseMoved",
		"The database file was removed or replaced.");
	return true;
}

/* Checks the file before opening, because opening a replacement can corrupt it, and again
 * afterwards: if the file was replaced meanwhile, closing the connection must not apply the WAL of
 * the old one. */
struct db *pool_open(struct pool *pool, int64_t busy_timeout_ms, struct fault *fault)
{
	struct db_options options = pool->options;
	const struct db *anchor = find_anchor(pool, fault);
	struct db *db = NULL;

	options.busy_timeout_ms = busy_timeout_ms;
	if (anchor == NULL || is_replaced(anchor, fault) ||
		db_open(&db, &options, fault) != STATUS_OK)
		return NULL;
	if (!is_replaced(anchor, fault))
		return db;
	db_freeze(db);
	db_close(db);
	return NULL;
}

static void count_return(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->in_use_count--;
	pthread_mutex_unlock(&pool->lock);
}

struct db *pool_acquire(struct pool *pool, struct fault *fault)
{
	struct db *db = NULL;
	bool is_available;

	pthread_mutex_lock(&pool->lock);
	is_available = pool->in_use_count < POOL_IN_USE_MAX;
	if (is_available) {
		pool->in_use_count++;
		if (pool->idle_count > 0)
			db = pool->idle[--pool->idle_count];
	}
	pthread_mutex_unlock(&pool->lock);
	if (!is_available) {
		fault_set(fault, STATUS_UNAVAILABLE, "DatabaseNotOpen",
			"All connections to the database are in use; try again later.");
		return NULL;
	}
	if (db == NULL) {
		db = pool_open(pool, pool->options.busy_timeout_ms, fault);
		if (db == NULL)
			count_return(pool);
	}
	return db;
}

void pool_release(struct pool *pool, struct db *db)
{
	if (db == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->in_use_count--;
	/* An open transaction would see the same snapshot forever. */
	if (pool->idle_count < IDLE_MAX && !db_in_transaction(db)) {
		pool->idle[pool->idle_count++] = db;
		db = NULL;
	}
	pthread_mutex_unlock(&pool->lock);
	pool_close(pool, db);
}

bool pool_read_version(struct pool *pool, struct db_version *ret_version)
{
	struct db *db = atomic_load(&pool->anchor);

	if (db == NULL)
		db = try_anchor(pool);
	return db != NULL && db_read_version(db, ret_version);
}
