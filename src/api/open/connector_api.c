#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/open/connector_files.h"

static enum status send_file(struct call *call, enum package_kind kind)
{
	struct package_file file;
	struct text etag;
	enum status status = connector_files_find(call, kind, call->params.values[0], &file, &etag);

	if (status != STATUS_OK)
		return status;
	status = reply_static(call, etag, text_from(file.media_type), file.content);
	if (call->response->status == 200)
		message_add_header(call->response, "Content-Disposition",
			arena_printf(call->arena, "attachment; filename=\"%s\"", file.name));
	return status;
}

/* Replies with a file of the connector for reviews. */
enum status connector_api_read(struct call *call)
{
	return send_file(call, PACKAGE_REVIEWS);
}

/* Replies with a file of the connector for the registry. */
enum status connector_api_read_admin(struct call *call)
{
	return send_file(call, PACKAGE_ADMIN);
}
