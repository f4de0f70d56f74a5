/*
 * cookie: request and response cookies (RFC 6265).
 *
 * Every cookie is HttpOnly and has SameSite=Lax, or SameSite=Strict if `strict` is set
 * (draft-ietf-httpbis-rfc6265bis section 5.6.7).
 */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "http/message.h"

struct cookie {
	const char *name;
	struct text value; /* cookie-octets (RFC 6265 §4.1.1) */
	const char *path;
	int64_t max_age_s; /* 0 or less: the browser deletes the cookie */
	bool secure; /* https only */
	bool strict; /* not sent even when the user follows a link from another site */
};

/* Returns the value of the first cookie with this name, or an absent text. The value points into
 * the request. */
struct text cookie_find(const struct request *request, const char *name);

/* Adds a Set-Cookie header to the response. */
void cookie_set(struct arena *arena, struct response *response, const struct cookie *cookie);

#endif
