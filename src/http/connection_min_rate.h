/*
 * connection_min_rate: detects connections that exceed a time limit or fall below the minimum rate.
 *
 * The module reads the byte counts of the kernel (TCP_INFO). The event threads therefore need not
 * count bytes.
 */
#ifndef HTTP_CONNECTION_MIN_RATE_PRIVATE_H
#define HTTP_CONNECTION_MIN_RATE_PRIVATE_H

#include "http/connection.h"

/* Minimum rate at which a client must send a body or receive a response. */
#define CONNECTION_MIN_RATE_BYTES_PER_S 500

/* Returns true if an open connection must be closed. Measures the rate since earlier calls, and
 * must therefore be called periodically. The caller must hold the lock of the table. */
bool connection_min_rate_is_missed(
	struct connection *connection, const struct connection_limits *limits, int64_t now_ms);

#endif
