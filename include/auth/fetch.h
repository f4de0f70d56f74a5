/*
 * fetch: an HTTPS client for small documents.
 *
 * One thread drives any number of concurrent fetches with start(), wait() and take(). Other threads
 * can call once(), which blocks and can also POST a form.
 *
 * fetch_curl() always verifies certificates and host names, never follows redirects, and limits
 * bodies to FETCH_BYTES_MAX and every fetch to its timeout. For empty options it uses the
 * environment variables known from curl: https_proxy, no_proxy, CURL_CA_BUNDLE, SSL_CERT_FILE,
 * SSL_CERT_DIR. Tests replace the functions of struct fetch.
 */
#ifndef AUTH_FETCH_H
#define AUTH_FETCH_H

#include "base/arena.h"

#define FETCH_BYTES_MAX (1024 * 1024)

struct fetch_request {
	const char *url;
	struct text form; /* application/x-www-form-urlencoded, sent by POST; absent: send a GET */
};

struct fetch_result {
	void *tag; /* the argument of start() */
	bool good; /* status 200 and a complete body */
	int status; /* HTTP status; 0: no response */
	struct text body; /* in the arena passed to take() or once() */
	struct text why; /* if not good: a phrase with the reason, in the same arena */
};

struct fetch {
	void *context;
	void (*start)(void *context, const char *url, void *tag);

	/* Transfers data until a fetch ends, wake() is called, or the timeout expires. */
	void (*wait)(void *context, int64_t timeout_ms);

	/* Removes one finished fetch. Returns false if there is none. */
	bool (*take)(void *context, struct arena *arena, struct fetch_result *ret_result);

	/* Ends wait(). Any thread may call it. */
	void (*wake)(void *context);

	/* Performs one request on the calling thread, independently of all other fetches. Blocks
	 * until the request ends or times out. */
	void (*once)(void *context, const struct fetch_request *request, struct arena *arena,
		struct fetch_result *ret_result);
	void (*free)(void *context);
};

struct fetch_options {
	const char *ca_file; /* empty: from the environment, else the system's */
	const char *proxy; /* URL; empty: from the environment, else none; never used for loopback
			      http */
	int64_t timeout_ms; /* for connecting, sending and receiving combined */
	bool allow_loopback_http; /* for development: allow http:// to a loopback address */
};

struct fetch fetch_curl(const struct fetch_options *options);

/* Returns true for https, and for http to a loopback host if allowed. */
bool fetch_is_allowed_url(struct text url, bool allow_loopback_http);

#endif
