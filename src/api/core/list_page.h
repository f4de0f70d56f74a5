/*
 * list_page: pagination with top, skip, maxpagesize, skiptoken and nextLink.
 *
 * nextLink is absolute and repeats the request's parameters, so a client needs nothing else to get
 * the next page. The last page has no nextLink. A token holds a position in one sort order, not an
 * offset.
 */
#ifndef API_CORE_LIST_PAGE_PRIVATE_H
#define API_CORE_LIST_PAGE_PRIVATE_H

#include "api/core/call.h"

#define LIST_PAGE_DEFAULT 100
#define LIST_PAGE_MAX 1000

/* First member of each list's query record. */
struct list_page_query {
	int64_t size, top, skip;
	struct text token, filter, order;
};

/* A token can hold a case-folded name: 100 code points, at most 33 bytes each. */
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
	size_t limit; /* entries to send */
	size_t fetch; /* entries to read: one more than `limit` if another page may follow */
	int64_t skip;
	struct text key; /* sort key of the entry before the page; absent: the first page */
	struct guid id; /* ID of that entry */
};

/* Reads the page from the query. Adds a fault if the token is invalid or belongs to another order.
 * `tag`, one word, names the order. */
void list_page_begin(struct call *call, const struct list_page_query *query, const char *tag,
	struct list_page *ret_page);

/* Query of a list without further parameters. Its tag is the route's name. */
struct list_page_plain {
	struct list_page_query given;
	struct list_page page;
};
extern const struct call_query list_page_plain_query;

/* Adds the fault for an invalid token. */
void list_page_refuse_token(struct call *call);

/* Writes nextLink if more than page->limit entries were found. `key` and `id` are those of the last
 * entry sent. */
void list_page_end(struct call *call, struct jsonwrite *out, const struct list_page *page,
	size_t found, const char *tag, struct text key, struct guid id);

#endif
