/*
 * signed_link: links that work without a token until they expire, because they are signed.
 *
 * The signature covers the path and the expiry, and its key depends on the purpose, so a link gives
 * access to nothing but its own path. Clients such as flows follow these links without their
 * credentials.
 */
#ifndef API_CORE_SIGNED_LINK_PRIVATE_H
#define API_CORE_SIGNED_LINK_PRIVATE_H

#include "api/core/call.h"

/* The query of a signed link. Must be the first member of a route's query record. */
struct signed_link_query {
	int64_t expires_s; /* epoch seconds */
	struct text signature;
};

/* The rules of these parameters, for the query table of a route. */
#define SIGNED_LINK_RULES                                                                          \
	{.name = "se",                                                                             \
		.kind = FIELD_INTEGER,                                                             \
		.required = true,                                                                  \
		.max = INT64_MAX / CLOCK_MS_PER_S,                                                 \
		.offset = offsetof(struct signed_link_query, expires_s)},                          \
	{                                                                                          \
		.name = "sig", .kind = FIELD_LINE, .required = true, .min = 1, .max = 64,          \
		.offset = offsetof(struct signed_link_query, signature)                            \
	}

/* Returns the link to `path`, an absolute URL in the call's arena, which works until `expires_s`.
 * `purpose` selects the key. */
struct text signed_link_make(
	struct call *call, enum environment_purpose purpose, const char *path, int64_t expires_s);

/* Checks the signature and the expiry of the link that the call has followed. Does nothing if the
 * call already has a fault. Otherwise sets the fault of a bad signature (403 LinkInvalid), or of an
 * expired link (signed_link_refuse_expired()). Use it as the check of the route's query, so that a
 * bad link costs no thread and no read. `remedy` is as below. */
void signed_link_check(struct call *call, enum environment_purpose purpose, const char *remedy);

/* Sets the fault 410 LinkExpired and returns its status. Also for a link whose target is gone.
 * `remedy` says how to get a new link, for example "export again". */
enum status signed_link_refuse_expired(struct call *call, const char *remedy);

#endif
