/*
 * exchange: an HTTP request with its response, and the callbacks with which an application handles
 * requests.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/message.h"

enum server_step {
	SERVER_CONTINUE, /* read the body, then call serve() */
	SERVER_ANSWER, /* send exchange->response, which is complete */
	SERVER_WAIT /* suspend the exchange until server_resume() gives the next step */
};

/* A request and its response. The application may use the exchange from the call of begin() until
 * end() returns. */
struct exchange {
	struct request request;
	struct response response;
	size_t body_limit; /* maximum size of the body in bytes; begin() sets it */
	/* begin() sets this member if the client is not authenticated. The body must then arrive
	 * within the time limit for a head. The server may evict the connection while it reads the
	 * body, like a connection with an incomplete head. */
	bool is_anonymous;
	bool body_too_large; /* the body exceeds body_limit; serve() must respond with 413 */
	/* 0, or the errno of the failure if the server could not store the body. If body_error is
	 * not 0, serve() must respond with 503. */
	int body_error;
	/* A sentence that describes an error in the head, or NULL. If `flaw` is not NULL, begin()
	 * must respond with 400 and return SERVER_ANSWER. The server then closes the connection. */
	const char *flaw;
	void *state; /* only the application uses this */
};

/* The callbacks of an application. The server passes `context` to each callback. */
struct server_app {
	void *context;

	/* The server calls begin() when the head is complete, before it reads the body. */
	enum server_step (*begin)(void *context, struct exchange *exchange);

	/* The server calls serve() when the body is complete. serve() returns SERVER_ANSWER or
	 * SERVER_WAIT. */
	enum server_step (*serve)(void *context, struct exchange *exchange);

	/* The server calls end() once for each begin(), after it has sent the response or the
	 * client has disconnected. response.status is 0 if the client disconnected before the
	 * application responded. `end` may be NULL. */
	void (*end)(void *context, struct exchange *exchange);
};

#endif
