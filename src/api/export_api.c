#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/handlers.h"
#include "api/reply.h"
#include "base/base64url.h"
#include "base/file.h"
#include "reviews/export.h"

/* An expired file stays this much longer, for downloads under way. */
#define GRACE_MS INT64_C(600000)

static const struct field_name format_names[] = {
	{"json", 1U << EXPORT_JSON},
	{"csv", 1U << EXPORT_CSV},
	{"ndjson", 1U << EXPORT_NDJSON},
	{NULL, 0},
};

struct export_query {
	struct guid tenant_id;
	uint32_t format;
};

static const struct field_rule rules[] = {
	{.name = "tenantId",
		.kind = FIELD_GUID,
		.required = true,
		.offset = offsetof(struct export_query, tenant_id)},
	{.name = "format",
		.kind = FIELD_NAMES,
		.offset = offsetof(struct export_query, format),
		.names = format_names},
};

const struct call_query export_api_query = {FIELD_TABLE(rules), sizeof(struct export_query), NULL};

struct link_query {
	int64_t expires_s;
	struct text signature;
};

static const struct field_rule link_rules[] = {
	{.name = "se",
		.kind = FIELD_INTEGER,
		.required = true,
		.max = INT64_MAX / CLOCK_MS_PER_S,
		.offset = offsetof(struct link_query, expires_s)},
	{.name = "sig",
		.kind = FIELD_LINE,
		.required = true,
		.min = 1,
		.max = 64,
		.offset = offsetof(struct link_query, signature)},
};

const struct call_query export_api_link_query = {
	FIELD_TABLE(link_rules), sizeof(struct link_query), NULL};

static bool choose_format(struct call *call, uint32_t bits, enum export_format *ret_format)
{
	*ret_format = EXPORT_JSON;
	for (int i = 0; i < EXPORT_KINDS; i++) {
		if (bits == 1U << i) {
			*ret_format = (enum export_format)i;
			return true;
		}
	}
	if (bits != 0)
		fault_add(&call->fault, TEXT("format"), "InvalidParameter",
			"format must be one of json, csv, ndjson.");
	return bits == 0;
}

/* Signs what the link says: this file until that time (as SAS links do). */
static struct hash sign(struct call *call, struct text file, int64_t expires_s)
{
	return hash_hmac(call->service->environment.secret,
		arena_printf(call->arena, "GET\n/export/%s\n%lld", arena_cstr(call->arena, file),
			(long long)expires_s));
}

/* Removes files whose links have expired. */
static void sweep(struct call *call, const char *dir)
{
	int64_t keep_ms = call->service->config->reviews_export_link_s * CLOCK_MS_PER_S + GRACE_MS;
	DIR *entries = opendir(dir);
	struct dirent *entry;
	struct stat info;

	if (entries == NULL)
		return;
	while ((entry = readdir(entries)) != NULL) {
		if (fstatat(dirfd(entries), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(info.st_mode) &&
			info.st_mtim.tv_sec * CLOCK_MS_PER_S + keep_ms < call->now_ms)
			unlinkat(dirfd(entries), entry->d_name, 0);
	}
	closedir(entries);
}

static enum status not_written(struct call *call)
{
	return fault_set(&call->fault, STATUS_UNAVAILABLE, "ExportNotWritten",
		"The export file could not be written: %s.", strerror(errno));
}

/* Writes the file under another name first: a link never leads to half a file. */
static enum status write_file(
	struct call *call, enum export_format format, const char *dir, struct text file)
{
	const char *path = arena_printf(call->arena, "%s/%s", dir, file.data).data;
	const char *part = arena_printf(call->arena, "%s.part", path).data;
	int64_t count;
	int descriptor;
	enum status status;

	if (!file_make_dir(dir))
		return not_written(call);
	sweep(call, dir);
	descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (descriptor < 0)
		return not_written(call);
	status = export_write(call->db, format, descriptor, &count, &call->fault);
	close(descriptor);
	if (status == STATUS_OK && rename(part, path) != 0)
		status = not_written(call);
	if (status != STATUS_OK)
		unlink(part);
	return status;
}

enum status export_api_create(struct call *call)
{
	const struct export_query *query = call->query;
	const struct config *config = call->service->config;
	struct jsonwrite out = jsonwrite_make(call->arena, 8192);
	int64_t expires_s = call->now_ms / CLOCK_MS_PER_S + config->reviews_export_link_s;
	enum export_format format;
	struct text file;
	struct hash signature;

	if (!choose_format(call, query->format, &format) ||
		!call_is_own_environment(call, query->tenant_id))
		return call->fault.status;
	file = arena_printf(call->arena, "%s.%s",
		guid_text(call->arena, guid_new(call->now_ms)).data, export_kinds[format].name);
	if (write_file(call, format, config->reviews_export_dir, file) != STATUS_OK)
		return call->fault.status;
	signature = sign(call, file, expires_s);
	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "blobSasUrl",
		call_url(call, "/export/%s?se=%lld&sig=%s", file.data, (long long)expires_s,
			base64url_encode(call->arena, hash_text(&signature)).data));
	jsonwrite_time(&out, "expires", expires_s * CLOCK_MS_PER_S);
	jsonwrite_time(&out, "created", call->now_ms);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

static enum status check_link(struct call *call, struct text file)
{
	const struct link_query *query = call->query;
	struct hash expected = sign(call, file, query->expires_s), given;
	struct text bytes = TEXT("");

	if (base64url_decode(call->arena, query->signature, &bytes) != BASE64URL_GOOD ||
		bytes.length != HASH_BYTES)
		bytes = TEXT("................................");
	memcpy(given.bytes, bytes.data, HASH_BYTES);
	if (!hash_equal(&expected, &given))
		return fault_set(&call->fault, STATUS_FORBIDDEN, "LinkInvalid",
			"The link is not one this service made; use blobSasUrl as it is.");
	if (query->expires_s * CLOCK_MS_PER_S < call->now_ms)
		return fault_set(&call->fault, STATUS_GONE, "LinkExpired",
			"The link has expired; export again for a new one.");
	return STATUS_OK;
}

static const struct export_kind *kind_of(struct text file)
{
	struct text ending = text_slice(file, text_find(file, '.') + 1, file.length);

	for (int i = 0; i < EXPORT_KINDS; i++) {
		if (text_equal(ending, text_from(export_kinds[i].name)))
			return &export_kinds[i];
	}
	return NULL;
}

static void refuse_range(struct call *call, struct text etag, uint64_t size)
{
	fault_set(&call->fault, STATUS_RANGE_NOT_SATISFIABLE, "RangeNotSatisfiable",
		"The file has %llu bytes; ask for a range inside it.", (unsigned long long)size);
	reply_fault(call);
	message_add_header(call->response, "ETag", etag);
	message_add_header(call->response, "Content-Range",
		arena_printf(call->arena, "bytes */%llu", (unsigned long long)size));
}

static void reply_file(struct call *call, struct text file, int descriptor, uint64_t size)
{
	const struct export_kind *kind = kind_of(file);
	struct text etag = arena_printf(call->arena, "\"%.36s\"", file.data);
	uint64_t from, length;
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
	message_add_header(call->response, "Content-Type", text_from(kind->media_type));
	message_add_header(call->response, "Content-Disposition",
		arena_printf(call->arena, "attachment; filename=\"reviews.%s\"", kind->name));
	call->response->has_file = true;
	call->response->file = descriptor;
	call->response->file_offset = from;
	call->response->file_length = length;
}

enum status export_api_download(struct call *call)
{
	struct text file = call->params.values[0];
	struct stat info;
	int descriptor;
	enum status status = check_link(call, file);

	/* Only names that this service signed get here, so the name is no path of a stranger's. */
	if (status != STATUS_OK)
		return status;
	if (!reply_conditions_hold(
		    call, arena_printf(call->arena, "\"%.36s\"", file.data), &status))
		return status;
	descriptor =
		open(arena_printf(call->arena, "%s/%s", call->service->config->reviews_export_dir,
			     arena_cstr(call->arena, file))
				.data,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (descriptor < 0 || fstat(descriptor, &info) != 0) {
		if (descriptor >= 0)
			close(descriptor);
		return fault_set(&call->fault, STATUS_GONE, "LinkExpired",
			"The exported file is gone; export again for a new link.");
	}
	reply_file(call, file, descriptor, (uint64_t)info.st_size);
	return STATUS_OK;
}
