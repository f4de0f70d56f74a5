/*
 * connection_min_rate: whether a connection is past its time.
 *
 * Bytes are counted by the kernel (TCP_INFO), so that requests cost nothing.
 */
#ifndef HTTP_CONNECTION_MIN_RATE_PRIVATE_H
#define HTTP_CONNECTION_MIN_RATE_PRIVATE_H

#include "http/connection.h"

/* Bytes a second that a body or a response has to move at least. */
#define CONNECTION_MIN_RATE_BYTES_PER_S 500

/* Looks at an open connection; true when it has to end. */
bool connection_min_rate_is_missed(
	struct connection *connection, const struct connection_limits *limits, int64_t now_ms);

#endif
