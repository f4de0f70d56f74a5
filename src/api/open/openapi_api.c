#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "base/embedded.h"

const struct static_text *openapi_api_text(struct arena *arena)
{
	const struct embedded_file *file = embedded_find(TEXT("docs/openapi.json"));
	struct static_text *text = arena_alloc(arena, sizeof(*text));

	*text = static_text_make(
		arena, TEXT("application/json"), file == NULL ? TEXT("{}") : file->content);
	return text;
}

/* Replies with docs/openapi.json. */
enum status openapi_api_read(struct call *call)
{
	return reply_static(call, call->service->openapi);
}
