/*
 * lingering: connections whose client was refused while it still sent a body (RFC 9112 §9.6).
 *
 * A connection that is closed with unread bytes is reset, and a client that is still sending, or a
 * proxy, then sees the reset in place of the answer. So the sending side alone is closed, and what
 * comes is dropped until the client closes its side.
 *
 * Promises: at most LINGERING_MAX connections, each for LINGERING_MS; where there are as many, the
 * oldest is reset for a new one. lingering_add() may be called by any thread, the rest by one.
 */
#ifndef HTTP_LINGERING_PRIVATE_H
#define HTTP_LINGERING_PRIVATE_H

#include <stdint.h>

#define LINGERING_MAX 256
#define LINGERING_MS 5000

struct lingering;

/* NULL, with errno set, when there is no descriptor or memory. */
struct lingering *lingering_new(void);

/* Closes what still lingers. NULL is allowed. */
void lingering_free(struct lingering *lingering);

/* Keeps the connection of `socket` open when its owner closes the descriptor. */
void lingering_add(struct lingering *lingering, int socket, int64_t now_ms);

/* To be polled: readable when lingering_read() has something to do. */
int lingering_descriptor(const struct lingering *lingering);

/* Drops what has come, and closes what the clients have closed. */
void lingering_read(struct lingering *lingering);

/* Closes what has lingered for LINGERING_MS. To be called about twice a second. */
void lingering_sweep(struct lingering *lingering, int64_t now_ms);

#endif
