/*
 * forwarded: reads the original client of a request from the headers Forwarded (RFC 7239) and
 * X-Forwarded-* of trusted proxies.
 *
 * Each proxy appends the address from which it received the request. The list is therefore read
 * from its end. The first address that is not a trusted proxy is the client. Earlier addresses are
 * ignored, because the client may have sent them itself.
 */
#ifndef HTTP_FORWARDED_PRIVATE_H
#define HTTP_FORWARDED_PRIVATE_H

#include "http/message.h"
#include "http/proxy_list.h"

/* Maximum number of proxies that a request may pass through. */
#define FORWARDED_HOPS_MAX 32

/* Sets client_address, scheme and host of `request`, which came from a trusted proxy. Uses
 * Forwarded, or X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host. If the client's address is
 * `unknown` or obfuscated (RFC 7239 sections 6.2 and 6.3), client_address is the address of the
 * proxy that wrote this entry.
 *
 * Returns NULL, or a static sentence that describes an error. It is an error if the entries that
 * are used are malformed, or if Forwarded and X-Forwarded-* contradict each other. A contradiction
 * is possible because a proxy that writes only one of them may pass on the other one as the client
 * sent it. */
const char *forwarded_read(const struct proxy_list *trusted, struct request *request);

#endif
