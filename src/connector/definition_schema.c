#include "connector/definition_schema.h"

#include <assert.h>

#define OBJECTS_MAX 64

static const char *const type_names[] = {
	[SHAPE_TEXT] = "string",
	[SHAPE_INTEGER] = "integer",
	[SHAPE_NUMBER] = "number",
	[SHAPE_BOOLEAN] = "boolean",
	[SHAPE_TEXTS] = "array",
	[SHAPE_OPEN] = "object",
	[SHAPE_OBJECT] = "object",
	[SHAPE_OBJECTS] = "array",
};

static const char *const visibility_names[] = {
	[SHAPE_NORMAL] = NULL,
	[SHAPE_IMPORTANT] = "important",
	[SHAPE_ADVANCED] = "advanced",
	[SHAPE_INTERNAL] = "internal",
};

void definition_schema_visibility(struct jsonwrite *out, enum shape_visibility visibility)
{
	jsonwrite_text(out, "x-ms-visibility", text_from(visibility_names[visibility]));
}

void definition_schema_list(struct jsonwrite *out, const char *name, struct text element)
{
	jsonwrite_open_member(out, name, '[');
	jsonwrite_text(out, NULL, element);
	jsonwrite_close(out, ']');
}

void definition_schema_reference(
	struct jsonwrite *out, const char *name, const struct shape_object *object)
{
	jsonwrite_open_member(out, name, '{');
	jsonwrite_text(
		out, "$ref", arena_printf(out->buffer.arena, "#/definitions/%s", object->name));
	jsonwrite_close(out, '}');
}

static void write_items(struct jsonwrite *out, const struct shape_member *member)
{
	if (member->type == SHAPE_OBJECTS) {
		definition_schema_reference(out, "items", member->object);
		return;
	}
	jsonwrite_open_member(out, "items", '{');
	jsonwrite_text(out, "type", TEXT("string"));
	jsonwrite_close(out, '}');
}

void definition_schema_type(struct jsonwrite *out, const struct shape_member *member)
{
	jsonwrite_text(out, "type", text_from(type_names[member->type]));
	if (member->type == SHAPE_TEXTS || member->type == SHAPE_OBJECTS)
		write_items(out, member);
	jsonwrite_text(out, "format", text_from(member->format));
	jsonwrite_text(out, "default", text_from(member->preset));
	if (member->choices == NULL)
		return;
	jsonwrite_open_member(out, "enum", '[');
	for (const char *const *choice = member->choices; *choice != NULL; choice++)
		jsonwrite_text(out, NULL, text_from(*choice));
	jsonwrite_close(out, ']');
}

static void write_member(struct jsonwrite *out, const struct shape_member *member)
{
	if (member->type == SHAPE_OBJECT) {
		definition_schema_reference(out, member->name, member->object);
		return;
	}
	jsonwrite_open_member(out, member->name, '{');
	definition_schema_type(out, member);
	jsonwrite_text(out, "x-ms-summary", text_from(member->summary));
	jsonwrite_text(out, "description", text_from(member->description));
	definition_schema_visibility(out, member->visibility);
	jsonwrite_close(out, '}');
}

static void write_required(struct jsonwrite *out, const struct shape_object *object)
{
	bool opened = false;

	for (size_t i = 0; i < object->member_count; i++) {
		if (!object->members[i].required)
			continue;
		if (!opened)
			jsonwrite_open_member(out, "required", '[');
		opened = true;
		jsonwrite_text(out, NULL, text_from(object->members[i].name));
	}
	if (opened)
		jsonwrite_close(out, ']');
}

static void write_object(struct jsonwrite *out, const struct shape_object *object)
{
	jsonwrite_open_member(out, object->name, '{');
	jsonwrite_text(out, "type", TEXT("object"));
	jsonwrite_text(out, "x-ms-summary", text_from(object->summary));
	jsonwrite_text(out, "description", text_from(object->description));
	write_required(out, object);
	jsonwrite_open_member(out, "properties", '{');
	for (size_t i = 0; i < object->member_count; i++)
		write_member(out, &object->members[i]);
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
}

struct object_set {
	const struct shape_object *objects[OBJECTS_MAX];
	size_t count;
};

static bool has(const struct object_set *set, const struct shape_object *object)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->objects[i] == object)
			return true;
	}
	return false;
}

static void add(struct object_set *set, const struct shape_object *object)
{
	if (object == NULL || has(set, object))
		return;
	assert(set->count < OBJECTS_MAX);
	set->objects[set->count++] = object;
}

void definition_schema_objects(struct jsonwrite *out, const struct shape_connector *connector)
{
	struct object_set set = {.count = 0};

	for (size_t i = 0; i < connector->operation_count; i++) {
		add(&set, connector->operations[i].body_object);
		add(&set, connector->operations[i].answer_object);
	}
	/* Objects that objects use are added to the end of the set. */
	for (size_t i = 0; i < set.count; i++) {
		for (size_t j = 0; j < set.objects[i]->member_count; j++)
			add(&set, set.objects[i]->members[j].object);
	}
	jsonwrite_open_member(out, "definitions", '{');
	for (size_t i = 0; i < set.count; i++)
		write_object(out, set.objects[i]);
	jsonwrite_close(out, '}');
}
