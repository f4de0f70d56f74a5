/*
 * openapi: reads docs/openapi.json for tests.
 */
#ifndef SUPPORT_OPENAPI_H
#define SUPPORT_OPENAPI_H

#include "base/jsonread.h"

struct openapi_document {
	struct arena *arena;
	const struct jsonread_node *root;
};

/* The bytes of the document, as the service sends them. */
struct text openapi_content(void);

/* Set-up and tear-down of a cmocka test, whose state is a struct openapi_document. */
int openapi_open(void **state);
int openapi_close(void **state);

/* The node behind the named members, the last of which is followed by NULL. */
const struct jsonread_node *openapi_look_up(
	const struct jsonread_node *node, const char *const names[]);

/* The schema of that name in the components. */
const struct jsonread_node *openapi_schema(
	const struct openapi_document *document, const char *name);

/* Whether the array holds that text. */
bool openapi_lists(const struct jsonread_node *array, const char *name);

/* Whether the schema takes that type; it has one, or several in an array. */
bool openapi_has_type(const struct jsonread_node *schema, const char *type);

#endif
