#include "api/core/page_shape.h"

#define ITEMS "items"
#define VALUE "value"

void page_shape_check(struct call *call, struct text shape)
{
	if (text_is_set(shape) && !text_equal_nocase(shape, TEXT(ITEMS)) &&
		!text_equal_nocase(shape, TEXT(VALUE)))
		fault_add(&call->fault, TEXT("shape"), "InvalidParameter",
			"shape must be " ITEMS " or " VALUE ".");
}

bool page_shape_is_value(struct text shape)
{
	return text_is_set(shape) && text_equal_nocase(shape, TEXT(VALUE));
}

void page_shape_open(struct jsonwrite *out, struct text shape)
{
	jsonwrite_open(out, '{');
	jsonwrite_open_member(out, page_shape_is_value(shape) ? VALUE : ITEMS, '[');
}
