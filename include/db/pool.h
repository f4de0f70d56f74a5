/*
 * pool: a pool of read-only connections.
 *
 * Thread-safe. Only one thread at a time may use a connection.
 */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/db.h"

struct pool;

/* Creates a pool, which opens connections on demand. Copies `options`, but the path must outlive
 * the pool. The pool keeps one connection open for its whole lifetime, to detect whether the
 * database file has been replaced (db_is_replaced()). After a replacement, the pool opens no more
 * connections, because SQLite would apply the WAL of the old file to the new file or delete the
 * WAL. */
struct pool *pool_new(const struct db_options *options);
void pool_free(struct pool *pool);

/* Prevents all connections of the pool from checkpointing the WAL when they are closed, so that a
 * damaged database is not damaged further. */
void pool_freeze(struct pool *pool);

/* Maximum number of connections in use. A thread uses at most two connections and a running export
 * uses one, so only a process with hundreds of threads reaches the limit. */
#define POOL_IN_USE_MAX 256

/* Returns a connection. The caller returns it with pool_release(). If the limit is reached, the
 * database file has been replaced (code "DatabaseMoved") or the connection cannot be opened, sets
 * the fault and returns NULL. Never waits for another thread to release a connection. */
struct db *pool_acquire(struct pool *pool, struct fault *fault);
void pool_release(struct pool *pool, struct db *db);

/* Opens a separate connection, which has its own busy timeout and does not count towards the limit.
 * The caller closes it with pool_close(). On failure, sets the fault and returns NULL. */
struct db *pool_open(struct pool *pool, int64_t busy_timeout_ms, struct fault *fault);
void pool_close(struct pool *pool, struct db *db);

/* Calls db_read_version() on the connection that the pool keeps open. Data that is read after this
 * call is at least as new as the version. */
bool pool_read_version(struct pool *pool, struct db_version *ret_version);

#endif
