/*
 * connection_min_rate: detection of connections that exceed a time limit or fall below the minimum
 * rate.
 *
 * The kernel counts the bytes (TCP_INFO), so requests have no extra cost.
 */
#ifndef HTTP_CONNECTION_MIN_RATE_PRIVATE_H
#define HTTP_CONNECTION_MIN_RATE_PRIVATE_H

#include "http/connection.h"

/* Minimum rate of a body or a response. */
#define CONNECTION_MIN_RATE_BYTES_PER_S 500

/* Checks an open connection. Returns true if it must be closed. Needs the lock of the table. */
bool connection_min_rate_is_missed(
	struct connection *connection, const struct connection_limits *limits, int64_t now_ms);

#endif
