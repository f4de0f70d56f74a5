/*
 * paging_info: pagination of reviews with pageSize, continuousToken and pagingInfo.
 *
 * The names are those of D365 Commerce. A token holds a cursor into one sort order, not an offset,
 * and is valid for that order only.
 */
#ifndef API_CORE_PAGING_INFO_PRIVATE_H
#define API_CORE_PAGING_INFO_PRIVATE_H

#include "api/core/call.h"
#include "reviews/review_page.h"

#define PAGING_INFO_PAGE_DEFAULT 10

/* First member of each list's query record. */
struct paging_info_query {
	int64_t page_size;
	struct text token;
};

/* Rows of a list's query table. */
#define PAGING_INFO_RULES                                                                          \
	{.name = "pageSize",                                                                       \
		.kind = FIELD_INTEGER,                                                             \
		.offset = offsetof(struct paging_info_query, page_size),                           \
		.min = 1,                                                                          \
		.max = REVIEW_PAGE_MAX},                                                           \
	{                                                                                          \
		.name = "continuousToken", .kind = FIELD_LINE,                                     \
		.offset = offsetof(struct paging_info_query, token), .min = 1, .max = 400          \
	}

/* Returns the page size that the query asks for, or the default. */
size_t paging_info_limit(const struct paging_info_query *query);

/* Returns the token's cursor, or the start of the list without a token. Adds a fault if the token
 * is invalid or belongs to another order. `tag`, one word, names the order. */
struct review_cursor paging_info_begin(
	struct call *call, const struct paging_info_query *query, const char *tag);

/* Replies with a page. `reviews` may have one review more than the page size; that review is not
 * sent, but shows that another page follows. `last` is the cursor of the last review sent. A
 * negative `total` is omitted. */
enum status paging_info_reply(struct call *call, const struct review *reviews, size_t count,
	int64_t total, const char *tag, const struct review_cursor *last);

#endif
