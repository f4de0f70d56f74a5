#include "db/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Connections kept open while nobody uses them. */
#define IDLE_MAX 64

struct pool {
	struct db_options options;
	_Atomic(struct db *) marked; /* made when the first mark is read */
	pthread_mutex_t lock;
	struct db *idle[IDLE_MAX];
	size_t idle_count;
	size_t lent_count;
	atomic_bool frozen;
};

struct pool *pool_new(const struct db_options *options)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (pool == NULL)
		abort();
	pool->options = *options;
	pool->options.read_only = true;
	pthread_mutex_init(&pool->lock, NULL);
	return pool;
}

/* The last connection that closes brings the log in, be it one that only reads. */
static void close_one(struct pool *pool, struct db *db)
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
		close_one(pool, pool->idle[--pool->idle_count]);
	close_one(pool, pool->marked);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

void pool_freeze(struct pool *pool)
{
	atomic_store(&pool->frozen, true);
}

static void count_return(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->lent_count--;
	pthread_mutex_unlock(&pool->lock);
}

struct db *pool_take(struct pool *pool, struct fault *fault)
{
	struct db *db = NULL;
	bool may_have;

	pthread_mutex_lock(&pool->lock);
	may_have = pool->lent_count < POOL_LENT_MAX;
	if (may_have) {
		pool->lent_count++;
		if (pool->idle_count > 0)
			db = pool->idle[--pool->idle_count];
	}
	pthread_mutex_unlock(&pool->lock);
	if (!may_have)
		fault_set(fault, STATUS_UNAVAILABLE, "DatabaseNotOpen",
			"All connections to the database are in use; try again later.");
	else if (db == NULL && db_open(&db, &pool->options, fault) != STATUS_OK)
		count_return(pool);
	return db;
}

void pool_put(struct pool *pool, struct db *db)
{
	if (db == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->lent_count--;
	/* A transaction that could not be ended would show the same old state for ever. */
	if (pool->idle_count < IDLE_MAX && !db_in_transaction(db)) {
		pool->idle[pool->idle_count++] = db;
		db = NULL;
	}
	pthread_mutex_unlock(&pool->lock);
	close_one(pool, db);
}

static struct db *make_marked(struct pool *pool)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct db *db;

	pthread_mutex_lock(&pool->lock);
	db = pool->marked;
	if (db == NULL && db_open(&db, &pool->options, &fault) == STATUS_OK)
		pool->marked = db;
	pthread_mutex_unlock(&pool->lock);
	arena_free(arena);
	return db;
}

bool pool_read_mark(struct pool *pool, struct db_mark *ret_mark)
{
	struct db *db = atomic_load(&pool->marked);

	if (db == NULL)
		db = make_marked(pool);
	return db != NULL && db_read_mark(db, ret_mark);
}
