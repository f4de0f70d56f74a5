/*
 * jsonread: the JSON parser (RFC 8259), based on jansson.
 *
 * The parser rejects duplicate member names, text after the document, invalid UTF-8, and nesting
 * deeper than jansson's limit (2,048). It also rejects documents whose parsed form would exceed the
 * limits below. Nodes and their texts live as long as the arena.
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

/* A value in a parsed document. NULL represents an absent value; every function below accepts NULL.
 */
struct jsonread_node;

/* The reason why a text cannot be parsed. The caller initializes all members to zero. */
struct jsonread_flaw {
	struct text why; /* e.g. "unexpected token (line 1, column 7)"; absent if no error */
	bool is_duplicate; /* an object has two members with the same name */
	bool is_too_large; /* the text exceeds a limit and was not parsed */
};

/* Maximum size in memory of the parsed form of a document. */
#define JSONREAD_TREE_BYTES_MAX ((size_t)48 * 1024 * 1024)

/* Limits for a document that is one of many, such as a line or an array element. They limit the
 * size in memory of the parsed form, and the length of the text. */
#define JSONREAD_ELEMENT_TREE_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define JSONREAD_ELEMENT_BYTES_MAX ((size_t)1024 * 1024)

/* Parses a document. If the document is malformed or too large, returns NULL and stores the reason
 * in *ret_flaw. `ret_flaw` may be NULL. */
const struct jsonread_node *jsonread_parse(
	struct arena *arena, struct text document, struct jsonread_flaw *ret_flaw);

/* Like jsonread_parse(), but with the JSONREAD_ELEMENT limits. */
const struct jsonread_node *jsonread_parse_element(
	struct arena *arena, struct text document, struct jsonread_flaw *ret_flaw);

/* Parses the JSON value at the start of `t` and ignores the text after the value. *ret_used
 * receives the length of the value in bytes. `t` must be short, because the function does not check
 * the memory limit. */
const struct jsonread_node *jsonread_parse_first(
	struct arena *arena, struct text t, size_t *ret_used, struct jsonread_flaw *ret_flaw);

enum jsonread_type jsonread_type(const struct jsonread_node *node);
const struct jsonread_node *jsonread_member(const struct jsonread_node *object, const char *name);

/* Returns the text of a string, or an absent text if the value has another type. */
struct text jsonread_text(const struct jsonread_node *node);
struct text jsonread_member_text(const struct jsonread_node *object, const char *name);

/* Returns whether the value counts as given: false for an absent value, null and an empty text. */
bool jsonread_is_given(const struct jsonread_node *node);

/* Reads an integer or a real number. Returns false if the value has another type. */
bool jsonread_number(const struct jsonread_node *node, double *ret_value);

/* Returns the number in a member, truncated to an integer. Returns 0 if the member is absent or not
 * a number. */
int64_t jsonread_member_int(const struct jsonread_node *object, const char *name);

/* Returns whether the value is the literal true. */
bool jsonread_is_true(const struct jsonread_node *node);

size_t jsonread_count(const struct jsonread_node *array);
const struct jsonread_node *jsonread_element(const struct jsonread_node *array, size_t index);

/* Returns whether the object has a member whose name differs from one of `names` only in case. */
bool jsonread_has_case_variant(
	const struct jsonread_node *object, const struct text *names, size_t count);

/* Reads the members of an object into the record, according to the table. Adds errors to
 * reader->fault. If a member is null, stores no value, and sets the field's bit in reader->cleared.
 * Ignores a member with an empty text that counts as absent; see field_is_absent(). Does not check
 * whether required fields are missing; field_require() checks that. Copies FIELD_OBJECT values from
 * their source text in reader->written. If reader->written is absent, serializes the parsed values
 * instead. */
void jsonread_record(struct field_reader *reader, const struct field_table *table,
	const struct jsonread_node *object, void *record);

/* Adds an error for each read-only field of `object` whose value differs from the same member of
 * `current`. Ignores fields that are null or an empty text, and fields whose rule is `unchecked`. A
 * NULL `current` counts as an object without members. */
void jsonread_check_read_only(struct field_reader *reader, const struct field_table *table,
	const struct jsonread_node *object, const struct jsonread_node *current);

/* Parses `document` as the value of a FIELD_OBJECT field and stores the value in the record. If
 * `document` is too large or not a JSON object, adds an error and returns false. */
bool jsonread_object_field(struct field_reader *reader, const struct field_rule *rule,
	struct text document, void *record);

/* Applies the merge patch `patch` (RFC 7396) to `target`. Returns the result without insignificant
 * whitespace. Both texts must be JSON objects; an absent `target` counts as an empty object. */
struct text jsonread_merge(struct arena *arena, struct text target, struct text patch);

/* Returns the object or array as JSON text for people, in the arena: with four blanks for each
 * level, one member or element a line, and a newline at the end. Absent for any other value. */
struct text jsonread_indent(struct arena *arena, const struct jsonread_node *node);

/* Iterates over the names of an object's members. Set *at to NULL before the first call. Each call
 * stores the next name in *ret_name. Returns false after the last member. */
bool jsonread_next_name(const struct jsonread_node *object, void **at, struct text *ret_name);

#endif
