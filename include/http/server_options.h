/*
 * server_options: where a server listens, and what it allows its clients.
 */
#ifndef HTTP_SERVER_OPTIONS_H
#define HTTP_SERVER_OPTIONS_H

#include "base/log.h"
#include "base/metrics.h"
#include "http/proxy_list.h"

#define SERVER_MEMORY_BODY_BYTES (1024 * 1024)

/* How long a TLS handshake and a request's head may take together. */
#define SERVER_HEAD_TIMEOUT_MS 10000
/* Windows in each of which a body, or a response that waits for its reader, has to move 500 bytes
 * a second. */
#define SERVER_BODY_WINDOW_MS 10000
#define SERVER_SEND_WINDOW_MS 30000

struct server_options {
	/* Of a few bytes; threads are NAME-event-1 and so on, and NAME-accept. NULL: "http" */
	const char *name;
	const char *address; /* numeric IPv4 or IPv6 address */
	uint16_t port; /* 0: a free one */
	unsigned int threads; /* event threads; 0: one thread a connection, which may sleep */
	unsigned int connections; /* most open connections */
	/* Of them, most of one IPv4 address or IPv6 /64 that is no trusted proxy; 0: a quarter, and
	 * 8 at least. */
	unsigned int connections_per_address;
	unsigned int head_timeout_ms; /* 0: SERVER_HEAD_TIMEOUT_MS */
	unsigned int body_window_ms; /* 0: SERVER_BODY_WINDOW_MS */
	unsigned int send_window_ms; /* 0: SERVER_SEND_WINDOW_MS */
	unsigned int idle_timeout_s; /* an idle connection is closed after that long */
	const char *temporary_dir; /* for large bodies */
	const char *certificate_pem; /* both or neither: serve TLS */
	const char *key_pem;
	/* Whose word on the client is taken, and who has no bound of connections for an address;
	 * NULL: nobody. Has to outlive the server. */
	const struct proxy_list *trusted_proxies;
	struct metrics *metrics; /* of its connections; or NULL */
	const struct log *log; /* for how many were shut down; or NULL */
};

#endif
