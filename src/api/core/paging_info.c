#include "api/core/paging_info.h"

#include "api/core/next_link.h"
#include "api/core/reply.h"
#include "base/base64url.h"

size_t paging_info_limit(const struct paging_info_query *query)
{
	return query->page_size == 0 ? PAGING_INFO_PAGE_DEFAULT : (size_t)query->page_size;
}

/* A token is the base64url of "tag:key:time:id". */
static struct text make_token(
	struct arena *arena, const char *tag, const struct review_cursor *cursor)
{
	return base64url_encode(arena,
		arena_printf(arena, "%s:%lld:%lld:%s", tag, (long long)cursor->key,
			(long long)cursor->submitted_at_ms, arena_cstr(arena, cursor->review_id)));
}

static bool read_number(struct text *rest, int64_t *ret_number)
{
	struct text number;

	return text_split_next(rest, ':', &number) && text_to_int64(number, ret_number);
}

static bool read_token(
	struct arena *arena, struct text token, const char *tag, struct review_cursor *cursor)
{
	struct text rest, given_tag;
	struct guid id;

	if (base64url_decode(arena, token, &rest) != BASE64URL_GOOD ||
		!text_split_next(&rest, ':', &given_tag) ||
		!text_equal(given_tag, text_from(tag)) || !read_number(&rest, &cursor->key) ||
		!read_number(&rest, &cursor->submitted_at_ms) || !guid_parse_strict(rest, &id))
		return false;
	cursor->review_id = guid_text(arena, id);
	return true;
}

struct review_cursor paging_info_begin(
	struct call *call, const struct paging_info_query *query, const char *tag)
{
	struct review_cursor cursor = review_page_start();

	if (text_is_set(query->token) && !read_token(call->arena, query->token, tag, &cursor))
		fault_add(&call->fault, TEXT("continuousToken"), "InvalidParameter",
			"continuousToken must be the value from pagingInfo of the previous page, "
			"used with the same sort.");
	page_shape_check(call, query->shape);
	return cursor;
}

static void write_paging(struct jsonwrite *out, int64_t total, struct text token)
{
	jsonwrite_open_member(out, "pagingInfo", '{');
	jsonwrite_text(out, "continuousToken", token);
	if (total >= 0)
		jsonwrite_int(out, "totalItems", total);
	jsonwrite_close(out, '}');
}

static void write_next_link(struct call *call, struct jsonwrite *out, struct text token)
{
	static const char *const replaced[] = {"continuousToken", NULL};

	if (text_is_set(token))
		next_link_write(call, out, replaced,
			arena_printf(call->arena, "continuousToken=%s", token.data));
}

enum status paging_info_reply(struct call *call, const struct review *reviews, size_t count,
	int64_t total, const char *tag, const struct review_cursor *last)
{
	const struct paging_info_query *query = call->query;
	size_t limit = paging_info_limit(query);
	struct text token = count > limit ? make_token(call->arena, tag, last) : TEXT_NONE;
	struct jsonwrite out = jsonwrite_make(call->arena, (limit + 1) * REVIEW_JSON_BYTES_MAX);

	page_shape_open(&out, query->shape);
	for (size_t i = 0; i < count && i < limit; i++)
		review_write_public(&out, &reviews[i]);
	jsonwrite_close(&out, ']');
	if (!page_shape_is_value(query->shape))
		write_paging(&out, total, token);
	write_next_link(call, &out, token);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
