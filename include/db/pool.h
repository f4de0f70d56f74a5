/*
 * pool: read-only connections, lent to one thread at a time.
 */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/db.h"

struct pool;

/* A pool that opens connections as they are asked for; `options` is copied, its path borrowed. It
 * keeps one from the start, and opens no other once db_is_replaced() is true of that one: to open
 * what is at the path then would bring the log of the one file into the other, or delete it. */
struct pool *pool_new(const struct db_options *options);
void pool_free(struct pool *pool);

/* From now on no connection of the pool brings the log into the database when it is closed: for
 * what must not be damaged further. Any thread may call it. */
void pool_freeze(struct pool *pool);

/* Connections lent at a time. A thread has two at most, and each export under way has one, so that
 * fewer are lent unless there are hundreds of threads. */
#define POOL_LENT_MAX 256

/* A connection to give back with pool_release(), or NULL with the fault set: STATUS_UNAVAILABLE
 * when so many are lent already, and "DatabaseMoved" when a new one would be of another file. Never
 * waits for one to come back. */
struct db *pool_acquire(struct pool *pool, struct fault *fault);
void pool_release(struct pool *pool, struct db *db);

/* The same for a connection that is the caller's alone, with a busy timeout of its own; none of
 * those that are lent. Ends with pool_close(). */
struct db *pool_open(struct pool *pool, int64_t busy_timeout_ms, struct fault *fault);
void pool_close(struct pool *pool, struct db *db);

/* db_read_version() of the database, on a connection that the pool keeps for it. What is read
 * behind that is at least as new as the mark. */
bool pool_read_version(struct pool *pool, struct db_version *ret_mark);

#endif
