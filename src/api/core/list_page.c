#include "api/core/list_page.h"

#include "api/core/public_url.h"
#include "base/base64url.h"

/* A token is the base64url of "tag:id:key". */
static struct text make_token(struct arena *arena, const char *tag, struct text key, struct guid id)
{
	return base64url_encode(arena,
		arena_printf(
			arena, "%s:%s:%s", tag, guid_text(arena, id).data, arena_cstr(arena, key)));
}

void list_page_refuse_token(struct call *call)
{
	fault_add(&call->fault, TEXT("skiptoken"), "InvalidParameter",
		"skiptoken must be the value from a nextLink, used with the same orderby.");
}

static void read_token(
	struct call *call, struct text token, const char *tag, struct list_page *page)
{
	struct text bytes, given_tag, id;

	if (base64url_decode(call->arena, token, &bytes) == BASE64URL_GOOD &&
		text_split_next(&bytes, ':', &given_tag) && text_equal(given_tag, text_from(tag)) &&
		text_split_next(&bytes, ':', &id) && guid_parse_strict(id, &page->id) &&
		text_is_set(bytes) && text_check(bytes, NULL) == TEXT_GOOD)
		page->key = bytes;
	else
		list_page_refuse_token(call);
}

void list_page_begin(struct call *call, const struct list_page_query *query, const char *tag,
	struct list_page *ret_page)
{
	size_t size = query->size == 0 ? LIST_PAGE_DEFAULT : (size_t)query->size;
	bool ends = query->top > 0 && (size_t)query->top <= size;

	*ret_page =
		(struct list_page){.limit = ends ? (size_t)query->top : size, .skip = query->skip};
	ret_page->fetch = ret_page->limit + !ends;
	if (text_is_set(query->token))
		read_token(call, query->token, tag, ret_page);
}

static void check_plain(struct call *call)
{
	struct list_page_plain *plain = call->query;

	list_page_begin(call, &plain->given, call->route->name, &plain->page);
}

static const struct field_rule plain_rules[] = {LIST_PAGE_RULES_COUNTS};

const struct call_query list_page_plain_query = {
	FIELD_TABLE(plain_rules), sizeof(struct list_page_plain), check_plain};

/* Adds the request's parameters, except those whose values differ on the next page. */
static void add_parameters(struct call *call, struct buffer *out)
{
	struct text rest = call->request->query, name, value;
	bool malformed;

	while (message_next_pair(call->arena, &rest, &name, &value, &malformed)) {
		if (name.length == 0 || text_equal(name, TEXT("skiptoken")) ||
			text_equal(name, TEXT("skip")) || text_equal(name, TEXT("top")))
			continue;
		buffer_add_percent(out, name);
		buffer_add_char(out, '=');
		buffer_add_percent(out, value);
		buffer_add_char(out, '&');
	}
}

void list_page_end(struct call *call, struct jsonwrite *out, const struct list_page *page,
	size_t found, const char *tag, struct text key, struct guid id)
{
	const struct list_page_query *query = call->query;
	struct buffer link = buffer_make(call->arena, 65536);

	if (found <= page->limit)
		return;
	buffer_add(&link, public_url_link(call, "%s?", call->route->pattern));
	add_parameters(call, &link);
	if (query->top > 0)
		buffer_printf(&link, "top=%lld&", (long long)query->top - (long long)page->limit);
	buffer_printf(&link, "skiptoken=%s", make_token(call->arena, tag, key, id).data);
	jsonwrite_text(out, "nextLink", buffer_text(&link));
}
