/*
 * server: sockets to struct request and back, with libmicrohttpd; the only place that knows it.
 *
 * Promises: event threads never wait for the application: it answers at once or says SERVER_WAIT
 * and calls server_resume() later, from any thread. Bodies up to SERVER_MEMORY_BODY_BYTES stay in
 * memory, larger ones go to an unlinked temporary file that is mapped for the application.
 * A file that loses its last name while it is sent, and a stream that fails, end the connection
 * before the body is whole, so that the client sees that it is not. A stream's end is not known
 * when it begins: it is sent in chunks, to GET alone, and takes event threads.
 * A head that another recipient could read otherwise (RFC 9112 §11.2) is never acted on, and a body
 * in chunks is the last that a connection takes: so nothing that a proxy takes for a body becomes a
 * request here.
 * A request that is refused before its body was read costs no more than 64 kB of reading; one whose
 * body passes its limit is cut off 1 MiB later.
 * Slow clients keep nobody out: a head that does not end in time, a body or a reader that hardly
 * moves ends the connection, and where all places are taken, such a connection, or else the one
 * that has been idle for longest, gives up its place to a new one. Connections whose request the
 * application works on are left alone.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"
#include "http/message.h"
#include "http/proxy_list.h"

#define SERVER_MEMORY_BODY_BYTES (1024 * 1024)

/* How long a TLS handshake and a request's head may take together. */
#define SERVER_HEAD_TIMEOUT_MS 10000
/* Windows in each of which a body, or a response that waits for its reader, has to move 500 bytes
 * a second. */
#define SERVER_BODY_WINDOW_MS 10000
#define SERVER_SEND_WINDOW_MS 30000

enum server_step {
	SERVER_CONTINUE, /* read the body, then call serve() */
	SERVER_ANSWER, /* exchange->response is complete: send it */
	SERVER_WAIT /* server_resume() will say how to go on */
};

/* One request on its way. The application sees it from begin() to end(). */
struct exchange {
	struct request request;
	struct response response;
	size_t body_limit; /* bytes; set by begin() */
	/* Set by begin(): nobody knows who sends the body. It has to be there as soon as a head,
	 * and makes way for other connections like one that does not end. */
	bool is_anonymous;
	bool body_too_large; /* the body passed body_limit: serve() has to answer 413 */
	/* 0, or the errno for which the body could not be kept: serve() has to answer 503 */
	int body_error;
	/* What is wrong with the head, in a sentence; NULL: nothing. begin() has to answer 400 with
	 * SERVER_ANSWER, and the connection ends with that. */
	const char *flaw;
	void *state; /* the application's own */
};

struct server_app {
	void *context;

	/* The head is there, the body is not: decide before reading it. */
	enum server_step (*begin)(void *context, struct exchange *exchange);

	/* The whole request is there: SERVER_ANSWER or SERVER_WAIT. */
	enum server_step (*serve)(void *context, struct exchange *exchange);

	/* Once for every begin(): the response has been sent, or the client has gone (status 0 when
	 * it went before it was answered). May be NULL. */
	void (*end)(void *context, struct exchange *exchange);
};

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

struct server;

/* NULL, with the fault set, when the address cannot be listened on, or there are no threads or
 * memory to serve it; the fault says which. `app` must outlive the server. */
struct server *server_start(
	const struct server_options *options, const struct server_app *app, struct fault *fault);

/* The port that is listened on. */
uint16_t server_port(const struct server *server);

/* Serves this pair, both PEM, to connections that come from now on. STATUS_INVALID, and the pair
 * before stays, when it cannot be used. Only for a server that was started with a pair. */
enum status server_renew_certificate(struct server *server, const char *certificate_pem,
	const char *key_pem, struct fault *fault);

/* No new connections from now on; those open go on. */
void server_quiesce(struct server *server);

/* Closes every connection and frees the server. No exchange may be waiting. */
void server_stop(struct server *server);

/* Goes on with an exchange that waits. `step` is what begin() or serve() would have returned. */
void server_resume(struct exchange *exchange, enum server_step step);

#endif
