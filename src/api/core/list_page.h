/*
 * list_page: pagination with top, skip, maxpagesize, skiptoken and nextLink.
 *
 * nextLink is an absolute URL that contains all parameters of the request. The last page has no
 * nextLink. A token contains the position of an entry in a sort order, not an offset.
 */
#ifndef API_CORE_LIST_PAGE_PRIVATE_H
#define API_CORE_LIST_PAGE_PRIVATE_H

#include "api/core/call.h"

#define LIST_PAGE_DEFAULT 100
#define LIST_PAGE_MAX 1000

/* The parameters of a page. Must be the first member of the query record of a list. */
struct list_page_query {
	int64_t size, top, skip;
	struct text token, filter, order;
};

/* Maximum length of a token in characters. A token can contain a case-folded name of 100 code
 * points with up to 33 bytes each. */
#define LIST_PAGE_TOKEN_MAX 5000

#define LIST_PAGE_AT(member_) .offset = offsetof(struct list_page_query, member_)

/* The field rules of the members above, for the query table of a list. */
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
	size_t limit; /* maximum number of entries to send */
	/* Maximum number of entries to read: limit + 1 if another page may follow, otherwise
	 * limit. */
	size_t fetch;
	int64_t skip;
	/* Sort key and ID of the last entry of the previous page. On the first page, the key is
	 * absent. */
	struct text key;
	struct guid id;
};

/* Fills *ret_page from the query. `tag` is one word that names the sort order. If the token is
 * invalid or was made for another sort order, adds an error to the call's fault. */
void list_page_begin(struct call *call, const struct list_page_query *query, const char *tag,
	struct list_page *ret_page);

/* The query record and the query table of a list that has no query parameters other than the
 * parameters of a page. The tag of the list is the name of its route. */
struct list_page_plain {
	struct list_page_query given;
	struct list_page page;
};
extern const struct call_query list_page_plain_query;

/* Adds an error about an invalid token to the call's fault. */
void list_page_refuse_token(struct call *call);

/* Writes nextLink if another page follows, that is if `found` is greater than page->limit. `found`
 * is the number of entries read. `tag` names the sort order. `key` and `id` are the sort key and
 * the ID of the last entry sent. */
void list_page_end(struct call *call, struct jsonwrite *out, const struct list_page *page,
	size_t found, const char *tag, struct text key, struct guid id);

#endif
