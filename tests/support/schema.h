/*
 * schema: checks JSON values against schemas (JSON Schema as OpenAPI uses it), strictly: a member
 * that the schema does not declare is an error, and so is a null.
 *
 * A schema of free members says so by `additionalProperties`. A keyword or a format that is not
 * known here is an error as well, so that nothing is skipped.
 */
#ifndef SUPPORT_SCHEMA_H
#define SUPPORT_SCHEMA_H

#include "base/jsonread.h"

/* The document that "$ref" refers to. */
struct schema_root {
	const struct jsonread_node *document;
	bool objects_are_open; /* an object without "properties" has free members (OpenAPI 2.0) */
};

/* Absent if the value obeys the schema; else what is wrong, and where, in the arena. `path` is how
 * the message names the value. */
struct text schema_check(struct arena *arena, const struct schema_root *root,
	const struct jsonread_node *schema, const struct jsonread_node *value, const char *path);

/* The node that the object's "$ref" leads to, or the object itself if it has none. NULL if it leads
 * nowhere. */
const struct jsonread_node *schema_follow(
	struct arena *arena, const struct jsonread_node *root, const struct jsonread_node *object);

#endif
