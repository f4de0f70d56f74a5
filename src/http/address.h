/*
 * address: numeric IPv4 and IPv6 addresses, as text and as sockets take them.
 */
#ifndef HTTP_ADDRESS_PRIVATE_H
#define HTTP_ADDRESS_PRIVATE_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"

/* False when the address is none. */
bool address_read(
	const char *address, uint16_t port, struct sockaddr_storage *ret_address, bool *ret_v6);

/* Without the port, in the arena; absent for NULL, empty for another family. */
struct text address_text(struct arena *arena, const struct sockaddr *address);

#endif
