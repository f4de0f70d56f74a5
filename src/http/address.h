/*
 * address: numeric IPv4 and IPv6 addresses, as text and as sockets take them.
 */
#ifndef HTTP_ADDRESS_PRIVATE_H
#define HTTP_ADDRESS_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* False when the address is none. */
bool address_read(
	const char *address, uint16_t port, struct sockaddr_storage *ret_address, bool *ret_v6);

/* Without the port; empty for NULL and for another family. To be freed. */
char *address_make(const struct sockaddr *address);

#endif
