#include "http/server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/address.h"
#include "http/server_exchange.h"

#define CONNECTION_MEMORY_BYTES 32768

/* Paths are split before they are decoded, so that %2F stays inside a segment. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context, (void)connection;
	return strlen(text);
}

static unsigned int choose_flags(const struct server_options *options, bool v6)
{
	unsigned int flags = MHD_USE_ITC;

	if (options->threads == 0)
		flags |= MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
			MHD_USE_POLL;
	else
		flags |= MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	if (v6)
		flags |= MHD_USE_IPv6;
	if (options->certificate_pem != NULL)
		flags |= MHD_USE_TLS;
	return flags;
}

static struct MHD_Daemon *start_daemon(
	struct server *server, struct sockaddr_storage *address, bool v6)
{
	const struct server_options *options = &server->options;
	unsigned int pool = options->threads > 1 ? options->threads : 0;
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->certificate_pem},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->key_pem},
		{MHD_OPTION_END, 0, NULL}};

	if (options->certificate_pem == NULL)
		tls[0].option = MHD_OPTION_END;
	return MHD_start_daemon(choose_flags(options, v6), options->port, NULL, NULL,
		server_exchange_on_request, server, MHD_OPTION_SOCK_ADDR,
		(struct sockaddr *)address, MHD_OPTION_ARRAY, tls, MHD_OPTION_URI_LOG_CALLBACK,
		server_exchange_on_uri, server, MHD_OPTION_NOTIFY_COMPLETED,
		server_exchange_on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
		server_exchange_on_connection, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped,
		NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_LIMIT,
		options->connections, MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_s,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
		MHD_OPTION_THREAD_POOL_SIZE, pool, MHD_OPTION_END);
}

struct server *server_start(
	const struct server_options *options, const struct server_app *app, struct fault *fault)
{
	struct server *server = calloc(1, sizeof(*server));
	struct sockaddr_storage address;
	bool v6;

	if (server == NULL)
		abort();
	server->app = app;
	server->options = *options;
	errno = 0;
	if (address_read(options->address, options->port, &address, &v6))
		server->daemon = start_daemon(server, &address, v6);
	else
		errno = EADDRNOTAVAIL;
	if (server->daemon != NULL)
		return server;
	fault_set(fault, STATUS_UNAVAILABLE, "CannotListen", "Cannot listen on %s port %u: %s.",
		options->address, options->port, strerror(errno));
	free(server);
	return NULL;
}

uint16_t server_port(const struct server *server)
{
	return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void server_quiesce(struct server *server)
{
	MHD_socket listener = MHD_quiesce_daemon(server->daemon);

	if (listener != MHD_INVALID_SOCKET)
		close(listener);
}

void server_stop(struct server *server)
{
	if (server == NULL)
		return;
	MHD_stop_daemon(server->daemon);
	free(server);
}

void server_resume(struct exchange *exchange, enum server_step step)
{
	struct server_exchange *self = (struct server_exchange *)exchange;

	self->step = step;
	server_exchange_meet(self);
}
