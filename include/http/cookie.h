/*
 * cookie: reads cookies from requests and adds cookies to responses (RFC 6265).
 *
 * Every cookie in a response is HttpOnly and has a SameSite attribute
 * (draft-ietf-httpbis-rfc6265bis section 5.6.7).
 */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "http/message.h"

struct cookie {
	const char *name;
	struct text value; /* contains only characters of cookie-octet (RFC 6265 section 4.1.1) */
	const char *path;
	int64_t max_age_s; /* 0 or less: the browser deletes the cookie */
	bool secure; /* the browser sends the cookie over https only */
	/* true selects SameSite=Strict, false selects SameSite=Lax. With Strict, the browser does
	 * not send the cookie when the user follows a link from another site. */
	bool strict;
};

/* Returns the value of the first cookie with this name, or an absent text (base/text.h). The result
 * points into the request. */
struct text cookie_find(const struct request *request, const char *name);

/* Adds a Set-Cookie header to the response. */
void cookie_set(struct arena *arena, struct response *response, const struct cookie *cookie);

#endif
