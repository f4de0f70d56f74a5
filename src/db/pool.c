#include "db/pool.h"

#include <pthread.h>
#include <stdlib.h>

/* Connections kept open while nobody uses them. */
#define IDLE_MAX 64

struct pool {
	struct db_options options;
	pthread_mutex_t lock;
	struct db *idle[IDLE_MAX];
	size_t idle_count;
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

void pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	while (pool->idle_count > 0)
		db_close(pool->idle[--pool->idle_count]);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

struct db *pool_take(struct pool *pool, struct fault *fault)
{
	struct db *db = NULL;

	pthread_mutex_lock(&pool->lock);
	if (pool->idle_count > 0)
		db = pool->idle[--pool->idle_count];
	pthread_mutex_unlock(&pool->lock);
	if (db == NULL)
		db_open(&db, &pool->options, fault);
	return db;
}

void pool_put(struct pool *pool, struct db *db)
{
	if (db == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	if (pool->idle_count < IDLE_MAX) {
		pool->idle[pool->idle_count++] = db;
		db = NULL;
	}
	pthread_mutex_unlock(&pool->lock);
	db_close(db);
}
