#include "support/openapi.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/embedded.h"
#include "support/expect.h"

struct text openapi_content(void)
{
	const struct embedded_file *file = embedded_find(TEXT("docs/openapi.json"));

	assert_non_null(file);
	return file->content;
}

int openapi_open(void **state)
{
	struct arena *arena = arena_new();
	struct openapi_document *document = arena_alloc(arena, sizeof(*document));
	struct jsonread_flaw flaw = {0};

	document->arena = arena;
	document->root = jsonread_parse(arena, openapi_content(), &flaw);
	expect_text(flaw.why, NULL);
	*state = document;
	return 0;
}

int openapi_close(void **state)
{
	arena_free(((struct openapi_document *)*state)->arena);
	return 0;
}

const struct jsonread_node *openapi_look_up(
	const struct jsonread_node *node, const char *const names[])
{
	for (; *names != NULL; names++)
		node = jsonread_member(node, *names);
	return node;
}

const struct jsonread_node *openapi_schema(
	const struct openapi_document *document, const char *name)
{
	return openapi_look_up(
		document->root, (const char *const[]){"components", "schemas", name, NULL});
}

bool openapi_lists(const struct jsonread_node *array, const char *name)
{
	for (size_t i = 0; i < jsonread_count(array); i++) {
		if (text_equal(jsonread_text(jsonread_element(array, i)), text_from(name)))
			return true;
	}
	return false;
}

bool openapi_has_type(const struct jsonread_node *property, const char *type)
{
	const struct jsonread_node *given = jsonread_member(property, "type");

	return text_equal(jsonread_text(given), text_from(type)) || openapi_lists(given, type);
}
