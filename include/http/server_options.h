/*
 * server_options: the address, limits and timeouts of a server.
 */
#ifndef HTTP_SERVER_OPTIONS_H
#define HTTP_SERVER_OPTIONS_H

#include "base/log.h"
#include "base/metrics.h"
#include "http/proxy_list.h"

#define SERVER_MEMORY_BODY_BYTES (1024 * 1024)

/* Time limit for the TLS handshake and the head of a request together. */
#define SERVER_HEAD_TIMEOUT_MS 10000
/* In each window of this length, a body, or a response that waits for its reader, must move at
 * least 500 bytes per second. */
#define SERVER_BODY_WINDOW_MS 10000
#define SERVER_SEND_WINDOW_MS 30000

struct server_options {
	/* Short prefix for thread names: NAME-event-1 etc., and NAME-accept. NULL: "http". */
	const char *name;
	const char *address; /* numeric IPv4 or IPv6 address */
	uint16_t port; /* 0: any free port */
	unsigned int threads; /* event threads; 0: one thread per connection, which may block */
	unsigned int connections; /* limit for open connections */
	/* Limit per IPv4 address or IPv6 /64, except trusted proxies; 0: a quarter of
	 * `connections`, at least 8. */
	unsigned int connections_per_address;
	unsigned int head_timeout_ms; /* 0: SERVER_HEAD_TIMEOUT_MS */
	unsigned int body_window_ms; /* 0: SERVER_BODY_WINDOW_MS */
	unsigned int send_window_ms; /* 0: SERVER_SEND_WINDOW_MS */
	unsigned int idle_timeout_s; /* idle connections are closed after this time */
	const char *temporary_dir; /* for large bodies */
	const char *certificate_pem; /* set both for TLS, or neither */
	const char *key_pem;
	/* Proxies whose forwarding headers are trusted and that have no limit per address; NULL:
	 * none. Must outlive the server. */
	const struct proxy_list *trusted_proxies;
	struct metrics *metrics; /* counters of connections, or NULL */
	const struct log *log; /* for the number of closed connections, or NULL */
};

#endif
