/*
 * server_url: builds the URL at which clients on the server's own machine reach the server.
 */
#ifndef HTTP_SERVER_URL_H
#define HTTP_SERVER_URL_H

#include "http/server.h"

/* Returns the URL of a server with these options that listens on `port`, such as
 * "http://127.0.0.1:8080". The URL lives in the arena. */
struct text server_url_make(
	struct arena *arena, const struct server_options *options, unsigned int port);

#endif
