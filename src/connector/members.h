/*
 * members: members and parameters that both connectors have.
 */
#ifndef CONNECTOR_MEMBERS_PRIVATE_H
#define CONNECTOR_MEMBERS_PRIVATE_H

#include "connector/shapes.h"

/* The header that makes a POST repeatable. The flow engine sends a retry with the same headers. */
#define MEMBERS_IDEMPOTENCY_KEY(what_, such_as_, visibility_)                                      \
	SHAPE_MEMBER("Idempotency-Key", SHAPE_TEXT, "Key",                                         \
		"A text that is different for each " what_                                         \
		" and the same for a retry, such as " such_as_ ".",                                \
		.visibility = (visibility_), .place = SHAPE_IN_HEADER)

#define MEMBERS_COUNT(name_, summary_, description_)                                               \
	SHAPE_MEMBER(name_, SHAPE_INTEGER, summary_, description_, .format = "int64")

/* Asks for pages of the only form that the engine takes: `value` and `nextLink`. */
#define MEMBERS_PAGE_SHAPE                                                                         \
	SHAPE_MEMBER("shape", SHAPE_TEXT, "Shape", "The form of a page.", .required = true,        \
		.preset = "value", .visibility = SHAPE_INTERNAL, .place = SHAPE_IN_QUERY)

/* The link of a page; x-ms-pageable names it. */
#define MEMBERS_NEXT_LINK                                                                          \
	SHAPE_MEMBER("nextLink", SHAPE_TEXT, "Next Link",                                          \
		"The URL of the next page; absent on the last page.", .format = "uri",             \
		.visibility = SHAPE_INTERNAL)

#endif
