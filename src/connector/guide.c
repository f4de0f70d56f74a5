#include "connector/guide.h"

#include "base/buffer.h"
#include "base/embedded.h"

#define GUIDE_BYTES_MAX ((size_t)256 * 1024)

struct word {
	const char *name;
	struct text value;
};

/* A heading and a paragraph for each operation that makers see. */
static struct text list_operations(struct arena *arena, const struct shape_connector *connector)
{
	struct buffer out = buffer_make(arena, GUIDE_BYTES_MAX);

	for (size_t i = 0; i < connector->operation_count; i++) {
		const struct shape_operation *operation = &connector->operations[i];

		if (operation->visibility == SHAPE_INTERNAL)
			continue;
		buffer_printf(&out, "%s### %s\n%s", out.length > 0 ? "\n\n" : "",
			operation->summary, operation->description);
	}
	return buffer_text(&out);
}

static struct text find(const struct word *words, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(text_from(words[i].name), name))
			return words[i].value;
	}
	return TEXT_NONE;
}

static struct text replace(
	struct arena *arena, struct text template, const struct word *words, size_t count)
{
	struct buffer out = buffer_make(arena, GUIDE_BYTES_MAX);
	size_t at = 0;

	while (at < template.length) {
		struct text rest = text_slice(template, at, template.length);
		size_t length = text_find(rest, '}');
		struct text value;

		if (!text_starts_with(rest, TEXT("{{"))) {
			buffer_add_char(&out, template.data[at++]);
			continue;
		}
		value = find(words, count, text_slice(rest, 2, length - 2));
		/* An unknown word stays, so that tests/checks/connector.sh finds it. */
		buffer_add(&out, text_is_set(value) ? value : text_slice(rest, 0, length + 2));
		at += length + 2;
	}
	return buffer_text(&out);
}

struct text guide_fill(struct arena *arena, const char *name,
	const struct shape_connector *connector, const struct target *target)
{
	const struct embedded_file *file = embedded_find(text_from(name));
	const struct word words[] = {
		{"title", text_from(connector->title)},
		{"description", text_from(connector->description)},
		{"operations", list_operations(arena, connector)},
		{"publisher", target->publisher},
		{"url", target->url},
		{"authority", target->authority},
		{"audience", target->audience},
		{"directory", target->directory},
		{"email", target->email},
	};

	return file == NULL ? TEXT("") : replace(arena, file->content, words, SHAPE_COUNT(words));
}
