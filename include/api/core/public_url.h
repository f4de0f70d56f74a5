/*
 * public_url: the URL under which clients reach the service, and the base of links in responses.
 *
 * The URL comes from, in this order: the setting server.public-url; the headers that a trusted
 * proxy added to the request; the address on which the server listens.
 */
#ifndef API_CORE_PUBLIC_URL_H
#define API_CORE_PUBLIC_URL_H

#include "api/core/call.h"

/* Sets the URL of the service unless it is already set. "" means unknown. `url` is borrowed and
 * must outlive the service. */
void public_url_set(struct service *service, const char *url);

/* Returns the public URL, NUL-terminated, without a slash at its end. */
struct text public_url_text(const struct call *call);

/* Returns the public URL with the formatted path appended, in the call's arena. */
struct text public_url_link(struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns whether the public URL is an https URL. If so, cookies are marked Secure and responses
 * have Strict-Transport-Security (RFC 6797). */
bool public_url_is_secure(const struct call *call);

/* Returns the URL of the service's metadata (RFC 9728), or "" if unknown. */
const char *public_url_metadata(const struct call *call);

/* Returns the host and port of a URL, or an empty text if the URL has no host. */
struct text public_url_authority(struct text url);

/* Logs a warning, once per process, if a request's Host differs from the host in links and neither
 * server.public-url nor a trusted proxy accounts for it. */
void public_url_check_host(const struct call *call);

#endif
