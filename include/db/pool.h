/*
 * pool: read-only connections, lent to one thread at a time.
 */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/db.h"

struct pool;

/* A pool that opens connections as they are asked for; `options` is copied, its path borrowed. */
struct pool *pool_new(const struct db_options *options);
void pool_free(struct pool *pool);

/* A connection to give back with pool_put(), or NULL with the fault set. */
struct db *pool_take(struct pool *pool, struct fault *fault);
void pool_put(struct pool *pool, struct db *db);

/* db_read_mark() of the database, on a connection that the pool keeps for it. What is read behind
 * that is at least as new as the mark. */
bool pool_read_mark(struct pool *pool, struct db_mark *ret_mark);

#endif
