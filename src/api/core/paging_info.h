/*
 * paging_info: pagination of reviews with pageSize, continuousToken and pagingInfo.
 *
 * The names come from D365 Commerce. A token contains the position of a review in a sort order, not
 * an offset. A token is valid only for the sort order for which it was made. A page also has the
 * nextLink that connectors follow. A page with shape=value has its reviews in `value`, and no
 * pagingInfo.
 */
#ifndef API_CORE_PAGING_INFO_PRIVATE_H
#define API_CORE_PAGING_INFO_PRIVATE_H

#include "api/core/page_shape.h"
#include "reviews/review_page.h"

#define PAGING_INFO_PAGE_DEFAULT 10

/* The parameters of a page. Must be the first member of the struct into which a list endpoint
 * parses its query parameters. */
struct paging_info_query {
	int64_t page_size;
	struct text token, shape;
};

/* The field rules of the members above, for the field table of a list endpoint. */
#define PAGING_INFO_RULES                                                                          \
	{.name = "pageSize",                                                                       \
		.kind = FIELD_INTEGER,                                                             \
		.offset = offsetof(struct paging_info_query, page_size),                           \
		.min = 1,                                                                          \
		.max = REVIEW_PAGE_MAX},                                                           \
		{.name = "continuousToken",                                                        \
			.kind = FIELD_LINE,                                                        \
			.offset = offsetof(struct paging_info_query, token),                       \
			.min = 1,                                                                  \
			.max = 400},                                                               \
		PAGE_SHAPE_RULE(struct paging_info_query, shape)

/* Returns the page size from the query, or PAGING_INFO_PAGE_DEFAULT if the query has none. */
size_t paging_info_limit(const struct paging_info_query *query);

/* Returns the cursor from the query's token, or the start of the list if the query has no token.
 * `tag` is one word that names the sort order. If the token is invalid or was made for another sort
 * order, or the shape is invalid, adds an error to the call's fault. */
struct review_cursor paging_info_begin(
	struct call *call, const struct paging_info_query *query, const char *tag);

/* Replies with a page of reviews. `reviews` may contain one more review than the page size. The
 * function does not send the extra review. The extra review only shows that another page follows.
 * `last` is the cursor of the last review sent. `total` is the number of reviews in the whole list.
 * A negative `total` is not sent. */
enum status paging_info_reply(struct call *call, const struct review *reviews, size_t count,
	int64_t total, const char *tag, const struct review_cursor *last);

#endif
