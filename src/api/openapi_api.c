#include "api/handlers.h"
#include "api/reply.h"
#include "base/embedded.h"
#include "base/hash.h"

static struct text document(void)
{
	const struct embedded_file *file = embedded_find(TEXT("docs/openapi.json"));

	return file == NULL ? TEXT("{}") : file->content;
}

struct text openapi_api_etag(struct arena *arena)
{
	struct hash hash = hash_sha256(document());

	return arena_printf(arena, "\"%.32s\"", hash_hex(arena, &hash).data);
}

/* What docs/openapi.json says of every call. */
enum status openapi_api_read(struct call *call)
{
	struct text etag = call->service->openapi_etag;
	enum status status;

	if (reply_conditions_hold(call, etag, &status)) {
		status = STATUS_OK;
		reply_begin(call, 200);
		message_add_header(call->response, "ETag", etag);
		message_add_header(call->response, "Content-Type", TEXT("application/json"));
		call->response->body = document();
	}
	/* The same for every caller: it may be kept, if it is asked for again before it is used. */
	message_set_header(call->response, "Cache-Control", TEXT("no-cache"));
	return status;
}
