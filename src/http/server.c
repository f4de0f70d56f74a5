#include "http/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/address.h"
#include "http/body.h"

/* A refused request's body is read and dropped up to this size, so that the client sees the answer
 * and can use the connection again. */
#define DRAIN_LIMIT_BYTES 65536
/* A body may pass its limit by this much before the connection is closed without an answer. */
#define OVERRUN_LIMIT_BYTES (1024 * 1024)
#define CONNECTION_MEMORY_BYTES 32768
/* Of a file or a stream, sent at a time. */
#define BLOCK_BYTES 65536

struct server {
	struct MHD_Daemon *daemon;
	const struct server_app *app;
	struct server_options options;
};

enum phase { PHASE_HEAD, PHASE_BODY, PHASE_DRAIN, PHASE_SERVED };

struct talk {
	struct exchange exchange; /* first: the application's pointer is ours too */
	struct server *server;
	struct MHD_Connection *connection;
	enum phase phase;
	bool begun; /* begin() has been called, so end() will be */
	bool waiting;
	enum server_step step;
	struct body body;
	/* Counts the two that must meet before a suspended connection goes on: the event thread
	 * that suspended it and the caller of server_resume(). */
	atomic_int met;
	struct message_waiter waiter; /* for more of a stream */
	nlink_t file_links; /* when its sending began */
};

static void *on_uri(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct arena *arena = arena_new();
	struct talk *talk = arena_alloc(arena, sizeof(*talk));
	struct text whole = arena_text(arena, text_from(uri));
	size_t mark = text_find(whole, '?');

	talk->server = context;
	talk->connection = connection;
	talk->body = body_make(arena, talk->server->options.temporary_dir, 0);
	talk->exchange.request.arena = arena;
	talk->exchange.request.path = text_slice(whole, 0, mark);
	talk->exchange.request.query =
		mark == whole.length ? TEXT_NONE : text_slice(whole, mark + 1, whole.length);
	return talk;
}

struct header_list {
	struct message_header *headers;
	size_t count;
};

static enum MHD_Result on_header(void *context, enum MHD_ValueKind kind, const char *key,
	size_t key_bytes, const char *value, size_t value_bytes)
{
	struct header_list *list = context;

	(void)kind;
	list->headers[list->count].name = (struct text){key, key_bytes};
	list->headers[list->count].value =
		value == NULL ? TEXT("") : (struct text){value, value_bytes};
	list->count++;
	return MHD_YES;
}

/* They stay in the connection's memory until the request is completed. */
static void read_headers(struct talk *talk)
{
	struct request *request = &talk->exchange.request;
	int count = MHD_get_connection_values_n(talk->connection, MHD_HEADER_KIND, NULL, NULL);
	struct header_list list = {
		arena_array(request->arena, (size_t)count + 1, sizeof(*list.headers)), 0};

	MHD_get_connection_values_n(talk->connection, MHD_HEADER_KIND, on_header, &list);
	request->headers = list.headers;
	request->header_count = list.count;
}

/* The text of the address is made once a connection, and lasts as long. */
static void on_connection(void *context, struct MHD_Connection *connection, void **per_connection,
	enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	(void)context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*per_connection = address_make(info == NULL ? NULL : info->client_addr);
	else
		free(*per_connection);
}

static struct text client_address(struct talk *talk)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(talk->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return text_from(info->socket_context);
}

/* Called by each of the two, in any order; the second resumes. */
static void meet(struct talk *talk)
{
	if (atomic_fetch_add(&talk->met, 1) == 1)
		MHD_resume_connection(talk->connection);
}

static void on_more(struct message_waiter *waiter)
{
	meet((struct talk *)(void *)((char *)waiter - offsetof(struct talk, waiter)));
}

static ssize_t read_stream(void *context, uint64_t position, char *into, size_t room)
{
	struct talk *talk = context;
	struct message_stream *stream = talk->exchange.response.stream;
	int64_t count;

	atomic_store(&talk->met, 0);
	talk->waiter.wake = on_more;
	count = stream->read(stream, position, into, room, &talk->waiter);
	if (count == 0) {
		MHD_suspend_connection(talk->connection);
		meet(talk);
	}
	if (count >= 0)
		return (ssize_t)count;
	return count == MESSAGE_STREAM_END ? MHD_CONTENT_READER_END_OF_STREAM
					   : MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t read_file(void *context, uint64_t position, char *into, size_t room)
{
	const struct talk *talk = context;
	const struct response *response = &talk->exchange.response;
	struct stat info;
	ssize_t count;

	if (fstat(response->file, &info) != 0 || info.st_nlink < talk->file_links)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	count = pread(response->file, into, room, (off_t)(response->file_offset + position));
	return count > 0 ? count : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *make_body(struct talk *talk)
{
	const struct response *response = &talk->exchange.response;
	struct stat info;

	/* libmicrohttpd would send the last chunk even to HEAD. */
	if (response->stream != NULL && talk->exchange.request.method != METHOD_HEAD)
		return MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_stream, talk, NULL);
	if (response->has_file && response->file_length > 0) {
		talk->file_links = fstat(response->file, &info) == 0 ? info.st_nlink : 0;
		return MHD_create_response_from_callback(
			response->file_length, BLOCK_BYTES, read_file, talk, NULL);
	}
	/* The arena that holds the body is freed in on_completed(), after the last byte. */
	return MHD_create_response_from_buffer(response->body.length,
		(void *)(uintptr_t)response->body.data, MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result send_response(struct talk *talk)
{
	struct arena *arena = talk->exchange.request.arena;
	const struct response *response = &talk->exchange.response;
	struct MHD_Response *out = make_body(talk);
	enum MHD_Result result;

	if (out == NULL)
		return MHD_NO;
	for (size_t i = 0; i < response->header_count; i++)
		MHD_add_response_header(out, response->headers[i].name.data,
			arena_cstr(arena, response->headers[i].value));
	talk->phase = PHASE_SERVED;
	result = MHD_queue_response(talk->connection, (unsigned int)response->status, out);
	MHD_destroy_response(out);
	return result;
}

/* Whether the rest of a refused request is worth reading before it is answered: then the connection
 * can be used again. A client that waits for 100 Continue is answered at once instead. */
static bool worth_draining(const struct talk *talk)
{
	const struct request *request = &talk->exchange.request;
	struct text length = message_header(request, "Content-Length");
	int64_t bytes = 0;

	if (text_is_set(message_header(request, "Expect")) ||
		text_is_set(message_header(request, "Transfer-Encoding")))
		return false;
	return !text_is_set(length) ||
		(text_to_int64(length, &bytes) && bytes <= DRAIN_LIMIT_BYTES);
}

static enum MHD_Result wait_for_resume(struct talk *talk)
{
	talk->waiting = true;
	MHD_suspend_connection(talk->connection);
	meet(talk);
	return MHD_YES;
}

void server_resume(struct exchange *exchange, enum server_step step)
{
	struct talk *talk = (struct talk *)exchange;

	talk->step = step;
	meet(talk);
}

static enum MHD_Result go_on(struct talk *talk, enum server_step step)
{
	if (step == SERVER_WAIT)
		return wait_for_resume(talk);
	if (step == SERVER_CONTINUE) {
		talk->phase = PHASE_BODY;
		talk->body.limit_bytes = talk->exchange.body_limit;
		return MHD_YES;
	}
	if (talk->phase == PHASE_HEAD && worth_draining(talk)) {
		talk->phase = PHASE_DRAIN;
		return MHD_YES;
	}
	return send_response(talk);
}

static enum MHD_Result serve(struct talk *talk)
{
	struct exchange *exchange = &talk->exchange;

	exchange->body_too_large = talk->body.too_large;
	exchange->request.body_is_mapped = talk->body.file >= 0;
	exchange->body_lost = !body_finish(&talk->body, &exchange->request.body);
	return go_on(talk, talk->server->app->serve(talk->server->app->context, exchange));
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_bytes,
	void **per_request)
{
	struct server *server = context;
	struct talk *talk = *per_request;

	(void)connection, (void)url, (void)version;
	if (talk->waiting) {
		talk->waiting = false;
		atomic_store(&talk->met, 0);
		return go_on(talk, talk->step);
	}
	if (talk->phase == PHASE_HEAD) {
		talk->exchange.request.method = message_method(text_from(method));
		talk->exchange.request.client_address = client_address(talk);
		read_headers(talk);
		talk->begun = true;
		return go_on(talk, server->app->begin(server->app->context, &talk->exchange));
	}
	if (*upload_bytes > 0) {
		if (talk->phase == PHASE_BODY)
			body_add(&talk->body, (struct text){upload, *upload_bytes});
		*upload_bytes = 0;
		return talk->body.dropped > OVERRUN_LIMIT_BYTES ? MHD_NO : MHD_YES;
	}
	return talk->phase == PHASE_DRAIN ? send_response(talk) : serve(talk);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **per_request,
	enum MHD_RequestTerminationCode code)
{
	struct server *server = context;
	struct talk *talk = *per_request;

	(void)connection, (void)code;
	if (talk == NULL)
		return;
	if (server->app->end != NULL && talk->begun)
		server->app->end(server->app->context, &talk->exchange);
	if (talk->exchange.response.has_file)
		close(talk->exchange.response.file);
	if (talk->exchange.response.stream != NULL)
		talk->exchange.response.stream->close(talk->exchange.response.stream);
	body_close(&talk->body);
	*per_request = NULL;
	arena_free(talk->exchange.request.arena);
}

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
	return MHD_start_daemon(choose_flags(options, v6), options->port, NULL, NULL, on_request,
		server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)address, MHD_OPTION_ARRAY, tls,
		MHD_OPTION_URI_LOG_CALLBACK, on_uri, server, MHD_OPTION_NOTIFY_COMPLETED,
		on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_LIMIT, options->connections, MHD_OPTION_CONNECTION_TIMEOUT,
		options->idle_timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_THREAD_POOL_SIZE, pool, MHD_OPTION_END);
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
