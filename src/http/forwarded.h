/*
 * forwarded: the original client of a request, as reported by trusted proxies (RFC 7239,
 * X-Forwarded-For).
 *
 * Each proxy appends the address that it received the request from. The list is therefore read from
 * its end, and only as far as trusted proxies wrote it: the first address that is not a trusted
 * proxy is the client. Anything that the client itself sent is ignored.
 */
#ifndef HTTP_FORWARDED_PRIVATE_H
#define HTTP_FORWARDED_PRIVATE_H

#include "http/message.h"
#include "http/proxy_list.h"

/* Limit for the proxies of one request. */
#define FORWARDED_HOPS_MAX 32

/* Sets client_address, scheme and host of a request that came from a trusted proxy, from Forwarded,
 * or X-Forwarded-For, -Proto and -Host. For a hop without an address (`unknown` or obfuscated, RFC
 * 7239 sections 6.2 and 6.3), uses the address of the proxy that wrote it. Returns NULL or, like
 * framing_check(), an error: the part in use is malformed, or the two kinds of headers contradict
 * each other (a proxy may pass on the kind that it does not write itself). */
const char *forwarded_read(const struct proxy_list *trusted, struct request *request);

#endif
