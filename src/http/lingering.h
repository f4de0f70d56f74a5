/*
 * lingering: delayed closing of connections whose client was still sending a body (RFC 9112 section
 * 9.6).
 *
 * Closing a connection with unread bytes resets it, and a client or proxy that is still sending may
 * then see the reset instead of the response. So only the sending side is shut down, and received
 * bytes are dropped until the client closes its side.
 *
 * At most LINGERING_MAX connections linger, each for at most LINGERING_MS; beyond that the oldest
 * is reset. Any thread may call lingering_add(); only one thread may call the other functions.
 */
#ifndef HTTP_LINGERING_PRIVATE_H
#define HTTP_LINGERING_PRIVATE_H

#include <stdint.h>

#define LINGERING_MAX 256
#define LINGERING_MS 5000

struct lingering;

/* Returns NULL, with errno set, if there is no descriptor or memory. */
struct lingering *lingering_new(void);

/* Closes all lingering connections. Accepts NULL. */
void lingering_free(struct lingering *lingering);

/* Keeps the connection open when the owner closes `socket`. */
void lingering_add(struct lingering *lingering, int socket, int64_t now_ms);

/* Returns a descriptor to poll: it is readable when lingering_read() has work to do. */
int lingering_descriptor(const struct lingering *lingering);

/* Drops received bytes, and closes the connections that the clients have closed. */
void lingering_read(struct lingering *lingering);

/* Closes connections that have lingered for LINGERING_MS. Call it about twice a second. */
void lingering_sweep(struct lingering *lingering, int64_t now_ms);

#endif
