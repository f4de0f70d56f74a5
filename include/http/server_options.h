/*
 * server_options: the parameters of a server: address, limits and timeouts.
 */
#ifndef HTTP_SERVER_OPTIONS_H
#define HTTP_SERVER_OPTIONS_H

#include "base/log.h"
#include "base/metrics.h"
#include "http/proxy_list.h"

/* A larger request body goes to a temporary file. */
#define SERVER_MEMORY_BODY_BYTES (1024 * 1024)

/* Time limit for the TLS handshake and the head of a request together. */
#define SERVER_HEAD_TIMEOUT_MS 10000
/* The server closes a connection if the client sends less than 500 bytes per second of a body, on
 * average over a window of this length. */
#define SERVER_BODY_WINDOW_MS 10000
/* The server closes a connection if the client receives less than 500 bytes per second of a
 * response that is ready to be sent, on average over a window of this length. */
#define SERVER_SEND_WINDOW_MS 30000

struct server_options {
	/* Prefix of the thread names NAME-event-1 etc. and NAME-accept, which Linux truncates after
	 * 15 bytes. NULL: "http". */
	const char *name;
	const char *address; /* numeric IPv4 or IPv6 address */
	uint16_t port; /* 0: any free port */
	/* Number of event threads. 0: each connection has its own thread, which may block. */
	unsigned int threads;
	unsigned int connections; /* maximum number of open connections */
	/* Maximum number of open connections from an IPv4 address or an IPv6 /64 network. Does not
	 * apply to trusted proxies. 0: a quarter of `connections`, but at least 8. */
	unsigned int connections_per_address;
	unsigned int head_timeout_ms; /* 0: SERVER_HEAD_TIMEOUT_MS */
	unsigned int body_window_ms; /* 0: SERVER_BODY_WINDOW_MS */
	unsigned int send_window_ms; /* 0: SERVER_SEND_WINDOW_MS */
	unsigned int idle_timeout_s; /* the server closes connections that are idle for this time */
	const char *temporary_dir; /* directory for large bodies */
	const char *certificate_pem; /* TLS certificate chain; NULL: no TLS */
	const char *key_pem; /* private key of the certificate; NULL: no TLS */
	/* Proxies whose forwarding headers the server uses. connections_per_address does not apply
	 * to them. Must outlive the server. NULL: no proxies. */
	const struct proxy_list *trusted_proxies;
	struct metrics *metrics; /* receives the numbers of connections; may be NULL */
	const struct log *log; /* receives the numbers of closed connections; may be NULL */
};

#endif
