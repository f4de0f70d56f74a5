/*
 * fetch: an HTTPS client for small documents.
 *
 * A single thread can run many fetches concurrently with start(), wait() and take(). Any thread can
 * call once(), which performs one request and blocks until the request ends.
 *
 * The client that fetch_curl() returns verifies certificates and host names, and does not follow
 * redirects. A fetch fails if the response body is larger than FETCH_BYTES_MAX or the timeout
 * expires. Tests use their own implementation of struct fetch.
 */
#ifndef AUTH_FETCH_H
#define AUTH_FETCH_H

#include "base/arena.h"

#define FETCH_BYTES_MAX (1024 * 1024)

struct fetch_request {
	const char *url;
	struct text form; /* body of a POST request, application/x-www-form-urlencoded; if absent,
			     the client sends a GET request */
};

struct fetch_result {
	void *tag; /* the `tag` passed to start(); NULL after once() */
	bool good; /* true if the response has status 200 and a complete body */
	int status; /* HTTP status code; 0 if there was no response */
	struct text body; /* in the arena passed to take() or once() */
	struct text why; /* reason for the failure, in the same arena; not set if `good` is true */
};

struct fetch {
	void *context; /* the first argument of every function */

	/* Starts a GET request without blocking, and copies the URL. take() later stores the
	 * result, which contains `tag`. */
	void (*start)(void *context, const char *url, void *tag);

	/* Transfers the data of all fetches in progress. If no fetch has ended, blocks until more
	 * data can be transferred, wake() is called, or the timeout expires. */
	void (*wait)(void *context, int64_t timeout_ms);

	/* Stores the result of a fetch that has ended, and removes the fetch. Returns false if no
	 * fetch has ended. */
	bool (*take)(void *context, struct arena *arena, struct fetch_result *ret_result);

	/* Makes wait() return. Any thread may call this function. */
	void (*wake)(void *context);

	/* Performs one request on the calling thread and stores its result. Blocks until the
	 * request ends or times out. */
	void (*once)(void *context, const struct fetch_request *request, struct arena *arena,
		struct fetch_result *ret_result);

	/* Aborts all fetches and frees the client. */
	void (*free)(void *context);
};

/* The strings must outlive the client and must not be NULL. */
struct fetch_options {
	/* PEM file of the trusted certificate authorities. If empty, the client uses the first of
	 * these environment variables that is set: CURL_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR. If
	 * none of them is set, the client trusts the system's authorities. */
	const char *ca_file;

	/* URL of the proxy for https. If empty, the environment variables https_proxy and no_proxy
	 * select the proxy. Requests to loopback http URLs never use a proxy. */
	const char *proxy;

	int64_t timeout_ms; /* limit for the whole request, including connecting */
	bool allow_loopback_http; /* for development: also accept http URLs of loopback hosts */
};

/* Returns a client that uses libcurl. */
struct fetch fetch_curl(const struct fetch_options *options);

/* Returns true for an https URL. If `allow_loopback_http` is set, also returns true for an http URL
 * whose host is 127.0.0.1, localhost or [::1]. */
bool fetch_is_allowed_url(struct text url, bool allow_loopback_http);

#endif
