/*
 * cookie: cookies of a request and of a response (RFC 6265).
 *
 * Promises: what is set is HttpOnly, and not kept from a site's scripts alone but, with `strict` or
 * without, from requests that other sites cause (SameSite, draft-ietf-httpbis-rfc6265bis §5.6.7).
 */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "http/message.h"

struct cookie {
	const char *name;
	struct text value; /* cookie-octets (§4.1.1) */
	const char *path;
	int64_t max_age_s; /* 0 or less: the browser is to forget it */
	bool secure; /* https only */
	bool strict; /* not sent either when another site's link is followed to here */
};

/* The value of the first cookie of that name, borrowed from the request; absent when none came. */
struct text cookie_find(const struct request *request, const char *name);

/* Adds the header Set-Cookie. */
void cookie_set(struct arena *arena, struct response *response, const struct cookie *cookie);

#endif
