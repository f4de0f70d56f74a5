#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/open/web_files.h"

/* Allows only scripts and styles of this host, and no embedding in frames. */
#define POLICY                                                                                     \
	"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "             \
	"frame-ancestors 'none'"

static enum status send_file(struct call *call, const struct web_files_file *file)
{
	struct response *response = call->response;
	enum status status = reply_static(call, &file->text);

	if (response->status == 200) {
		message_add_header(response, "Content-Security-Policy", TEXT(POLICY));
		message_add_header(response, "Referrer-Policy", TEXT("no-referrer"));
		message_add_header(response, "Cross-Origin-Opener-Policy", TEXT("same-origin"));
		message_add_header(response, "Cross-Origin-Resource-Policy", TEXT("same-origin"));
	}
	return status;
}

/* Read by the page's script, not by the service. */
struct sign_in_query {
	struct text error;
};

static const struct field_rule sign_in_rules[] = {
	{.name = "error",
		.kind = FIELD_LINE,
		.max = 100,
		.offset = offsetof(struct sign_in_query, error)},
};

const struct call_query web_api_sign_in_query = {
	FIELD_TABLE(sign_in_rules), sizeof(struct sign_in_query), NULL};

static enum status send_named(struct call *call, struct text name)
{
	const struct web_files_file *file = web_files_find(call->service->web_files, name);

	return file == NULL ? reply_not_found(call) : send_file(call, file);
}

/* All pages are one document, whose script shows the page that the path names. */
enum status web_api_home(struct call *call)
{
	return send_named(call, TEXT("index.html"));
}

enum status web_api_page(struct call *call)
{
	return web_files_has_page(call->params.values[0]) ? web_api_home(call)
							  : reply_not_found(call);
}

enum status web_api_docs(struct call *call)
{
	return send_named(call, TEXT("docs.html"));
}

enum status web_api_file(struct call *call)
{
	return send_named(call, call->params.values[0]);
}
