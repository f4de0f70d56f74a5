/*
 * connection_min_rate: detects connections that exceed a time limit or fall below the minimum rate.
 *
 * The kernel counts the bytes (TCP_INFO), so event threads do not have to.
 */
#ifndef HTTP_CONNECTION_MIN_RATE_PRIVATE_H
#define HTTP_CONNECTION_MIN_RATE_PRIVATE_H

#include "http/connection.h"

/* Minimum rate at which a client must send a body or receive a response. */
#define CONNECTION_MIN_RATE_BYTES_PER_S 500

/* Returns true if an open connection must be closed. Call this periodically, because the function
 * measures the rate between calls. The caller has the lock of the table. */
bool connection_min_rate_is_missed(
	struct connection *connection, const struct connection_limits *limits, int64_t now_ms);

#endif
