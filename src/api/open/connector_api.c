#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/open/connector_files.h"

static enum status send_file(struct call *call, enum package_kind kind)
{
	struct text name = call->params.values[0];
	struct static_text file;
	enum status status = connector_files_find(call, kind, name, &file);

	if (status != STATUS_OK)
		return status;
	status = reply_static(call, &file);
	if (call->response->status == 200)
		message_add_header(call->response, "Content-Disposition",
			arena_printf(call->arena, "attachment; filename=\"%.*s\"", (int)name.length,
				name.data));
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
