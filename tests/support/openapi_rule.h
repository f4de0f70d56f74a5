/*
 * openapi_rule: compares a schema in docs/openapi.json with the rule of a field table.
 */
#ifndef SUPPORT_OPENAPI_RULE_H
#define SUPPORT_OPENAPI_RULE_H

#include "base/jsonread.h"

/* Whether the schema of a property or a parameter has the type and the bounds of the rule, and says
 * as the rule does whether a text may have line breaks. Ignores the bounds of fields that only the
 * server writes. */
bool openapi_rule_agrees(
	struct arena *arena, const struct field_rule *rule, const struct jsonread_node *schema);

/* Whether the schema of a text is at least as long as the rule allows. */
bool openapi_rule_fits(
	struct arena *arena, const struct field_rule *rule, const struct jsonread_node *schema);

#endif
