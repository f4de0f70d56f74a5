/*
 * server_url: the URL at which a server is reachable on its own machine.
 */
#ifndef HTTP_SERVER_URL_H
#define HTTP_SERVER_URL_H

#include "http/server.h"

/* Returns the URL of a server with these options on this port, in the arena. */
struct text server_url_make(
	struct arena *arena, const struct server_options *options, unsigned int port);

#endif
