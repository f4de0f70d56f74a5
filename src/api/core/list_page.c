#include "api/core/list_page.h"

#include "api/core/next_link.h"
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

void list_page_end(struct call *call, struct jsonwrite *out, const struct list_page *page,
	size_t found, const char *tag, struct text key, struct guid id)
{
	static const char *const replaced[] = {"skiptoken", "skip", "top", NULL};
	const struct list_page_query *query = call->query;
	struct text top = TEXT("");

	if (found <= page->limit)
		return;
	if (query->top > 0)
		top = arena_printf(
			call->arena, "top=%lld&", (long long)query->top - (long long)page->limit);
	next_link_write(call, out, replaced,
		arena_printf(call->arena, "%sskiptoken=%s", top.data,
			make_token(call->arena, tag, key, id).data));
}
