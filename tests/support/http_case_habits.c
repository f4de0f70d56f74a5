#include "base/guid.h"
#include "base/jsonread.h"
#include "support/http_case.h"

static bool has_null(const struct jsonread_node *node)
{
	struct text name;
	void *at = NULL;

	if (jsonread_type(node) == JSONREAD_NULL)
		return true;
	for (size_t i = 0; jsonread_type(node) == JSONREAD_ARRAY && i < jsonread_count(node); i++) {
		if (has_null(jsonread_element(node, i)))
			return true;
	}
	while (jsonread_type(node) == JSONREAD_OBJECT && jsonread_next_name(node, &at, &name)) {
		if (has_null(jsonread_member(node, name.data)))
			return true;
	}
	return false;
}

static struct text header(const struct response *answer, const char *name)
{
	return message_response_header(answer, name);
}

static bool is_problem(struct text type)
{
	return message_is_type(type, "application/problem+json");
}

static const char *check_problem(
	const struct response *answer, const struct jsonread_node *problem, struct text id)
{
	double status = 0;

	if (!is_problem(header(answer, "Content-Type")))
		return "Content-Type is application/problem+json";
	if (!jsonread_number(jsonread_member(problem, "status"), &status) ||
		(int)status != answer->status)
		return "$.status is the status";
	if (!text_equal(jsonread_member_text(problem, "code"), header(answer, "x-ms-error-code")))
		return "$.code is x-ms-error-code";
	if (!text_equal(jsonread_member_text(problem, "requestId"), id))
		return "$.requestId is x-ms-request-id";
	if (jsonread_member_text(problem, "detail").length == 0 ||
		jsonread_member_text(problem, "title").length == 0)
		return "$.detail and $.title are there";
	return NULL;
}

/* What is the same for everybody may be kept, if it is asked for again before it is used. The
 * document of the API says of which operations that is so (support/contract.h). */
static bool may_be_kept(const struct response *answer)
{
	return text_equal(header(answer, "Cache-Control"), TEXT("no-cache")) &&
		text_is_set(header(answer, "ETag"));
}

static const char *check_headers(const struct response *answer, struct text id)
{
	struct guid guid;

	if (!guid_parse_strict(id, &guid))
		return "x-ms-request-id is a GUID";
	if (!text_equal(header(answer, "X-Content-Type-Options"), TEXT("nosniff")))
		return "X-Content-Type-Options is nosniff";
	if (!text_equal(header(answer, "Cache-Control"), TEXT("no-store")) && !may_be_kept(answer))
		return "Cache-Control is no-store, or, of a file, no-cache";
	if (answer->status == 401 && !text_is_set(header(answer, "WWW-Authenticate")))
		return "401 has WWW-Authenticate";
	if (answer->status == 405 && !text_is_set(header(answer, "Allow")))
		return "405 has Allow";
	if ((answer->status == 429 || answer->status == 503) &&
		!text_is_set(header(answer, "Retry-After")))
		return "429 and 503 have Retry-After";
	if (answer->status < 400 && text_is_set(header(answer, "x-ms-error-code")))
		return "only an error has x-ms-error-code";
	return NULL;
}

static const char *check_body(struct arena *arena, const struct response *answer, struct text id)
{
	struct text type = header(answer, "Content-Type");
	const struct jsonread_node *root;

	if (answer->status < 400 && !message_is_type(type, "application/json"))
		return is_problem(type) ? "only an error is a problem document" : NULL;
	/* A part of a file is no document, and neither is a compressed one. */
	if (answer->status == 206 || text_is_set(header(answer, "Content-Encoding")))
		return NULL;
	root = jsonread_parse(arena, answer->body, NULL);
	if (root == NULL)
		return "the body is JSON";
	if (has_null(root))
		return "no null is anywhere";
	return answer->status < 400 ? NULL : check_problem(answer, root, id);
}

struct text http_case_check_habits(
	struct arena *arena, struct text method, const struct response *answer)
{
	struct text id = header(answer, "x-ms-request-id");
	const char *broken = check_headers(answer, id);
	bool has_no_body =
		text_equal(method, TEXT("HEAD")) || answer->status == 204 || answer->status == 304;

	if (broken == NULL && has_no_body && answer->body.length > 0)
		broken = "HEAD, 204 and 304 have no body";
	if (broken == NULL && !has_no_body)
		broken = check_body(arena, answer, id);
	return text_from(broken);
}
