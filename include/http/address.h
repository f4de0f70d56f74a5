/*
 * address: converts numeric IPv4 and IPv6 addresses between text, bytes and socket addresses.
 */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/arena.h"

#define ADDRESS_BYTES 16

/* Parses a numeric address. Stores the address and `port` in *ret_address. *ret_v6 is true if the
 * address is IPv6. Returns false if the address is invalid. */
bool address_read(
	const char *address, uint16_t port, struct sockaddr_storage *ret_address, bool *ret_v6);

/* Writes the numeric address without its port. If `address` is NULL or is neither IPv4 nor IPv6,
 * writes an empty string. */
void address_write(const struct sockaddr *address, char into[INET6_ADDRSTRLEN]);

/* Parses a numeric address into 16 bytes. An IPv4 address is stored as an IPv4-mapped IPv6 address
 * (RFC 4291 section 2.5.5.2). *ret_v4 is true if the text is in IPv4 notation. Returns false if the
 * address is invalid. */
bool address_bytes(struct text address, unsigned char ret_bytes[ADDRESS_BYTES], bool *ret_v4);

/* Returns a numeric address in canonical form. Writes an IPv4-mapped IPv6 address in IPv4 notation.
 * If the address is invalid, returns an absent text (base/text.h). */
struct text address_text(struct arena *arena, struct text address);

#endif
