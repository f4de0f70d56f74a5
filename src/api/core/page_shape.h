/*
 * page_shape: the query parameter `shape` of lists for clients that take pages of one form only.
 *
 * `shape` is the name of the member with the entries of a page: items, the default, or value. The
 * flow engine of Power Automate takes only pages whose entries are in `value`.
 */
#ifndef API_CORE_PAGE_SHAPE_PRIVATE_H
#define API_CORE_PAGE_SHAPE_PRIVATE_H

#include "api/core/call.h"

/* The field rule of the parameter. `member_` is a struct text in the query record `record_`. */
#define PAGE_SHAPE_RULE(record_, member_)                                                          \
	{                                                                                          \
		.name = "shape", .kind = FIELD_LINE, .offset = offsetof(record_, member_),         \
		.min = 1, .max = 10                                                                \
	}

/* If `shape` is neither absent nor one of the two words, adds an error to the call's fault. Ignores
 * case. */
void page_shape_check(struct call *call, struct text shape);

/* Returns whether a page of this shape has its entries in `value`. `shape` may be absent. */
bool page_shape_is_value(struct text shape);

/* Opens the object of a page, and in it the array of the entries. */
void page_shape_open(struct jsonwrite *out, struct text shape);

#endif
