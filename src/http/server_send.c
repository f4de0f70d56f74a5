#include "http/server_send.h"

#include <unistd.h>

#include "base/container_of.h"

/* Bytes of a file or stream that are sent at a time. */
#define BLOCK_BYTES 65536

static void on_stream_ready(struct stream_waiter *waiter)
{
	server_exchange_rendezvous(container_of(waiter, struct server_exchange, waiter));
}

/* A stream without new data has data again. */
static void resume_sending(struct connection *slot)
{
	if (connection_state(atomic_load(&slot->word)) != CONNECTION_SEND)
		connection_move(slot, CONNECTION_SEND);
}

static ssize_t read_stream(void *context, uint64_t position, char *into, size_t room)
{
	struct server_exchange *self = context;
	struct byte_stream *stream = self->exchange.response.stream;
	int64_t count;

	resume_sending(self->slot);
	server_exchange_end_suspension(self);
	self->waiter.wake = on_stream_ready;
	count = stream->read(stream, position, into, room, &self->waiter);
	if (count == 0) {
		connection_move(self->slot, CONNECTION_WORK);
		server_exchange_suspend(self);
	}
	if (count >= 0)
		return (ssize_t)count;
	return count == BYTE_STREAM_END ? MHD_CONTENT_READER_END_OF_STREAM
					: MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t read_file(void *context, uint64_t position, char *into, size_t room)
{
	const struct server_exchange *self = context;
	const struct response *response = &self->exchange.response;
	struct stat info;
	ssize_t count;

	if (fstat(response->file, &info) != 0 || info.st_nlink < self->file_links)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	count = pread(response->file, into, room, (off_t)(response->file_offset + position));
	return count > 0 ? count : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *make_body(struct server_exchange *self)
{
	const struct response *response = &self->exchange.response;
	struct stat info;

	/* libmicrohttpd would send the last chunk even in response to HEAD. */
	if (response->stream != NULL && self->exchange.request.method != METHOD_HEAD)
		return MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_stream, self, NULL);
	if (response->has_file && response->file_length > 0) {
		self->file_links = fstat(response->file, &info) == 0 ? info.st_nlink : 0;
		return MHD_create_response_from_callback(
			response->file_length, BLOCK_BYTES, read_file, self, NULL);
	}
	/* The arena of the body is freed in server_callbacks_on_completed(), after the last byte
	 * was sent. */
	return MHD_create_response_from_buffer(response->body.length,
		(void *)(uintptr_t)response->body.data, MHD_RESPMEM_PERSISTENT);
}

/* Other recipients could disagree about the end of a chunked body, so the connection closes after
 * it. */
static bool must_close(const struct server_exchange *self)
{
	return self->exchange.flaw != NULL ||
		text_is_set(message_header(&self->exchange.request, "Transfer-Encoding"));
}

enum MHD_Result server_send_response(struct server_exchange *self)
{
	struct arena *arena = self->exchange.request.arena;
	const struct response *response = &self->exchange.response;
	struct MHD_Response *out = make_body(self);
	enum MHD_Result result;

	if (out == NULL)
		return MHD_NO;
	for (size_t i = 0; i < response->header_count; i++)
		MHD_add_response_header(out, response->headers[i].name.data,
			arena_cstr(arena, response->headers[i].value));
	if (must_close(self))
		MHD_add_response_header(out, "Connection", "close");
	self->slot->has_unread_body = self->phase == PHASE_HEAD;
	server_exchange_enter(self, PHASE_SERVED);
	connection_move(self->slot, CONNECTION_SEND);
	result = MHD_queue_response(self->connection, (unsigned int)response->status, out);
	MHD_destroy_response(out);
	return result;
}
