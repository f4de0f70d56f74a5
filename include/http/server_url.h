/*
 * server_url: builds the URL at which clients on the same machine reach a server.
 */
#ifndef HTTP_SERVER_URL_H
#define HTTP_SERVER_URL_H

#include "http/server.h"

/* Returns the URL, such as "http://127.0.0.1:8080", of a server that has these options and listens
 * on `port`. The URL is in the arena. */
struct text server_url_make(
	struct arena *arena, const struct server_options *options, unsigned int port);

#endif
