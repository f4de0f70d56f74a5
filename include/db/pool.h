/*
 * pool: a pool of read-only connections.
 *
 * Thread-safe. Each connection is used by one thread at a time.
 */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/db.h"

struct pool;

/* Creates a pool that opens connections on demand. Copies `options` but borrows the path. One
 * connection stays open for as long as the pool exists. When db_is_replaced() is true for it, the
 * pool opens no others: SQLite would apply the WAL of the old file to the new one, or delete it. */
struct pool *pool_new(const struct db_options *options);
void pool_free(struct pool *pool);

/* Prevents the pool's connections from checkpointing when they are closed, so that a damaged
 * database is not damaged further. */
void pool_freeze(struct pool *pool);

/* Maximum number of connections in use. A thread uses at most two, and each running export one, so
 * the limit is reached only with hundreds of threads. */
#define POOL_IN_USE_MAX 256

/* Returns a connection, to be returned with pool_release(). Returns NULL with the fault set if the
 * limit is reached (STATUS_UNAVAILABLE) or if the database file was replaced ("DatabaseMoved").
 * Never waits for another thread to release a connection. */
struct db *pool_acquire(struct pool *pool, struct fault *fault);
void pool_release(struct pool *pool, struct db *db);

/* Opens a separate connection with its own busy timeout, which does not count towards the limit.
 * Close it with pool_close(). */
struct db *pool_open(struct pool *pool, int64_t busy_timeout_ms, struct fault *fault);
void pool_close(struct pool *pool, struct db *db);

/* Calls db_read_version() on the pool's own connection. Data that is read afterwards is at least as
 * new as the version. */
bool pool_read_version(struct pool *pool, struct db_version *ret_version);

#endif
