/*
 * proxy_list: a list of trusted reverse proxies.
 *
 * An IPv4 address equals the corresponding IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2).
 * Several threads may read a list at the same time.
 */
#ifndef HTTP_PROXY_LIST_H
#define HTTP_PROXY_LIST_H

#include "base/text.h"

#define PROXY_LIST_MAX 128

/* A network. It contains all addresses whose first `bits` bits equal the first bits of `bytes`. An
 * IPv4 network is stored as a network of IPv4-mapped IPv6 addresses. */
struct proxy_range {
	unsigned char bytes[16];
	unsigned int bits;
};

struct proxy_list {
	struct proxy_range ranges[PROXY_LIST_MAX];
	size_t count;
};

/* Parses a list of addresses and CIDR networks (RFC 4632 section 3.1, RFC 4291 section 2.3). Blanks
 * or commas separate the entries. Returns false if an entry is invalid, if a network has prefix
 * length 0 (every address), or if there are more than PROXY_LIST_MAX entries. *ret_wrong then
 * points to the first rejected entry in `list`. */
bool proxy_list_read(struct text list, struct proxy_list *ret_list, struct text *ret_wrong);

/* Returns true if `address` is in the list or in a network of the list. `address` is a numeric
 * address without a port. */
bool proxy_list_has(const struct proxy_list *list, struct text address);

#endif
