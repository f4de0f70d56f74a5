#include "api/core/handlers.h"
#include "api/core/list_page.h"
#include "api/core/page_shape.h"
#include "api/core/reply.h"
#include "reviews/review.h"
#include "reviews/review_values.h"

/* A member with the longest value: JSON has at most six bytes for a code point. */
#define VALUE_BYTES_MAX (REVIEW_ID_MAX * 6 + 32)

struct products_query {
	struct list_page_plain plain;
	struct text shape;
};

static void check_products(struct call *call)
{
	struct products_query *query = call->query;

	list_page_begin(call, &query->plain.given, call->route->name, &query->plain.page);
	page_shape_check(call, query->shape);
}

static const struct field_rule product_rules[] = {
	LIST_PAGE_RULES_COUNTS,
	PAGE_SHAPE_RULE(struct products_query, shape),
};

const struct call_query values_api_products_query = {
	FIELD_TABLE(product_rules), sizeof(struct products_query), check_products};

enum status values_api_products(struct call *call)
{
	const struct products_query *query = call->query;
	const struct list_page *page = &query->plain.page;
	struct jsonwrite out =
		jsonwrite_make(call->arena, (page->limit + 1) * (size_t)(2 * VALUE_BYTES_MAX));
	struct review_values_product *products;
	size_t count;
	enum status status = review_values_products(
		call->db, text_or_empty(page->key), page->fetch, &products, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	page_shape_open(&out, query->shape);
	for (size_t i = 0; i < count && i < page->limit; i++) {
		jsonwrite_open(&out, '{');
		jsonwrite_text(&out, "productId", products[i].id);
		jsonwrite_text(&out, "productName", products[i].name);
		jsonwrite_close(&out, '}');
	}
	jsonwrite_close(&out, ']');
	if (count > page->limit)
		list_page_end(call, &out, page, count, call->route->name,
			products[page->limit - 1].id, (struct guid){{0}});
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

static enum status reply_values(
	struct call *call, const char *name, const struct text *values, size_t count)
{
	struct jsonwrite out = jsonwrite_make(call->arena, (count + 1) * (size_t)VALUE_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "items", '[');
	for (size_t i = 0; i < count; i++) {
		jsonwrite_open(&out, '{');
		jsonwrite_text(&out, name, values[i]);
		jsonwrite_close(&out, '}');
	}
	jsonwrite_close(&out, ']');
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

enum status values_api_markets(struct call *call)
{
	struct text *markets;
	size_t count;
	enum status status = review_values_markets(call->db, &markets, &count, &call->fault);

	return status == STATUS_OK ? reply_values(call, "market", markets, count) : status;
}

enum status values_api_locales(struct call *call)
{
	struct text *locales;
	size_t count;
	enum status status = review_values_locales(call->db, &locales, &count, &call->fault);

	return status == STATUS_OK ? reply_values(call, "locale", locales, count) : status;
}
