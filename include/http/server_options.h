/*
 * server_options: the parameters of a server: address, limits and timeouts.
 */
#ifndef HTTP_SERVER_OPTIONS_H
#define HTTP_SERVER_OPTIONS_H

#include "base/log.h"
#include "base/metrics.h"
#include "http/proxy_list.h"

/* Maximum size of a request body in memory. The server writes a larger body to a temporary file. */
#define SERVER_MEMORY_BODY_BYTES (1024 * 1024)

/* Time limit for the TLS handshake and the request head together. */
#define SERVER_HEAD_TIMEOUT_MS 10000
/* Length of the time window in which the server measures how fast a client sends a body. The server
 * closes the connection if the average rate is below 500 bytes per second. */
#define SERVER_BODY_WINDOW_MS 10000
/* Length of the time window in which the server measures how fast a client receives a response. The
 * server closes the connection if response data is ready and the average rate is below 500 bytes
 * per second. */
#define SERVER_SEND_WINDOW_MS 30000

struct server_options {
	/* Prefix of the names of the server's threads, such as NAME-event-1 and NAME-accept. Linux
	 * truncates thread names to 15 bytes. NULL: "http". */
	const char *name;
	const char *address; /* numeric IPv4 or IPv6 address */
	uint16_t port; /* 0: any free port */
	/* Number of event threads. 0: each connection has its own thread, and the application may
	 * block that thread. */
	unsigned int threads;
	unsigned int connections; /* maximum number of open connections */
	/* Maximum number of open connections from one IPv4 address or one IPv6 /64 network. Does
	 * not apply to trusted proxies. 0: a quarter of `connections`, but at least 8. */
	unsigned int connections_per_address;
	unsigned int head_timeout_ms; /* 0: SERVER_HEAD_TIMEOUT_MS */
	unsigned int body_window_ms; /* 0: SERVER_BODY_WINDOW_MS */
	unsigned int send_window_ms; /* 0: SERVER_SEND_WINDOW_MS */
	unsigned int idle_timeout_s; /* the server closes connections that are idle for this time */
	const char *temporary_dir; /* directory for large bodies */
	const char *certificate_pem; /* TLS certificate chain; NULL: no TLS */
	const char *key_pem; /* private key of the certificate; NULL: no TLS */
	/* Proxies whose forwarding headers the server trusts. The list must outlive the server.
	 * NULL: no proxies. */
	const struct proxy_list *trusted_proxies;
	struct metrics *metrics; /* receives the numbers of connections; may be NULL */
	const struct log *log; /* receives the numbers of closed connections; may be NULL */
};

#endif
