/*
 * address: conversion of numeric IPv4 and IPv6 addresses between text, bytes and socket addresses.
 */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/arena.h"

#define ADDRESS_BYTES 16

/* Parses a numeric address. Returns false if it is invalid. */
bool address_read(
	const char *address, uint16_t port, struct sockaddr_storage *ret_address, bool *ret_v6);

/* Writes the address without its port. Writes an empty string for NULL and for other address
 * families. */
void address_write(const struct sockaddr *address, char into[INET6_ADDRSTRLEN]);

/* Parses a numeric address into 16 bytes; an IPv4 address is mapped into IPv6 (RFC 4291 section
 * 2.5.5.2). Sets *ret_v4 if it was written as IPv4. Returns false if the address is invalid. */
bool address_bytes(struct text address, unsigned char ret_bytes[ADDRESS_BYTES], bool *ret_v4);

/* Returns the address in canonical form, and an IPv4-mapped IPv6 address as IPv4. Returns an absent
 * text if the address is invalid. */
struct text address_text(struct arena *arena, struct text address);

#endif
