/*
 * pool: a pool of read-only database connections.
 *
 * Thread-safe. Only one thread at a time may use a connection.
 */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/db.h"

struct pool;

/* Creates a pool. Copies `options`, but does not copy the path. The path must outlive the pool. The
 * pool opens connections on demand. The pool keeps one connection open for its whole lifetime, to
 * detect whether the database file has been replaced (db_is_replaced()). After a replacement, the
 * pool opens no more connections. Otherwise SQLite would apply the WAL of the old file to the new
 * file, or delete the WAL. */
struct pool *pool_new(const struct db_options *options);
void pool_free(struct pool *pool);

/* Prevents all connections of the pool from checkpointing the WAL when they are closed. A
 * checkpoint could damage a damaged database further. */
void pool_freeze(struct pool *pool);

/* Maximum number of connections in use. A thread uses at most two connections, and an export in
 * progress uses one. Only a process with hundreds of threads can reach the limit. */
#define POOL_IN_USE_MAX 256

/* Returns a connection. The caller must return the connection with pool_release(). Sets the fault
 * and returns NULL if the limit is reached, if the database file has been replaced (code
 * "DatabaseMoved"), or if the connection cannot be opened. Never waits for another thread to
 * release a connection. */
struct db *pool_acquire(struct pool *pool, struct fault *fault);
void pool_release(struct pool *pool, struct db *db);

/* Opens a separate connection with its own busy timeout. The connection does not count towards the
 * limit. The caller must close the connection with pool_close(). On failure, sets the fault and
 * returns NULL. */
struct db *pool_open(struct pool *pool, int64_t busy_timeout_ms, struct fault *fault);
void pool_close(struct pool *pool, struct db *db);

/* Calls db_read_version() on the connection that the pool keeps open. Data that a caller reads
 * afterwards is at least as new as the version. */
bool pool_read_version(struct pool *pool, struct db_version *ret_version);

#endif
