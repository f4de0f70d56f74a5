/*
 * schema_value: the keywords of schemas that concern one value alone: its type, its bounds, its
 * form.
 */
#ifndef SUPPORT_SCHEMA_VALUE_H
#define SUPPORT_SCHEMA_VALUE_H

#include "base/jsonread.h"

/* False if the keyword is none of these. Otherwise *ret_why receives what is wrong with the value,
 * in the arena, or is absent. `said` is the keyword's value in the schema. */
bool schema_value_check(struct arena *arena, struct text keyword, const struct jsonread_node *said,
	const struct jsonread_node *value, struct text *ret_why);

#endif
