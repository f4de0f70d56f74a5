/*
 * jsonread: JSON in (RFC 8259), with jansson; the only place that parses JSON.
 *
 * Promises: objects with two members of one name are refused, as are text behind the document,
 * invalid UTF-8, nesting beyond jansson's limit (2,048), and what would take more memory than a
 * document may. Nodes and their texts live as long as the arena.
 */
#ifndef BASE_JSONREAD_H
#define BASE_JSONREAD_H

#include "base/field.h"

enum jsonread_type {
	JSONREAD_ABSENT,
	JSONREAD_NULL,
	JSONREAD_BOOLEAN,
	JSONREAD_INTEGER,
	JSONREAD_REAL,
	JSONREAD_STRING,
	JSONREAD_ARRAY,
	JSONREAD_OBJECT
};

/* A value inside a parsed document; NULL stands for an absent one in every function below. */
struct jsonread_node;

/* What is wrong with a text that should be JSON; the text lives in the arena. */
struct jsonread_flaw {
	struct text why; /* "unexpected token (line 1, column 7)"; absent while all is well */
	bool is_duplicate; /* an object has two members of one name */
	bool is_too_large; /* it was not read: it would have taken too much memory */
};

/* What a parsed document takes in memory at most, and what one of many does; the latter is no
 * longer than that either. */
#define JSONREAD_TREE_BYTES_MAX ((size_t)48 * 1024 * 1024)
#define JSONREAD_ELEMENT_TREE_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define JSONREAD_ELEMENT_BYTES_MAX ((size_t)1024 * 1024)

/* Parses one document. NULL when it is malformed or too large; *ret_flaw (may be NULL) then says
 * why. */
const struct jsonread_node *jsonread_parse(
	struct arena *arena, struct text document, struct jsonread_flaw *ret_flaw);

/* The same for one of many. */
const struct jsonread_node *jsonread_parse_element(
	struct arena *arena, struct text document, struct jsonread_flaw *ret_flaw);

/* The same for the value that the text begins with, whatever follows; *ret_used are its bytes. The
 * text is short. */
const struct jsonread_node *jsonread_parse_first(
	struct arena *arena, struct text t, size_t *ret_used, struct jsonread_flaw *ret_flaw);

enum jsonread_type jsonread_type(const struct jsonread_node *node);
const struct jsonread_node *jsonread_member(const struct jsonread_node *object, const char *name);

/* Text of a string, else absent. */
struct text jsonread_text(const struct jsonread_node *node);
struct text jsonread_member_text(const struct jsonread_node *object, const char *name);

/* Value of a number, integer or real; false for anything else. */
bool jsonread_number(const struct jsonread_node *node, double *ret_value);

/* A member's value as a whole number; 0 when it is absent or no number. */
int64_t jsonread_member_int(const struct jsonread_node *object, const char *name);

/* Whether it is true itself. */
bool jsonread_is_true(const struct jsonread_node *node);

size_t jsonread_count(const struct jsonread_node *array);
const struct jsonread_node *jsonread_element(const struct jsonread_node *array, size_t index);

/* True when a member's name is one of `names` in another case. */
bool jsonread_has_case_variant(
	const struct jsonread_node *object, const struct text *names, size_t count);

/* Reads an object's members into the record by the table; null counts as absent and is noted in
 * reader->cleared. Faults go to the reader; required fields are *not* checked here. Objects are
 * kept as reader->written has them, without the blanks; where it is absent, as they mean. */
void jsonread_record(struct field_reader *reader, const struct field_table *table,
	const struct jsonread_node *object, void *record);

/* Adds a fault for each read-only field of `object` that does not equal the member of `current`
 * (NULL: it has none); fields that move by themselves are passed over, and so is null. */
void jsonread_check_read_only(struct field_reader *reader, const struct field_table *table,
	const struct jsonread_node *object, const struct jsonread_node *current);

/* Reads `document` as the JSON object of a FIELD_OBJECT rule; false, with a fault, when it is none.
 */
bool jsonread_object_field(struct field_reader *reader, const struct field_rule *rule,
	struct text document, void *record);

/* What a merge patch (RFC 7396) makes of a JSON object, compact; both are JSON objects, and an
 * absent target is an empty one. */
struct text jsonread_merge(struct arena *arena, struct text target, struct text patch);

/* Names of an object's members: *at is NULL before the first; false behind the last. */
bool jsonread_next_name(const struct jsonread_node *object, void **at, struct text *ret_name);

#endif
