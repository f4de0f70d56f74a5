#include "support/schema.h"

#include "support/schema_value.h"

struct checker {
	struct arena *arena;
	const struct schema_root *root;
};

/* What is wrong with `value`, in words behind its path. */
#define WRONG(c_, path_, ...) wrong((c_), (path_), arena_printf((c_)->arena, __VA_ARGS__))

static struct text wrong(struct checker *c, const char *path, struct text why)
{
	return arena_printf(c->arena, "%s %s", path, why.data);
}

static struct text check(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *value, const char *path, bool is_part);

const struct jsonread_node *schema_follow(
	struct arena *arena, const struct jsonread_node *root, const struct jsonread_node *object)
{
	struct text rest = jsonread_member_text(object, "$ref"), name;

	if (!text_is_set(rest))
		return object;
	text_split_next(&rest, '/', &name);
	while (root != NULL && text_split_next(&rest, '/', &name))
		root = jsonread_member(root, arena_cstr(arena, name));
	return root;
}

static const struct jsonread_node *follow(struct checker *c, const struct jsonread_node *object)
{
	return schema_follow(c->arena, c->root->document, object);
}

static struct text check_required(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *said, const struct jsonread_node *value, const char *path)
{
	(void)schema;
	for (size_t i = 0; jsonread_type(value) == JSONREAD_OBJECT && i < jsonread_count(said);
		i++) {
		struct text name = jsonread_text(jsonread_element(said, i));

		if (jsonread_member(value, name.data) == NULL)
			return WRONG(c, path, "lacks the required member %s", name.data);
	}
	return TEXT_NONE;
}

static struct text check_member(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *object, struct text name, const char *path)
{
	return check(c, schema, jsonread_member(object, name.data),
		arena_printf(c->arena, "%s.%s", path, name.data).data, false);
}

static struct text check_properties(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *said, const struct jsonread_node *value, const char *path)
{
	struct text name, why = TEXT_NONE;
	void *at = NULL;

	(void)schema;
	while (jsonread_type(value) == JSONREAD_OBJECT && !text_is_set(why) &&
		jsonread_next_name(value, &at, &name)) {
		const struct jsonread_node *property = jsonread_member(said, name.data);

		if (property != NULL)
			why = check_member(c, property, value, name, path);
	}
	return why;
}

/* Members that `properties` beside it does not have. */
static struct text check_additional(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *said, const struct jsonread_node *value, const char *path)
{
	const struct jsonread_node *properties = jsonread_member(schema, "properties");
	struct text name, why = TEXT_NONE;
	void *at = NULL;

	while (jsonread_type(said) == JSONREAD_OBJECT && jsonread_type(value) == JSONREAD_OBJECT &&
		!text_is_set(why) && jsonread_next_name(value, &at, &name)) {
		if (jsonread_member(properties, name.data) == NULL)
			why = check_member(c, said, value, name, path);
	}
	return why;
}

static struct text check_items(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *said, const struct jsonread_node *value, const char *path)
{
	struct text why = TEXT_NONE;

	(void)schema;
	for (size_t i = 0; i < jsonread_count(value) && !text_is_set(why); i++)
		why = check(c, said, jsonread_element(value, i),
			arena_printf(c->arena, "%s[%zu]", path, i).data, false);
	return why;
}

static struct text check_all(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *said, const struct jsonread_node *value, const char *path)
{
	struct text why = TEXT_NONE;

	(void)schema;
	for (size_t i = 0; i < jsonread_count(said) && !text_is_set(why); i++)
		why = check(c, jsonread_element(said, i), value, path, true);
	return why;
}

/* Exactly one must hold; a value that obeys two of them is ambiguous. */
static struct text check_one(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *said, const struct jsonread_node *value, const char *path)
{
	struct text why = TEXT_NONE;
	size_t good = 0;

	(void)schema;
	for (size_t i = 0; i < jsonread_count(said); i++) {
		struct text other = check(c, jsonread_element(said, i), value, path, false);

		good += !text_is_set(other);
		if (text_is_set(other))
			why = other;
	}
	if (good == 1)
		return TEXT_NONE;
	return good == 0 ? why : WRONG(c, path, "obeys several schemas of oneOf");
}

/* `check` is NULL for what is an annotation, or is checked elsewhere. */
static const struct keyword {
	const char *name;
	struct text (*check)(struct checker *c, const struct jsonread_node *schema,
		const struct jsonread_node *said, const struct jsonread_node *value,
		const char *path);
} keywords[] = {
	{"$ref", NULL},
	{"additionalProperties", check_additional},
	{"allOf", check_all},
	{"default", NULL},
	{"deprecated", NULL},
	{"description", NULL},
	{"example", NULL},
	{"examples", NULL},
	{"items", check_items},
	{"oneOf", check_one},
	{"properties", check_properties},
	{"readOnly", NULL},
	{"required", check_required},
	{"title", NULL},
};

static struct text check_keyword(struct checker *c, struct text name,
	const struct jsonread_node *schema, const struct jsonread_node *value, const char *path)
{
	const struct jsonread_node *said = jsonread_member(schema, name.data);
	struct text why;

	if (schema_value_check(c->arena, name, said, value, &why))
		return text_is_set(why) ? wrong(c, path, why) : TEXT_NONE;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (text_equal(name, text_from(keywords[i].name)))
			return keywords[i].check == NULL
				? TEXT_NONE
				: keywords[i].check(c, schema, said, value, path);
	}
	return text_starts_with(name, TEXT("x-"))
		? TEXT_NONE
		: WRONG(c, path, "has a schema with the unknown keyword %s", name.data);
}

static struct text check_keywords(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *value, const char *path)
{
	struct text name, why = TEXT_NONE;
	void *at = NULL;

	while (!text_is_set(why) && jsonread_next_name(schema, &at, &name))
		why = check_keyword(c, name, schema, value, path);
	return why;
}

static bool is_open(struct checker *c, const struct jsonread_node *schema)
{
	const struct jsonread_node *more = jsonread_member(schema, "additionalProperties");

	if (more == NULL && c->root->objects_are_open)
		return text_equal(jsonread_member_text(schema, "type"), TEXT("object")) &&
			jsonread_member(schema, "properties") == NULL;
	return jsonread_type(more) == JSONREAD_OBJECT || jsonread_is_true(more);
}

static bool declares(struct checker *c, const struct jsonread_node *schema, const char *name)
{
	const struct jsonread_node *all = jsonread_member(schema, "allOf");
	const struct jsonread_node *properties = jsonread_member(schema, "properties");
	const struct jsonread_node *target = follow(c, schema);
	bool found = jsonread_member(properties, name) != NULL || is_open(c, schema) ||
		(target != schema && declares(c, target, name));

	for (size_t i = 0; i < jsonread_count(all); i++)
		found = found || declares(c, jsonread_element(all, i), name);
	/* Its branches have declared the members. */
	return found || (properties == NULL && jsonread_member(schema, "oneOf") != NULL);
}

static struct text check_declared(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *value, const char *path)
{
	struct text name;
	void *at = NULL;

	while (jsonread_type(value) == JSONREAD_OBJECT && jsonread_next_name(value, &at, &name)) {
		if (!declares(c, schema, name.data))
			return WRONG(
				c, path, "has the member %s, which is not declared", name.data);
	}
	return TEXT_NONE;
}

static bool has_type(const struct jsonread_node *schema)
{
	static const char *const names[] = {"type", "$ref", "allOf", "oneOf", "const"};
	bool found = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		found = found || jsonread_member(schema, names[i]) != NULL;
	return found;
}

/* `is_part` for a schema that only together with others describes the value. */
static struct text check(struct checker *c, const struct jsonread_node *schema,
	const struct jsonread_node *value, const char *path, bool is_part)
{
	const struct jsonread_node *target = follow(c, schema);
	struct text why = TEXT_NONE;

	if (target == NULL || jsonread_type(schema) != JSONREAD_OBJECT)
		return WRONG(c, path, "has no schema");
	if (!is_part && !has_type(schema))
		return WRONG(c, path, "has a schema without a type");
	if (jsonread_type(value) == JSONREAD_NULL)
		return WRONG(c, path, "is null");
	if (target != schema)
		why = check(c, target, value, path, true);
	if (!text_is_set(why))
		why = check_keywords(c, schema, value, path);
	if (!text_is_set(why) && !is_part)
		why = check_declared(c, schema, value, path);
	return why;
}

struct text schema_check(struct arena *arena, const struct schema_root *root,
	const struct jsonread_node *schema, const struct jsonread_node *value, const char *path)
{
	struct checker c = {arena, root};

	return check(&c, schema, value, path, false);
}
