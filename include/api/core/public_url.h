/*
 * public_url: the URL at which clients reach the service. Links in responses begin with this URL.
 *
 * The service uses the setting server.public-url if it is set. Otherwise the URL comes from the
 * headers that a trusted proxy has added to the request. If there are no such headers, the URL is
 * the address on which the server listens.
 */
#ifndef API_CORE_PUBLIC_URL_H
#define API_CORE_PUBLIC_URL_H

#include "api/core/call.h"

/* Sets the public URL of the service. `url` is the value of the setting server.public-url, or the
 * URL at which the server listens. Does nothing if the URL is already set to a non-empty text. Does
 * not copy `url`, which must outlive the service. */
void public_url_set(struct service *service, const char *url);

/* Returns the public URL. The text is NUL-terminated and has no slash at its end. */
struct text public_url_text(const struct call *call);

/* Returns whether the public URL comes from the headers of this request. */
bool public_url_is_of_request(const struct call *call);

/* Returns the public URL followed by the formatted path, in the call's arena. */
struct text public_url_link(struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns true if the public URL is an https URL. Cookies then get the attribute Secure, and
 * responses get the header Strict-Transport-Security (RFC 6797). */
bool public_url_is_secure(const struct call *call);

/* Returns the URL of the service's metadata (RFC 9728), or "" if the public URL is not known
 * yet. */
const char *public_url_metadata(const struct call *call);

/* Returns the host and port in `url`, or an empty text if `url` has no host. */
struct text public_url_authority(struct text url);

/* Logs a warning if the Host header of the request differs from the host in links. Clients may then
 * be unable to follow the links. Does not warn if Host is localhost, if server.public-url is set,
 * or if a trusted proxy reported the host. Warns only once per process. */
void public_url_check_host(const struct call *call);

#endif
