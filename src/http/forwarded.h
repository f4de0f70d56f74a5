/*
 * forwarded: reads the original client of a request from the headers Forwarded (RFC 7239) and
 * X-Forwarded-* of trusted proxies.
 *
 * Each proxy appends the address from which it received the request. The module therefore reads the
 * list of addresses from its end. The first address that is not a trusted proxy is the client. The
 * module ignores the remaining addresses, because the client may have sent them itself.
 */
#ifndef HTTP_FORWARDED_PRIVATE_H
#define HTTP_FORWARDED_PRIVATE_H

#include "http/message.h"
#include "http/proxy_list.h"

/* Maximum number of proxies that a request may pass through. */
#define FORWARDED_HOPS_MAX 32

/* Sets client_address, scheme and host of `request`. The request must come from a trusted proxy.
 * Uses Forwarded, or X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host. A proxy can hide the
 * client's address as `unknown` or with an obfuscated name (RFC 7239 sections 6.2 and 6.3).
 * client_address is then the address of the proxy that hides the client.
 *
 * Returns NULL, or a static sentence that describes an error. Malformed entries are an error if the
 * function uses them. A contradiction between Forwarded and X-Forwarded-* is also an error. A
 * contradiction arises if a proxy writes only one kind of header, but forwards the client's headers
 * of the other kind. */
const char *forwarded_read(const struct proxy_list *trusted, struct request *request);

#endif
