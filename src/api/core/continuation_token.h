/*
 * continuation_token: the pages of the reviews plane: pageSize, continuousToken and pagingInfo, as
 * the storefront's Reviews has them.
 *
 * Promises: a token names a place in an order, not a number, and is good for that order alone.
 */
#ifndef API_CORE_CONTINUATION_TOKEN_PRIVATE_H
#define API_CORE_CONTINUATION_TOKEN_PRIVATE_H

#include "api/core/call.h"
#include "reviews/review_page.h"

#define CONTINUATION_TOKEN_PAGE_DEFAULT 10

/* What each list's query record begins with. */
struct continuation_token_query {
	int64_t page_size;
	struct text token;
};

/* Rows of a list's query table. */
#define CONTINUATION_TOKEN_RULES                                                                   \
	{.name = "pageSize",                                                                       \
		.kind = FIELD_INTEGER,                                                             \
		.offset = offsetof(struct continuation_token_query, page_size),                    \
		.min = 1,                                                                          \
		.max = REVIEW_PAGE_MAX},                                                           \
	{                                                                                          \
		.name = "continuousToken", .kind = FIELD_LINE,                                     \
		.offset = offsetof(struct continuation_token_query, token), .min = 1, .max = 400   \
	}

size_t continuation_token_limit(const struct continuation_token_query *query);

/* The place of the token, or the start; adds a fault when it is not one of this order (`tag`, one
 * word). */
struct review_cursor continuation_token_begin(
	struct call *call, const struct continuation_token_query *query, const char *tag);

/* Answers a page of `count` reviews, of which the last says only that another page follows when
 * there are more than asked for; `last` is the place of the last one shown. `total` is left out
 * when below 0. */
enum status continuation_token_reply(struct call *call, const struct review *reviews, size_t count,
	int64_t total, const char *tag, const struct review_cursor *last);

#endif
