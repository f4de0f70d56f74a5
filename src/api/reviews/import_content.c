#include "api/reviews/import_content.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_content.h"

/* A smaller file is kept in memory. */
#define MEMORY_BYTES ((size_t)1024 * 1024)

/* Media types of documents, by format. */
static const char *const media_types[] = {
	[IMPORT_CSV] = "text/csv",
	[IMPORT_JSON] = "application/json",
	[IMPORT_NDJSON] = "application/x-ndjson",
};

#define FORMATS (sizeof(media_types) / sizeof(media_types[0]))

/* A CSV document begins with the name of a column. */
static enum import_format guess(struct text document)
{
	char first;

	if (text_starts_with(document, TEXT("\xef\xbb\xbf")))
		document = text_slice(document, 3, document.length);
	document = text_trim(text_slice(document, 0, 4096));
	first = document.length > 0 ? document.data[0] : '\0';
	if (first == '[')
		return IMPORT_JSON;
	return first == '{' ? IMPORT_NDJSON : IMPORT_CSV;
}

static enum import_format format_of(struct text media_type, struct text document)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (message_is_type(media_type, media_types[i]))
			return (enum import_format)i;
	}
	return guess(document);
}

static enum status refuse(struct call *call, const char *what)
{
	fault_add(&call->fault, TEXT("$content"), "InvalidField", "%s", what);
	return call->fault.status;
}

static enum status refuse_base64(struct call *call)
{
	return refuse(call, "$content must be the file in base64.");
}

/* Replaces the body by the file whose pieces the reader returns. */
static enum status decode_to_memory(struct call *call, struct file_content_reader *reader)
{
	struct buffer out = buffer_make(call->arena, MEMORY_BYTES);
	struct text piece;

	while (file_content_next(reader, &piece))
		buffer_add(&out, piece);
	if (reader->malformed)
		return refuse_base64(call);
	call->request->body = buffer_text(&out);
	call->request->body_is_mapped = false;
	return STATUS_OK;
}

static void unmap(void *resource)
{
	const struct text *mapped = resource;

	file_unmap(*mapped);
}

static enum status fail(struct call *call)
{
	return call_fail_body(call, "server.temporary-dir", errno);
}

static bool write_pieces(struct call *call, struct file_content_reader *reader, int descriptor)
{
	const struct request *request = call->request;
	struct text piece;

	while (file_content_next(reader, &piece)) {
		if (!file_write_all(descriptor, piece))
			return false;
		/* What is decoded need not stay in memory. */
		if (request->body_is_mapped)
			file_discard_prefix(
				request->body, (size_t)(reader->rest.data - request->body.data));
	}
	return true;
}

static enum status decode_to_file(struct call *call, struct file_content_reader *reader)
{
	int descriptor = file_temporary(call->service->runtime.config->server_temporary_dir);
	struct text *mapped = arena_alloc(call->arena, sizeof(*mapped));

	if (descriptor < 0)
		return fail(call);
	if (write_pieces(call, reader, descriptor) && !reader->malformed)
		*mapped = file_map(descriptor);
	if (reader->malformed)
		refuse_base64(call);
	else if (!text_is_set(*mapped))
		fail(call);
	close(descriptor);
	if (!text_is_set(*mapped))
		return call->fault.status;
	arena_defer(call->arena, unmap, mapped);
	call->request->body = *mapped;
	call->request->body_is_mapped = true;
	return STATUS_OK;
}

static enum status decode(struct call *call, const struct file_content *content)
{
	struct file_content_reader *reader = arena_alloc(call->arena, sizeof(*reader));

	reader->rest = content->encoded;
	if (content->encoded.length <= MEMORY_BYTES)
		return decode_to_memory(call, reader);
	/* The file takes disk space in addition to the body, which has been checked before it was
	 * read. */
	if (call_check_disk(call, (int64_t)(content->encoded.length / 4 * 3), &call->fault) !=
		STATUS_OK)
		return call->fault.status;
	return decode_to_file(call, reader);
}

enum status import_content_open(struct call *call, enum import_format *ret_format)
{
	struct request *request = call->request;
	struct text media_type = text_or_empty(message_header(request, "Content-Type"));
	struct file_content content;

	*ret_format = format_of(media_type, request->body);
	if (*ret_format == IMPORT_CSV)
		return STATUS_OK;
	switch (file_content_find(call->arena, request->body, &content)) {
	case FILE_CONTENT_NONE:
		return STATUS_OK;
	case FILE_CONTENT_MALFORMED:
		return refuse(call,
			"A file must be a JSON object with the texts $content-type and $content, "
			"and nothing else.");
	case FILE_CONTENT_FOUND:
		break;
	}
	if (decode(call, &content) != STATUS_OK)
		return call->fault.status;
	*ret_format = format_of(text_or_empty(content.media_type), request->body);
	return STATUS_OK;
}
