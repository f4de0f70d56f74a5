/*
 * connection_pace: whether a connection is past its time.
 *
 * Bytes are counted by the kernel (TCP_INFO), so that requests cost nothing.
 */
#ifndef HTTP_CONNECTION_PACE_PRIVATE_H
#define HTTP_CONNECTION_PACE_PRIVATE_H

#include "http/connection.h"

/* Bytes a second that a body or a response has to move at least. */
#define CONNECTION_PACE_BYTES_PER_S 500

/* Looks at an open connection; true when it has to end. */
bool connection_pace_is_late(
	struct connection *connection, const struct connection_limits *limits, int64_t now_ms);

#endif
