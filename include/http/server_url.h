/*
 * server_url: the URL at which a server is reached on the machine itself.
 */
#ifndef HTTP_SERVER_URL_H
#define HTTP_SERVER_URL_H

#include "http/server.h"

/* Of a server with these options on that port, in the arena. */
struct text server_url_make(
	struct arena *arena, const struct server_options *options, unsigned int port);

#endif
