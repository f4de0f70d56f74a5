/*
 * jsonread: the JSON parser (RFC 8259), based on jansson.
 *
 * Rejects duplicate member names, text after the document, invalid UTF-8, nesting deeper than
 * jansson's limit (2,048), and documents that would take more memory than the limits below. Nodes
 * and their texts live as long as the arena.
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

/* A value in a parsed document. Every function below accepts NULL, an absent value. */
struct jsonread_node;

/* The reason why a text cannot be parsed. */
struct jsonread_flaw {
	struct text why; /* in the arena, "unexpected token (line 1, column 7)"; absent: no error */
	bool is_duplicate; /* an object has two members with the same name */
	bool is_too_large; /* not parsed, because it would take too much memory */
};

/* Limits on the memory that a single parsed document takes, and on the memory and length of a
 * document that is one of many. */
#define JSONREAD_TREE_BYTES_MAX ((size_t)48 * 1024 * 1024)
#define JSONREAD_ELEMENT_TREE_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define JSONREAD_ELEMENT_BYTES_MAX ((size_t)1024 * 1024)

/* Parses a document. Returns NULL if it is malformed or too large; *ret_flaw, which may be NULL,
 * then receives the reason. */
const struct jsonread_node *jsonread_parse(
	struct arena *arena, struct text document, struct jsonread_flaw *ret_flaw);

/* Does the same for a document that is one of many, such as a line or an array element. */
const struct jsonread_node *jsonread_parse_element(
	struct arena *arena, struct text document, struct jsonread_flaw *ret_flaw);

/* Parses the value at the start of a text and ignores the text after it. *ret_used receives the
 * length of the value. Does not check the memory limit, so the text must be short. */
const struct jsonread_node *jsonread_parse_first(
	struct arena *arena, struct text t, size_t *ret_used, struct jsonread_flaw *ret_flaw);

enum jsonread_type jsonread_type(const struct jsonread_node *node);
const struct jsonread_node *jsonread_member(const struct jsonread_node *object, const char *name);

/* Returns the text of a string; absent for other types. */
struct text jsonread_text(const struct jsonread_node *node);
struct text jsonread_member_text(const struct jsonread_node *object, const char *name);

/* Reads an integer or a real. Returns false for other types. */
bool jsonread_number(const struct jsonread_node *node, double *ret_value);

/* Returns a member's number, truncated; 0 if the member is absent or not a number. */
int64_t jsonread_member_int(const struct jsonread_node *object, const char *name);

/* Returns whether the value is the literal true. */
bool jsonread_is_true(const struct jsonread_node *node);

size_t jsonread_count(const struct jsonread_node *array);
const struct jsonread_node *jsonread_element(const struct jsonread_node *array, size_t index);

/* Returns whether a member's name differs from one of `names` only in case. */
bool jsonread_has_case_variant(
	const struct jsonread_node *object, const struct text *names, size_t count);

/* Reads the members of an object into the record, according to the table. A null counts as absent
 * and sets the field's bit in reader->cleared. Errors go to reader->fault. Does not check that
 * required fields are given: call field_require(). FIELD_OBJECT values keep the spelling of
 * reader->written, or are serialized again if reader->written is absent. */
void jsonread_record(struct field_reader *reader, const struct field_table *table,
	const struct jsonread_node *object, void *record);

/* Adds an error for each read-only field of `object` that differs from the same member of
 * `current`, which may be NULL. Skips nulls and fields whose rule is `unchecked`. */
void jsonread_check_read_only(struct field_reader *reader, const struct field_table *table,
	const struct jsonread_node *object, const struct jsonread_node *current);

/* Parses `document` as the value of a FIELD_OBJECT rule. Adds an error and returns false if it is
 * not a JSON object. */
bool jsonread_object_field(struct field_reader *reader, const struct field_rule *rule,
	struct text document, void *record);

/* Applies a merge patch (RFC 7396) and returns the result without blanks. Both texts must be JSON
 * objects; an absent target counts as an empty object. */
struct text jsonread_merge(struct arena *arena, struct text target, struct text patch);

/* Iterates over the names of an object's members. Set *at to NULL before the first call. Returns
 * false after the last member. */
bool jsonread_next_name(const struct jsonread_node *object, void **at, struct text *ret_name);

#endif
