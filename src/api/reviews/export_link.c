#include "api/reviews/export_link.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/core/signed_link.h"
#include "base/file.h"
#include "work/export_manager.h"

/* Retry-After in seconds for a range of a file that is still being written. */
#define WRITING_RETRY_S 1

/* How to get a new link. */
#define REMEDY "export again"

static const struct field_rule link_rules[] = {SIGNED_LINK_RULES};

static void check_link(struct call *call)
{
	signed_link_check(call, ENVIRONMENT_EXPORT_LINK, REMEDY);
}

const struct call_query export_link_query = {
	FIELD_TABLE(link_rules), sizeof(struct signed_link_query), check_link};

static const char *file_path(struct call *call, const struct export_record *record)
{
	return arena_printf(
		call->arena, "/export/%s", export_store_file_name(call->arena, record).data)
		.data;
}

static const char *manifest_path(struct call *call, struct text id)
{
	return arena_printf(call->arena, "/export/%s/manifest", arena_cstr(call->arena, id)).data;
}

void export_link_write(struct call *call, struct jsonwrite *out, const struct export_record *record)
{
	int64_t expires_s = record->expires_at_ms / CLOCK_MS_PER_S;
	struct text id = guid_text(call->arena, record->id);

	jsonwrite_text(out, "blobSasUrl",
		signed_link_make(
			call, ENVIRONMENT_EXPORT_LINK, file_path(call, record), expires_s));
	jsonwrite_time(out, "expires", record->expires_at_ms);
	jsonwrite_time(out, "created", record->created_at_ms);
	jsonwrite_text(out, "manifestUrl",
		signed_link_make(
			call, ENVIRONMENT_EXPORT_LINK, manifest_path(call, id), expires_s));
	export_store_write(out, record);
}

enum status export_link_find(struct call *call, struct guid id, struct export_record *ret_record)
{
	if (export_manager_peek(call->service->export_manager, id, call->arena, ret_record))
		return STATUS_OK;
	/* The open plane works without a database. */
	if (call->db == NULL)
		return call->fault.status;
	return export_store_get(call->db, id, ret_record, &call->fault);
}

/* Finds the export of the link, whose signature is checked already. */
static enum status find_target(struct call *call, struct export_record *ret_record)
{
	struct guid id;
	enum status status;

	if (!guid_parse_strict(text_slice(call->params.values[0], 0, GUID_TEXT_BYTES), &id))
		return signed_link_refuse_expired(call, REMEDY);
	status = export_link_find(call, id, ret_record);
	return status == STATUS_NOT_FOUND ? signed_link_refuse_expired(call, REMEDY) : status;
}

static void refuse_range(struct call *call, struct text etag, uint64_t size)
{
	fault_set(&call->fault, STATUS_RANGE_NOT_SATISFIABLE, "RangeNotSatisfiable",
		"The file has %llu bytes; request a range within it.", (unsigned long long)size);
	reply_fault(call);
	message_add_header(call->response, "ETag", etag);
	message_add_header(call->response, "Content-Range",
		arena_printf(call->arena, "bytes */%llu", (unsigned long long)size));
}

static void add_type(struct call *call, const struct export_record *record)
{
	const struct export_kind *kind = &export_kinds[record->format];

	/* gzip is the media type of the file, not a content coding that the client would decode. */
	message_add_header(call->response, "Content-Type",
		record->is_compressed ? TEXT("application/gzip") : text_from(kind->media_type));
	message_add_header(call->response, "Content-Disposition",
		arena_printf(call->arena, "attachment; filename=\"ReviewsData.%s%s\"",
			kind->file_extension, record->is_compressed ? ".gz" : ""));
}

static void reply_file(
	struct call *call, const struct export_record *record, struct text etag, int descriptor)
{
	uint64_t size = (uint64_t)record->file_byte_count, from, length;
	enum conditional_range range = conditional_range(call->request, etag, size, &from, &length);

	if (range == RANGE_UNSATISFIABLE) {
		close(descriptor);
		refuse_range(call, etag, size);
		return;
	}
	reply_begin(call, range == RANGE_WHOLE ? 200 : 206);
	message_add_header(call->response, "ETag", etag);
	message_add_header(call->response, "Accept-Ranges", TEXT("bytes"));
	if (range == RANGE_PART)
		message_add_header(call->response, "Content-Range",
			arena_printf(call->arena, "bytes %llu-%llu/%llu", (unsigned long long)from,
				(unsigned long long)(from + length - 1), (unsigned long long)size));
	add_type(call, record);
	call->response->has_file = true;
	call->response->file = descriptor;
	call->response->file_offset = from;
	call->response->file_length = length;
}

/* Returns -1 also for a file with a wrong size, which can remain after a crash of the machine. */
static int open_file(struct call *call, const struct export_record *record)
{
	const char *path = arena_printf(call->arena, "%s/%s",
		call->service->runtime.config->reviews_export_dir,
		export_store_file_name(call->arena, record).data)
				   .data;
	int descriptor = file_open(path, O_NOFOLLOW);
	struct stat info;

	if (descriptor >= 0 &&
		(fstat(descriptor, &info) != 0 || info.st_size != record->file_byte_count)) {
		close(descriptor);
		descriptor = -1;
	}
	return descriptor;
}

static enum status download_ready(struct call *call, const struct export_record *record)
{
	struct text etag =
		arena_printf(call->arena, "\"%s\"", guid_text(call->arena, record->id).data);
	enum status status;
	int descriptor;

	if (!reply_conditions_hold(call, etag, &status))
		return status;
	descriptor = open_file(call, record);
	if (descriptor < 0)
		return signed_link_refuse_expired(call, REMEDY);
	reply_file(call, record, etag, descriptor);
	return STATUS_OK;
}

static enum status refuse_unfinished(struct call *call)
{
	call->retry_after_s = WRITING_RETRY_S;
	return fault_set(&call->fault, STATUS_UNAVAILABLE, "ExportNotReady",
		"The file is still being written; download the whole file now, or request its head "
		"or a range once the manifest says ready.");
}

static enum status download_growing(
	struct call *call, const struct export_record *record, struct byte_stream *stream)
{
	if (call->request->method == METHOD_HEAD ||
		text_is_set(message_header(call->request, "Range"))) {
		stream->close(stream);
		return refuse_unfinished(call);
	}
	reply_begin(call, 200);
	add_type(call, record);
	call->response->stream = stream;
	return STATUS_OK;
}

enum status export_link_download(struct call *call)
{
	struct export_record record = {.state = EXPORT_FAILED};
	struct byte_stream *stream;
	enum status status = find_target(call, &record);

	if (status == STATUS_OK && record.state == EXPORT_WRITING) {
		stream = export_manager_stream(call->service->export_manager, record.id);
		if (stream != NULL)
			return download_growing(call, &record, stream);
		/* The export ended between the two look-ups. */
		status = find_target(call, &record);
	}
	if (status != STATUS_OK)
		return status;
	if (record.state == EXPORT_REVOKED)
		return fault_set(&call->fault, STATUS_GONE, "LinkRevoked",
			"The export was revoked; export again for a new link.");
	/* Another process writes the file, and only that process can stream it. */
	if (record.state == EXPORT_WRITING)
		return refuse_unfinished(call);
	if (record.state != EXPORT_READY)
		return fault_set(&call->fault, STATUS_GONE, "ExportFailed",
			"The file could not be written completely; export again for a new link.");
	return download_ready(call, &record);
}

enum status export_link_manifest(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, 2 * EXPORT_STORE_JSON_BYTES_MAX);
	struct export_record record = {.state = EXPORT_FAILED};
	enum status status = find_target(call, &record);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	export_store_write(&out, &record);
	jsonwrite_time(&out, "created", record.created_at_ms);
	jsonwrite_time(&out, "expires", record.expires_at_ms);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
