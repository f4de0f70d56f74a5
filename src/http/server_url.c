#include "http/server_url.h"

#include <string.h>

struct text server_url_make(
	struct arena *arena, const struct server_options *options, unsigned int port)
{
	bool v6 = strchr(options->address, ':') != NULL;

	return arena_printf(arena, "%s://%s%s%s:%u",
		options->certificate_pem == NULL ? "http" : "https", v6 ? "[" : "",
		options->address, v6 ? "]" : "", port);
}
