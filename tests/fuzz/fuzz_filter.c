/*
 * Reads the parameters filter, orderby and skiptoken of a list, one line each. An accepted filter
 * has only values that its table allows, and an accepted position comes back in the next link.
 */
#include <stdlib.h>

#include "api/core/list_filter.h"
#include "api/core/list_page.h"
#include "fuzz/fuzz.h"
#include "registry/app_page.h"
#include "support/call_fixture.h"

#define PART_MAX_POINTS 100

struct record {
	struct list_page_query given;
	struct guid id;
	bool enabled;
	struct text part, word;
	int64_t from_ms;
	uint64_t canary; /* no rule writes here */
};

#define AT(member) .offset = offsetof(struct record, member)

static const struct field_rule rules[] = {
	{.name = "id eq", .kind = FIELD_GUID, AT(id)},
	{.name = "enabled eq", .kind = FIELD_BOOLEAN, AT(enabled)},
	{.name = "contains(name)", .kind = FIELD_TEXT, AT(part), .min = 1, .max = PART_MAX_POINTS},
	{.name = "word eq", .kind = FIELD_LINE, AT(word), .max = PART_MAX_POINTS},
	{.name = "at ge", .kind = FIELD_TIME, AT(from_ms), .min = 1},
};

static const struct field_table table = FIELD_TABLE(rules);

static const struct list_filter_order orders[] = {{"id", APP_ORDER_ID}, {"name", APP_ORDER_NAME},
	{"createdAt", APP_ORDER_CREATED}, {"lastModifiedAt", APP_ORDER_MODIFIED}, {NULL, 0}};

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_part(struct text part, bool given)
{
	require(text_is_set(part) == given);
	require(text_check(part, NULL) == TEXT_GOOD);
	require(text_code_points(part) <= PART_MAX_POINTS);
}

static void check_filter(struct call *call, struct text filter)
{
	struct record record = {.canary = 7};
	uint64_t given = UINT64_MAX;

	list_filter_read(call, filter, &table, &record, &given);
	require(record.canary == 7 && given >> table.count == 0);
	if (call->fault.status != STATUS_OK) {
		require(call->fault.error_count > 0);
		fault_clear(&call->fault);
		return;
	}
	require(!text_is_set(filter) || given != 0);
	check_part(record.part, (given & 4) != 0);
	check_part(record.word, (given & 8) != 0);
	require((given & 16) != 0 ? record.from_ms > 0 : record.from_ms == 0);
	require((given & 2) != 0 || !record.enabled);
	require((given & 1) != 0 || guid_is_zero(record.id));
}

static void check_order(struct call *call, struct text order)
{
	bool descending = false;
	int value = -1;

	list_filter_read_order(call, order, orders, &value, &descending);
	if (call->fault.status != STATUS_OK || !text_is_set(order))
		require(value == -1);
	else
		require(value >= APP_ORDER_ID && value <= APP_ORDER_MODIFIED);
	fault_clear(&call->fault);
}

/* Returns the continuation token for this position. */
static struct text make_token(struct call *call, const struct list_page *page)
{
	struct jsonwrite out = jsonwrite_make(call->arena, 1024 * 1024);
	const struct jsonread_node *answer;
	struct text rest, link;

	jsonwrite_open(&out, '{');
	list_page_end(call, &out, page, page->fetch, "name", page->key, page->id);
	jsonwrite_close(&out, '}');
	answer = jsonread_parse(call->arena, buffer_text(&out.buffer), NULL);
	require(answer != NULL);
	rest = jsonread_member_text(answer, "nextLink");
	while (text_split_next(&rest, '=', &link))
		continue;
	return link;
}

static void check_token(struct call *call, struct text token)
{
	struct list_page_query query = {.token = token};
	struct list_page page, again;

	list_page_begin(call, &query, "name", &page);
	require(text_is_set(page.key) == (text_is_set(token) && call->fault.status == STATUS_OK));
	if (!text_is_set(page.key))
		return;
	app_page_is_key(page.key, APP_ORDER_CREATED);
	call->query = &query;
	query.token = make_token(call, &page);
	list_page_begin(call, &query, "name", &again);
	require(call->fault.status == STATUS_OK);
	require(text_equal(page.key, again.key) && guid_equal(page.id, again.id));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct call_fixture *f = call_fixture_open();
	struct text rest = {(const char *)data, size}, line = TEXT_NONE;

	if (size == 0)
		rest = TEXT("");
	/* The whole input is a filter too, with its line breaks. */
	check_filter(&f->call, rest);
	text_split_next(&rest, '\n', &line);
	check_filter(&f->call, line);
	line = TEXT_NONE;
	text_split_next(&rest, '\n', &line);
	check_order(&f->call, line);
	check_token(&f->call, rest);
	call_fixture_close(f);
	return 0;
}
