/*
 * proxy_list: the addresses of the reverse proxies whose word on a client is taken.
 *
 * Promises: an IPv4 address and the same mapped into IPv6 (RFC 4291 §2.5.5.2) are one. The list is
 * plain data, which threads may read together.
 */
#ifndef HTTP_PROXY_LIST_H
#define HTTP_PROXY_LIST_H

#include "base/text.h"

#define PROXY_LIST_MAX 128

/* The first `bits` of 128; an IPv4 address has its four bytes at the end. */
struct proxy_range {
	unsigned char bytes[16];
	unsigned int bits;
};

struct proxy_list {
	struct proxy_range ranges[PROXY_LIST_MAX];
	size_t count;
};

/* Reads addresses and networks in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), separated by blanks
 * or commas. False when one is neither, is a network that everybody is in (length 0), or is one too
 * many: *ret_wrong is the word, borrowed from `list`. */
bool proxy_list_read(struct text list, struct proxy_list *ret_list, struct text *ret_wrong);

/* Whether that numeric address, without a port, is on the list; false for any other text. */
bool proxy_list_has(const struct proxy_list *list, struct text address);

#endif
