/*
 * lingering: delays the closing of connections whose clients are still sending a body (RFC 9112
 * section 9.6).
 *
 * If a connection with unread bytes is closed, the kernel resets the connection. A client or proxy
 * that is still sending may then see the reset instead of the response. Therefore a lingering
 * connection is shut down for sending only, and received bytes are dropped until the client closes
 * the connection.
 *
 * At most LINGERING_MAX connections linger, each for at most LINGERING_MS. If another connection is
 * added, the oldest one is closed. Any thread may call lingering_add(). Only one thread may call
 * the other functions.
 */
#ifndef HTTP_LINGERING_PRIVATE_H
#define HTTP_LINGERING_PRIVATE_H

#include <stdint.h>

#define LINGERING_MAX 256
#define LINGERING_MS 5000

struct lingering;

/* Returns NULL and sets errno if the system does not have a descriptor or memory. */
struct lingering *lingering_new(void);

/* Closes all lingering connections. NULL is allowed. */
void lingering_free(struct lingering *lingering);

/* Lets the connection linger after the caller closes `socket`. */
void lingering_add(struct lingering *lingering, int socket, int64_t now_ms);

/* Returns a descriptor for poll(2). It is readable if lingering_read() has something to read. */
int lingering_descriptor(const struct lingering *lingering);

/* Drops received bytes, and closes connections that were closed by their clients. */
void lingering_read(struct lingering *lingering);

/* Closes connections that have lingered for LINGERING_MS. Call this about twice a second. */
void lingering_sweep(struct lingering *lingering, int64_t now_ms);

#endif
