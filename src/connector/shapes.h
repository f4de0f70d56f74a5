/*
 * shapes: how a connector describes operations, parameters and objects to the people who make flows
 * and to the flow engine.
 *
 * These tables are written for OpenAPI 2.0 and the engine, which validates each response against
 * them: one type per member, no null, no alternatives. They are not derived from docs/openapi.json,
 * which uses what the engine does not understand. tests/checks/connector.sh compares them with the
 * routes.
 */
#ifndef CONNECTOR_SHAPES_PRIVATE_H
#define CONNECTOR_SHAPES_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

enum shape_type {
	SHAPE_TEXT,
	SHAPE_INTEGER,
	SHAPE_NUMBER,
	SHAPE_BOOLEAN,
	SHAPE_TEXTS, /* array of texts */
	SHAPE_OPEN, /* object with any members */
	SHAPE_OBJECT,
	SHAPE_OBJECTS /* array of objects */
};

/* x-ms-visibility */
enum shape_visibility { SHAPE_NORMAL, SHAPE_IMPORTANT, SHAPE_ADVANCED, SHAPE_INTERNAL };

enum shape_place { SHAPE_IN_BODY, SHAPE_IN_PATH, SHAPE_IN_QUERY, SHAPE_IN_HEADER };

struct shape_object;
struct shape_member;

/* The operation that lists the values of a parameter, for a drop-down list. */
struct shape_values {
	const char *operation;
	const char *collection; /* the array in the answer */
	const char *member; /* of an element of the array, both the value and its title */
	/* A parameter of the operation with a preset, or NULL. A drop-down list sends only the
	 * parameters that it names. */
	const struct shape_member *parameter;
};

/* A member of an object, or a parameter. Input has no `format`, because the engine refuses an empty
 * text where it expects a date or a GUID, and flows send empty texts for what they do not have. */
struct shape_member {
	const char *name;
	enum shape_type type;
	const char *summary; /* title case */
	const char *description;
	const char *format; /* or NULL */
	enum shape_visibility visibility;
	bool required; /* only in input */
	const char *const *choices; /* the only values, ending with NULL; or NULL */
	const char *preset; /* of an internal parameter, which the engine always sends; or NULL */
	const struct shape_object *object; /* of SHAPE_OBJECT and SHAPE_OBJECTS */
	enum shape_place place; /* of a parameter */
	const struct shape_values *values; /* of a parameter; or NULL */
	bool is_environment; /* of a parameter: the target's environment is the default */
};

/* A row of a table of members. The last argument is the description, and can be followed by
 * designated initializers. */
#define SHAPE_MEMBER(name_, type_, summary_, ...)                                                  \
	{                                                                                          \
		.name = (name_), .type = (type_), .summary = (summary_),                           \
		.description = __VA_ARGS__                                                         \
	}

/* An object under `definitions`. */
struct shape_object {
	const char *name;
	const char *summary;
	const char *description;
	const struct shape_member *members;
	size_t member_count;
};

#define SHAPE_COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))
#define SHAPE_MEMBERS(members_) (members_), SHAPE_COUNT(members_)
#define SHAPE_PARAMETERS(members_)                                                                 \
	.parameters = (members_), .parameter_count = SHAPE_COUNT(members_)

enum shape_body {
	SHAPE_BODY_NONE,
	SHAPE_BODY_OBJECT,
	SHAPE_BODY_OBJECTS,
	SHAPE_BODY_FILE /* the content of a file, as file actions of a flow pass it on */
};

enum shape_answer {
	SHAPE_ANSWER_OBJECT,
	SHAPE_ANSWER_OBJECTS, /* a bare array */
	SHAPE_ANSWER_TEXT, /* a JSON string */
	SHAPE_ANSWER_NONE /* 204 */
};

/* x-ms-trigger */
enum shape_trigger { SHAPE_ACTION, SHAPE_TRIGGER_SINGLE, SHAPE_TRIGGER_BATCH };

struct shape_operation {
	const char *id; /* the name of the route */
	const char *method; /* lower case */
	const char *path;
	const char *tag;
	const char *summary; /* sentence case */
	const char *description;
	enum shape_visibility visibility;
	enum shape_trigger trigger;
	const char *trigger_hint; /* how to make a trigger fire */
	bool pageable; /* the answer has `value` and `nextLink` */
	const struct shape_member *parameters;
	size_t parameter_count;
	enum shape_body body;
	const struct shape_object *body_object;
	const char *body_summary, *body_description;
	enum shape_answer answer;
	int answer_status;
	const struct shape_object *answer_object;
	const char *answer_description;
	/* What 202 means, or NULL if the operation never replies 202. */
	const char *pending;
	/* Statuses in addition to those that every operation has, ending with 0. */
	int errors[6];
};

struct shape_tag {
	const char *name, *description;
};

struct shape_connector {
	const char *title;
	const char *description;
	const char *test_operation; /* tests a connection; takes no parameters */
	const struct shape_operation *operations;
	size_t operation_count;
	const struct shape_tag *tags;
	size_t tag_count;
	const char *readme, *intro; /* names of embedded templates */
};

#endif
