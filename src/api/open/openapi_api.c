#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "base/embedded.h"

static struct text document(void)
{
	const struct embedded_file *file = embedded_find(TEXT("docs/openapi.json"));

	return file == NULL ? TEXT("{}") : file->content;
}

struct text openapi_api_etag(struct arena *arena)
{
	return reply_etag(arena, document());
}

/* Replies with docs/openapi.json. */
enum status openapi_api_read(struct call *call)
{
	return reply_static(
		call, call->service->openapi_etag, TEXT("application/json"), document());
}
