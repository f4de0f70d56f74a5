#include "http/server.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/container_of.h"
#include "http/listener.h"
#include "http/server_callbacks.h"
#include "http/server_exchange.h"

/* Minimum limit per address, however few connections are allowed. */
#define PER_ADDRESS_LEAST 8
#define CONNECTION_MEMORY_BYTES 32768
/* TLS 1.3, and TLS 1.2 only with forward secrecy and authenticated encryption (RFC 9325 sections
 * 3.1 and 4.2), as a GnuTLS priority string. */
#define TLS_PRIORITIES                                                                             \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:"  \
	"+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD:-SIGN-RSA-SHA1:"              \
	"-SIGN-ECDSA-SHA1:-SIGN-DSA-SHA1:%SERVER_PRECEDENCE"
/* In strict mode libmicrohttpd before 1.0 closes the connection without a response if the target
 * contains a space, and it checks nothing that http/framing.h does not check. */
#define STRICTNESS (MHD_VERSION >= 0x01000000 ? 1 : 0)

/* Paths are split before they are decoded, so that %2F does not split a segment. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context, (void)connection;
	return strlen(text);
}

static unsigned int choose_flags(const struct server_options *options)
{
	unsigned int flags = MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG;

	if (options->threads == 0)
		flags |= MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
			MHD_USE_POLL;
	else
		flags |= MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	if (options->certificate_pem != NULL)
		flags |= MHD_USE_TLS;
	return flags;
}

/* Keeps the first message while libmicrohttpd starts: the reason if it fails. Later messages are
 * about clients and are dropped. */
static void __attribute__((format(printf, 2, 0)))
capture_start_error(void *context, const char *format, va_list arguments)
{
	struct server *server = context;

	if (server->daemon == NULL && server->start_error[0] == '\0')
		vsnprintf(server->start_error, sizeof(server->start_error), format, arguments);
}

/* Only the table limits connections. At its own limit libmicrohttpd 0.9.75 returns without
 * releasing its lock, so it must never reach that limit. It divides the limit by the number of
 * event threads and selects the thread by the descriptor, so one thread may get all connections:
 * those in the table, and one that each thread is just closing. */
static unsigned int mhd_connection_limit(const struct server_options *options)
{
	unsigned int threads = options->threads == 0 ? 1 : options->threads;

	return threads * (options->connections + CONNECTION_TABLE_CLOSING_MAX + threads + 1);
}

static struct MHD_Daemon *start_daemon(struct server *server)
{
	const struct server_options *options = &server->options;
	struct MHD_OptionItem pool[] = {
		{MHD_OPTION_THREAD_POOL_SIZE, options->threads, NULL}, {MHD_OPTION_END, 0, NULL}};
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
		{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->certificate_pem},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->key_pem},
		{MHD_OPTION_END, 0, NULL}};

	if (options->threads < 2)
		pool[0].option = MHD_OPTION_END;
	if (options->certificate_pem == NULL)
		tls[0].option = MHD_OPTION_END;
	return MHD_start_daemon(choose_flags(options), 0, NULL, NULL, server_callbacks_on_request,
		server, MHD_OPTION_EXTERNAL_LOGGER, capture_start_error, server, MHD_OPTION_ARRAY,
		tls, MHD_OPTION_ARRAY, pool, MHD_OPTION_URI_LOG_CALLBACK, server_callbacks_on_uri,
		server, MHD_OPTION_NOTIFY_COMPLETED, server_callbacks_on_completed, server,
		MHD_OPTION_NOTIFY_CONNECTION, server_callbacks_on_connection, server,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_STRICT_FOR_CLIENT,
		STRICTNESS, MHD_OPTION_CONNECTION_LIMIT, mhd_connection_limit(options),
		MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_s,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
		MHD_OPTION_END);
}

static unsigned int or_default(unsigned int value, unsigned int otherwise)
{
	return value > 0 ? value : otherwise;
}

static struct connection_limits make_limits(const struct server_options *options)
{
	unsigned int quarter = options->connections / 4;

	return (struct connection_limits){.connections = options->connections,
		.per_peer = or_default(options->connections_per_address,
			quarter < PER_ADDRESS_LEAST ? PER_ADDRESS_LEAST : quarter),
		.head_ms = or_default(options->head_timeout_ms, SERVER_HEAD_TIMEOUT_MS),
		.body_ms = or_default(options->body_window_ms, SERVER_BODY_WINDOW_MS),
		.send_ms = or_default(options->send_window_ms, SERVER_SEND_WINDOW_MS),
		.exempt = options->trusted_proxies};
}

/* MHD_add_connection() closes the descriptor even if it fails. */
static bool take(void *context, int socket, const struct sockaddr *address, socklen_t size)
{
	struct server *server = context;

	return MHD_add_connection(server->daemon, socket, address, size) == MHD_YES;
}

static const char *find_reason(struct server *server, int error)
{
	size_t length = strcspn(server->start_error, "\n");

	server->start_error[length] = '\0';
	if (length > 0 && server->start_error[length - 1] == '.')
		server->start_error[length - 1] = '\0';
	return length > 0 ? server->start_error : strerror(error);
}

/* Returns false with *ret_reason set on failure. */
static bool start_parts(struct server *server, int listener, const char **ret_reason)
{
	struct connection_limits limits = make_limits(&server->options);

	errno = 0;
	server->connections = connection_table_new(&limits);
	server->lingering = lingering_new();
	if (server->connections != NULL && server->lingering != NULL)
		server->daemon = start_daemon(server);
	if (server->daemon != NULL &&
		acceptor_start(&server->acceptor,
			&(struct acceptor_options){.name = server->options.name,
				.listener = listener,
				.table = server->connections,
				.lingering = server->lingering,
				.take = take,
				.context = server,
				.metrics = server->options.metrics,
				.log = server->options.log}))
		return true;
	*ret_reason = server->daemon == NULL ? find_reason(server, errno) : strerror(errno);
	if (server->daemon != NULL)
		MHD_stop_daemon(server->daemon);
	lingering_free(server->lingering);
	connection_table_free(server->connections);
	return false;
}

static bool start(struct server *server, struct fault *fault)
{
	const struct server_options *options = &server->options;
	int listener = listener_open(options->address, options->port, fault);
	const char *reason;

	if (listener < 0)
		return false;
	server->port = listener_port(listener);
	if (start_parts(server, listener, &reason))
		return true;
	listener_refuse(options->address, options->port, reason, fault);
	close(listener);
	return false;
}

enum status server_renew_certificate(struct server *server, const char *certificate_pem,
	const char *key_pem, struct fault *fault)
{
	return certificate_add(server->certificates, certificate_pem, key_pem, fault);
}

static void free_server(struct server *server)
{
	certificate_list_free(server->certificates);
	free(server);
}

/* Rejects an unusable pair with a reason, which libmicrohttpd would not give. */
static enum status take_certificate(struct server *server, struct fault *fault)
{
	const struct server_options *options = &server->options;

	if (options->certificate_pem == NULL)
		return STATUS_OK;
	server->certificates = certificate_list_new();
	return server_renew_certificate(server, options->certificate_pem, options->key_pem, fault);
}

struct server *server_start(
	const struct server_options *options, const struct server_app *app, struct fault *fault)
{
	struct server *server = calloc(1, sizeof(*server));

	if (server == NULL)
		abort();
	server->app = app;
	server->options = *options;
	if (server->options.name == NULL)
		server->options.name = "http";
	if (take_certificate(server, fault) == STATUS_OK && start(server, fault))
		return server;
	free_server(server);
	return NULL;
}

uint16_t server_port(const struct server *server)
{
	return server->port;
}

void server_quiesce(struct server *server)
{
	acceptor_quiesce(server->acceptor);
}

void server_stop(struct server *server)
{
	if (server == NULL)
		return;
	acceptor_stop(server->acceptor);
	MHD_stop_daemon(server->daemon);
	lingering_free(server->lingering);
	connection_table_free(server->connections);
	acceptor_free(server->acceptor);
	free_server(server);
}

void server_resume(struct exchange *exchange, enum server_step step)
{
	struct server_exchange *self = container_of(exchange, struct server_exchange, exchange);

	self->step = step;
	server_exchange_rendezvous(self);
}
