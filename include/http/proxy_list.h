/*
 * proxy_list: the addresses of the trusted reverse proxies.
 *
 * An IPv4 address and the same address mapped into IPv6 (RFC 4291 §2.5.5.2) are equal.
 * Threads may read a list concurrently.
 */
#ifndef HTTP_PROXY_LIST_H
#define HTTP_PROXY_LIST_H

#include "base/text.h"

#define PROXY_LIST_MAX 128

/* The first `bits` of 128. An IPv4 address is mapped into IPv6. */
struct proxy_range {
	unsigned char bytes[16];
	unsigned int bits;
};

struct proxy_list {
	struct proxy_range ranges[PROXY_LIST_MAX];
	size_t count;
};

/* Parses addresses and CIDR networks (RFC 4632 §3.1, RFC 4291 §2.3), separated by
 * blanks or commas. Returns false at an invalid word, at a network with prefix length 0 (every
 * address), and if there are more than PROXY_LIST_MAX; *ret_wrong is then that word and points into
 * `list`. */
bool proxy_list_read(struct text list, struct proxy_list *ret_list, struct text *ret_wrong);

/* Returns true if the list contains this numeric address without a port. Returns false for any
 * other text. */
bool proxy_list_has(const struct proxy_list *list, struct text address);

#endif
