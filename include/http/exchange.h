/*
 * exchange: one request and its response, and the callbacks that an application implements.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/message.h"

enum server_step {
	SERVER_CONTINUE, /* read the body, then call serve() */
	SERVER_ANSWER, /* exchange->response is complete: send it */
	SERVER_WAIT /* suspend until server_resume() gives the next step */
};

/* One request and its response. Valid for the application from begin() to end(). */
struct exchange {
	struct request request;
	struct response response;
	size_t body_limit; /* bytes; set by begin() */
	/* Set by begin() if the sender is not authenticated. The body then has the time limit of a
	 * head, and the connection may be evicted like one with an unfinished head. */
	bool is_anonymous;
	bool body_too_large; /* the body exceeds body_limit: serve() must respond with 413 */
	/* Not 0: the errno with which storing the body failed; serve() must respond with 503. */
	int body_error;
	/* A sentence with the error in the head, or NULL. On an error begin() must respond with 400
	 * and return SERVER_ANSWER; the connection is then closed. */
	const char *flaw;
	void *state; /* owned by the application */
};

struct server_app {
	void *context;

	/* Called before the body is read. Decides on the head alone. */
	enum server_step (*begin)(void *context, struct exchange *exchange);

	/* Called with the whole request. Returns SERVER_ANSWER or SERVER_WAIT. */
	enum server_step (*serve)(void *context, struct exchange *exchange);

	/* Called once for every begin(), after the response was sent or the client has disconnected
	 * (response.status is 0 if it disconnected before a response). May be NULL. */
	void (*end)(void *context, struct exchange *exchange);
};

#endif
