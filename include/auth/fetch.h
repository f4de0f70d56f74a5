/*
 * fetch: small documents over HTTPS, many at a time, driven by one thread; and one at a time, with
 * a form to be sent, for who can wait.
 *
 * Promises (fetch_curl): certificates and host names are always verified; no redirect is followed;
 * no body grows over FETCH_BYTES_MAX; every fetch ends within its timeout. What the options leave
 * open comes from the environment variables that libcurl's users know: https_proxy, no_proxy,
 * CURL_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR. Tests put their own functions in its place.
 */
#ifndef AUTH_FETCH_H
#define AUTH_FETCH_H

#include "base/arena.h"

#define FETCH_BYTES_MAX (1024 * 1024)

struct fetch_request {
	const char *url;
	struct text form; /* application/x-www-form-urlencoded, by POST; absent: by GET */
};

struct fetch_result {
	void *tag; /* as given to start() */
	bool good; /* status 200 and the whole body */
	int status; /* HTTP; 0: there was no answer */
	struct text body; /* in the arena given to take() or once() */
	struct text why; /* when not good: one phrase, in the same arena */
};

struct fetch {
	void *context;
	void (*start)(void *context, const char *url, void *tag);

	/* Works until a fetch ends, wake() is called, or the time is over. */
	void (*wait)(void *context, int64_t timeout_ms);

	/* The next ended fetch; false when there is none. */
	bool (*take)(void *context, struct arena *arena, struct fetch_result *ret_result);

	/* Ends a wait() from any thread. */
	void (*wake)(void *context);

	/* One request on a thread of the caller's, beside all the others: comes back when it has
	 * ended, at the latest after the timeout. */
	void (*once)(void *context, const struct fetch_request *request, struct arena *arena,
		struct fetch_result *ret_result);
	void (*free)(void *context);
};

struct fetch_options {
	const char *ca_file; /* empty: the environment's, or the system's */
	const char *proxy; /* URL; empty: the environment's, or none; never for loopback http */
	int64_t timeout_ms; /* for connecting, sending and receiving together */
	bool allow_loopback_http; /* development: http:// to a loopback address */
};

struct fetch fetch_curl(const struct fetch_options *options);

/* True for https, and for http to a loopback host when allowed. */
bool fetch_is_allowed_url(struct text url, bool allow_loopback_http);

#endif
