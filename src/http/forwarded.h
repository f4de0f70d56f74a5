/*
 * forwarded: the client of a request, as trusted proxies tell it (RFC 7239, X-Forwarded-For).
 *
 * Each proxy writes whom it got the request from behind what was there already. So the hops are
 * read from their end, and only as far as trusted proxies wrote them: the first one that is no
 * trusted proxy is the client, and what it sent itself counts for nothing.
 */
#ifndef HTTP_FORWARDED_PRIVATE_H
#define HTTP_FORWARDED_PRIVATE_H

#include "http/message.h"
#include "http/proxy_list.h"

/* Proxies of one request. */
#define FORWARDED_HOPS_MAX 32

/* Sets client_address, scheme and host of the request, whose client_address is a trusted proxy's,
 * from Forwarded, or X-Forwarded-For, -Proto and -Host. A hop without an address (`unknown` or
 * obfuscated, §6.2, §6.3) leaves the address of the proxy that wrote it. What is wrong is told as
 * by framing_check(): a part that is read and is malformed, and, since a proxy may pass on that one
 * of the two that it does not write itself, a difference between the two. */
const char *forwarded_read(const struct proxy_list *trusted, struct request *request);

#endif
