/*
 * proxy_list: a list of trusted reverse proxies.
 *
 * An IPv4 address and the corresponding IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) are
 * treated as equal. Threads may read a list concurrently.
 */
#ifndef HTTP_PROXY_LIST_H
#define HTTP_PROXY_LIST_H

#include "base/text.h"

#define PROXY_LIST_MAX 128

/* A network: all addresses whose first `bits` bits equal those of `bytes`. An IPv4 network is
 * stored as a network of IPv4-mapped IPv6 addresses. */
struct proxy_range {
	unsigned char bytes[16];
	unsigned int bits;
};

struct proxy_list {
	struct proxy_range ranges[PROXY_LIST_MAX];
	size_t count;
};

/* Parses a list of addresses and CIDR networks (RFC 4632 section 3.1, RFC 4291 section 2.3) that
 * are separated by blanks or commas. Returns false if an entry is invalid, if a network has prefix
 * length 0 (it would include every address), or if there are more than PROXY_LIST_MAX entries.
 * *ret_wrong then points to the first such entry in `list`. */
bool proxy_list_read(struct text list, struct proxy_list *ret_list, struct text *ret_wrong);

/* Returns true if `address` is a numeric address, without a port, that is in the list or in one of
 * its networks. */
bool proxy_list_has(const struct proxy_list *list, struct text address);

#endif
