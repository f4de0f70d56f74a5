#include "http/server_callbacks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/thread.h"
#include "http/forwarded.h"
#include "http/framing.h"
#include "http/server_send.h"

/* The body of a refused request is read and dropped up to this size, so that the client can read
 * the response and reuse the connection. */
#define DRAIN_LIMIT_BYTES 65536

static struct connection *find_slot(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
		->socket_context;
}

void *server_callbacks_on_uri(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct arena *arena = arena_new();
	struct server_exchange *self = arena_alloc(arena, sizeof(*self));
	struct text whole = arena_text(arena, text_from(uri));
	size_t mark = text_find(whole, '?');

	self->server = context;
	self->connection = connection;
	self->slot = find_slot(connection);
	self->target = (struct text){uri, whole.length};
	self->body = body_make(arena, self->server->options.temporary_dir, 0);
	self->exchange.request.arena = arena;
	self->exchange.request.path = text_slice(whole, 0, mark);
	self->exchange.request.query =
		mark == whole.length ? TEXT_NONE : text_slice(whole, mark + 1, whole.length);
	return self;
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

/* The headers stay in the connection's memory until the request is completed. */
static void read_headers(struct server_exchange *self)
{
	struct request *request = &self->exchange.request;
	int count = MHD_get_connection_values_n(self->connection, MHD_HEADER_KIND, NULL, NULL);
	struct header_list list = {
		arena_array(request->arena, (size_t)count + 1, sizeof(*list.headers)), 0};

	MHD_get_connection_values_n(self->connection, MHD_HEADER_KIND, on_header, &list);
	request->headers = list.headers;
	request->header_count = list.count;
}

/* Called before the handshake. */
static void apply_certificate(const struct server *server, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info;

	if (server->certificates == NULL)
		return;
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (info != NULL)
		certificate_apply(server->certificates, info->tls_session);
}

/* libmicrohttpd gives all event threads the same name. A thread for a single connection keeps
 * it. */
static void name_thread(struct server *server)
{
	static _Thread_local bool is_named;
	char name[THREAD_NAME_MAX + 1];

	if (is_named || server->options.threads == 0)
		return;
	snprintf(name, sizeof(name), "%s-event", server->options.name);
	thread_name_self(name, atomic_fetch_add(&server->named_threads, 1) + 1);
	is_named = true;
}

void server_callbacks_on_connection(void *context, struct MHD_Connection *connection,
	void **per_connection, enum MHD_ConnectionNotificationCode code)
{
	struct server *server = context;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	name_thread(server);
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*per_connection = connection_table_activate(server->connections, info->connect_fd);
		apply_certificate(server, connection);
		return;
	}
	if (((struct connection *)*per_connection)->has_unread_body)
		lingering_add(server->lingering, info->connect_fd, clock_monotonic_ms());
	connection_table_remove(server->connections, *per_connection);
	acceptor_note_removal(server->acceptor);
}

/* libmicrohttpd 1.0 and later rejects these errors itself. */
static const char *find_byte_error(
	const struct server_exchange *self, const char *method, const char *version)
{
	const union MHD_ConnectionInfo *info;

	if (MHD_VERSION >= 0x01000000)
		return NULL;
	info = MHD_get_connection_info(self->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	return framing_check_bytes(
		&(struct framing_head){method, self->target, version, info->header_size},
		self->exchange.request.headers, self->exchange.request.header_count);
}

static const char *find_head_error(
	struct server_exchange *self, const char *method, const char *version)
{
	const struct proxy_list *trusted = self->server->options.trusted_proxies;
	struct request *request = &self->exchange.request;
	const char *flaw = find_byte_error(self, method, version);

	if (flaw == NULL)
		flaw = framing_check(request, method, version);
	if (flaw == NULL && trusted != NULL && proxy_list_has(trusted, request->client_address))
		flaw = forwarded_read(trusted, request);
	return flaw;
}

/* Returns true if the body of a refused request should be read before the response, so that the
 * connection can be reused. A client that waits for 100 Continue gets the response at once. */
static bool should_drain(const struct server_exchange *self)
{
	const struct request *request = &self->exchange.request;
	struct text length = message_header(request, "Content-Length");
	int64_t bytes = 0;

	if (text_is_set(message_header(request, "Expect")) ||
		text_is_set(message_header(request, "Transfer-Encoding")))
		return false;
	return !text_is_set(length) ||
		(text_to_int64(length, &bytes) && bytes <= DRAIN_LIMIT_BYTES);
}

static enum MHD_Result wait_for_resume(struct server_exchange *self)
{
	self->waiting = true;
	server_exchange_suspend(self);
	return MHD_YES;
}

static enum MHD_Result apply_step(struct server_exchange *self, enum server_step step)
{
	if (step == SERVER_WAIT)
		return wait_for_resume(self);
	if (step == SERVER_CONTINUE) {
		server_exchange_enter(self, PHASE_BODY);
		connection_move(self->slot,
			self->exchange.is_anonymous ? CONNECTION_ANONYMOUS_BODY : CONNECTION_BODY);
		self->body.limit_bytes = self->exchange.body_limit;
		return MHD_YES;
	}
	if (self->phase == PHASE_HEAD && should_drain(self)) {
		server_exchange_enter(self, PHASE_DRAIN);
		connection_move(self->slot, CONNECTION_ANONYMOUS_BODY);
		return MHD_YES;
	}
	return server_send_response(self);
}

static enum MHD_Result serve(struct server_exchange *self)
{
	struct exchange *exchange = &self->exchange;

	connection_move(self->slot, CONNECTION_WORK);
	exchange->body_too_large = self->body.too_large;
	exchange->request.body_is_mapped = self->body.file >= 0;
	exchange->body_error = body_finish(&self->body, &exchange->request.body);
	return apply_step(self, self->server->app->serve(self->server->app->context, exchange));
}

static enum MHD_Result begin(struct server_exchange *self, const char *method, const char *version)
{
	const struct server_app *app = self->server->app;
	struct exchange *exchange = &self->exchange;
	enum server_step step;

	connection_move(self->slot, CONNECTION_WORK);
	exchange->request.method = message_method(text_from(method));
	exchange->request.client_address = text_from(self->slot->address);
	read_headers(self);
	exchange->flaw = find_head_error(self, method, version);
	self->begun = true;
	step = app->begin(app->context, exchange);
	return exchange->flaw == NULL ? apply_step(self, step) : server_send_response(self);
}

enum MHD_Result server_callbacks_on_request(void *context, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *upload,
	size_t *upload_bytes, void **per_request)
{
	struct server_exchange *self = *per_request;

	(void)context, (void)connection, (void)url;
	if (self->waiting) {
		self->waiting = false;
		server_exchange_end_suspension(self);
		return apply_step(self, self->step);
	}
	if (self->phase == PHASE_HEAD)
		return begin(self, method, version);
	if (*upload_bytes > 0) {
		if (self->phase == PHASE_BODY)
			body_add(&self->body, (struct text){upload, *upload_bytes});
		*upload_bytes = 0;
		return body_exceeds_drain_limit(&self->body) ? MHD_NO : MHD_YES;
	}
	return self->phase == PHASE_DRAIN ? server_send_response(self) : serve(self);
}

void server_callbacks_on_completed(void *context, struct MHD_Connection *connection,
	void **per_request, enum MHD_RequestTerminationCode code)
{
	struct server *server = context;
	struct server_exchange *self = *per_request;

	(void)connection, (void)code;
	if (self == NULL)
		return;
	if (server->app->end != NULL && self->begun)
		server->app->end(server->app->context, &self->exchange);
	if (self->exchange.response.has_file)
		close(self->exchange.response.file);
	if (self->exchange.response.stream != NULL)
		self->exchange.response.stream->close(self->exchange.response.stream);
	body_close(&self->body);
	connection_move(self->slot, CONNECTION_IDLE);
	*per_request = NULL;
	arena_free(self->exchange.request.arena);
}
