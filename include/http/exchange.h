/*
 * exchange: one request on its way through a server, and what an application does with it.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/message.h"

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

#endif
