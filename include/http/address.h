/*
 * address: numeric IPv4 and IPv6 addresses, as text and as sockets take them.
 */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/arena.h"

#define ADDRESS_BYTES 16

/* False when the address is none. */
bool address_read(
	const char *address, uint16_t port, struct sockaddr_storage *ret_address, bool *ret_v6);

/* Without the port; empty for NULL and for another family. */
void address_write(const struct sockaddr *address, char into[INET6_ADDRSTRLEN]);

/* The bytes of a numeric address, an IPv4 one mapped into IPv6 (RFC 4291 §2.5.5.2); false when it
 * is none. *ret_v4 says how it was written. */
bool address_bytes(struct text address, unsigned char ret_bytes[ADDRESS_BYTES], bool *ret_v4);

/* A numeric address as this module writes it, an IPv4 one that is mapped into IPv6 as IPv4; absent
 * when it is none. */
struct text address_text(struct arena *arena, struct text address);

#endif
