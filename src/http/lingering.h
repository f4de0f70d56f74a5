/*
 * lingering: keeps connections open for a while if their clients are still sending a body (RFC 9112
 * section 9.6).
 *
 * If the server closes a connection with unread bytes, the kernel resets the connection. A client
 * or proxy that is still sending may then see the reset instead of the response. This module
 * therefore shuts down only the sending direction, and drops received bytes until the client closes
 * the connection.
 *
 * At most LINGERING_MAX connections linger, each for at most LINGERING_MS. When this maximum is
 * reached, lingering_add() closes the oldest lingering connection. Any thread may call
 * lingering_add(). Only one thread may call the other functions.
 */
#ifndef HTTP_LINGERING_PRIVATE_H
#define HTTP_LINGERING_PRIVATE_H

#include <stdint.h>

#define LINGERING_MAX 256
#define LINGERING_MS 5000

struct lingering;

/* Returns NULL and sets errno if the system lacks a descriptor or memory. */
struct lingering *lingering_new(void);

/* Closes all lingering connections. `lingering` may be NULL. */
void lingering_free(struct lingering *lingering);

/* Makes the connection linger. Duplicates `socket`, which the caller still closes. */
void lingering_add(struct lingering *lingering, int socket, int64_t now_ms);

/* Returns a descriptor for poll(2). When the descriptor is readable, call lingering_read(). */
int lingering_descriptor(const struct lingering *lingering);

/* Drops received bytes, and closes connections that their clients have closed. */
void lingering_read(struct lingering *lingering);

/* Closes connections that have lingered for LINGERING_MS. Call this function about twice a
 * second. */
void lingering_sweep(struct lingering *lingering, int64_t now_ms);

#endif
