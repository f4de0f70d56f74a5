/*
 * exchange: an HTTP request with its response, and the callbacks of the application that handles
 * the request.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/message.h"

enum server_step {
	SERVER_CONTINUE, /* read the body, then call serve() */
	SERVER_ANSWER, /* send exchange->response, which is complete */
	SERVER_WAIT /* suspend the exchange until server_resume() passes the next step */
};

/* A request and its response. The application may use them from begin() until end() returns. */
struct exchange {
	struct request request;
	struct response response;
	size_t body_limit; /* maximum size of the body in bytes; begin() sets it */
	/* begin() sets this if the sender is not authenticated. The body must then arrive within
	 * the time limit for a head, and the server may evict the connection as if its head were
	 * incomplete. */
	bool is_anonymous;
	bool body_too_large; /* the body exceeds body_limit, so serve() must respond with 413 */
	/* The errno of a failure to store the body, or 0. After a failure, serve() must respond
	 * with 503. */
	int body_error;
	/* A sentence that describes an error in the head, or NULL. If the head has an error,
	 * begin() must respond with 400 and return SERVER_ANSWER. The server then closes the
	 * connection. */
	const char *flaw;
	void *state; /* for the application */
};

/* An application. The server passes `context` to each callback. */
struct server_app {
	void *context;

	/* Called when the head is complete, before the body is read. */
	enum server_step (*begin)(void *context, struct exchange *exchange);

	/* Called when the body is complete. Returns SERVER_ANSWER or SERVER_WAIT. */
	enum server_step (*serve)(void *context, struct exchange *exchange);

	/* Called once for each begin(), after the response was sent or the client has disconnected.
	 * If the client disconnected before there was a response, response.status is 0. May be
	 * NULL. */
	void (*end)(void *context, struct exchange *exchange);
};

#endif
