/*
 * list_page: lists in pages: top, skip, maxpagesize and the opaque token that nextLink carries.
 *
 * Promises: nextLink is absolute and holds every parameter of the request, so that following it
 * needs no thought; the last page has none. A token names a place in an order, not a number.
 */
#ifndef API_CORE_LIST_PAGE_PRIVATE_H
#define API_CORE_LIST_PAGE_PRIVATE_H

#include "api/core/call.h"

#define LIST_PAGE_DEFAULT 100
#define LIST_PAGE_MAX 1000

/* What each list's query record begins with. */
struct list_page_query {
	int64_t size, top, skip;
	struct text token, filter, order;
};

/* A token holds a folded name: 100 code points that become 33 bytes each at most. */
#define LIST_PAGE_TOKEN_MAX 5000

#define LIST_PAGE_AT(member_) .offset = offsetof(struct list_page_query, member_)

/* Rows of a list's query table. */
#define LIST_PAGE_RULES_COUNTS                                                                     \
	{.name = "maxpagesize",                                                                    \
		.kind = FIELD_INTEGER,                                                             \
		LIST_PAGE_AT(size),                                                                \
		.min = 1,                                                                          \
		.max = LIST_PAGE_MAX},                                                             \
		{.name = "top",                                                                    \
			.kind = FIELD_INTEGER,                                                     \
			LIST_PAGE_AT(top),                                                         \
			.min = 1,                                                                  \
			.max = 1000000},                                                           \
	{                                                                                          \
		.name = "skiptoken", .kind = FIELD_LINE, LIST_PAGE_AT(token), .min = 1,            \
		.max = LIST_PAGE_TOKEN_MAX                                                         \
	}
#define LIST_PAGE_RULE_SKIP                                                                        \
	{                                                                                          \
		.name = "skip", .kind = FIELD_INTEGER, LIST_PAGE_AT(skip), .min = 0,               \
		.max = 1000000                                                                     \
	}
#define LIST_PAGE_RULE_FILTER                                                                      \
	{                                                                                          \
		.name = "filter", .kind = FIELD_LINE, LIST_PAGE_AT(filter), .min = 1, .max = 2000  \
	}
#define LIST_PAGE_RULE_ORDER                                                                       \
	{                                                                                          \
		.name = "orderby", .kind = FIELD_LINE, LIST_PAGE_AT(order), .min = 1, .max = 100   \
	}

struct list_page {
	size_t limit; /* entries to answer */
	size_t fetch; /* entries to read: one more when another page may follow */
	int64_t skip;
	struct text key; /* behind which entry it begins; absent: at the start */
	struct guid id;
};

/* Adds a fault when the token is not one of this order (`tag`, one word). */
void list_page_begin(struct call *call, const struct list_page_query *query, const char *tag,
	struct list_page *ret_page);

/* The query of a list that has no parameters but these; its tag is the route's name. */
struct list_page_plain {
	struct list_page_query given;
	struct list_page page;
};
extern const struct call_query list_page_plain_query;

/* The fault that the token is none. */
void list_page_refuse_token(struct call *call);

/* Writes nextLink when more than page->limit entries were found; `key` and `id` are of the last
 * entry answered. */
void list_page_end(struct call *call, struct jsonwrite *out, const struct list_page *page,
	size_t found, const char *tag, struct text key, struct guid id);

#endif
