/*
 * field: validates input fields and stores them in a struct.
 *
 * A table of rules describes the fields of a record. JSON members, CSV columns and query parameters
 * are all read through such a table. Every error of an input is reported, each with its target, and
 * only valid values are stored. The record's texts are borrowed from the input or live in the
 * fault's arena.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/fault.h"
#include "base/guid.h"

/* Type of a field, and type of the struct member at `offset`. */
enum field_kind {
	FIELD_TEXT, /* struct text, may have line breaks; min and max in code points */
	FIELD_LINE, /* struct text without line breaks, trimmed; min and max in code points */
	FIELD_INTEGER, /* int64_t from min to max; accepts 4, 4.0, "4" and "4.0" */
	FIELD_BOOLEAN, /* bool; accepts true, "true", "yes", "1" and their opposites */
	FIELD_GUID, /* struct guid, in any form that guid_parse() accepts; min 1: not all zeros */
	FIELD_TIME, /* int64_t epoch milliseconds, at least min; any form of clock_parse() */
	FIELD_NAMES, /* uint32_t, a bit for each of the `names` in a list; min 1: not empty */
	FIELD_OBJECT /* struct text, a JSON object without insignificant blanks; max in bytes */
};

/* A name and its bit, for FIELD_NAMES. Tables end with {NULL, 0}. */
struct field_name {
	const char *name;
	uint32_t bit;
};

struct field_rule {
	const char *name;
	enum field_kind kind;
	bool required;
	bool read_only; /* set by the server: accepted only with its current value */
	bool unchecked; /* read_only, but any value is accepted */
	size_t offset;
	int64_t min, max;
	const struct field_name *names;
};

/* Rules for fields that only the server writes. A FIELD_SERVER_COUNTS field also changes on its
 * own, so any value that a client sends back is accepted and ignored. */
#define FIELD_SERVER_SET(name_)                                                                    \
	{                                                                                          \
		.name = (name_), .kind = FIELD_TEXT, .read_only = true                             \
	}
#define FIELD_SERVER_COUNTS(name_)                                                                 \
	{                                                                                          \
		.name = (name_), .kind = FIELD_TEXT, .read_only = true, .unchecked = true          \
	}

struct field_table {
	const struct field_rule *rules;
	size_t count; /* at most 64 */
	bool is_open; /* a query may have parameters that are not in the table */
};

#define FIELD_TABLE(rules_)                                                                        \
	{                                                                                          \
		(rules_), sizeof(rules_) / sizeof((rules_)[0]), false                              \
	}
#define FIELD_TABLE_OPEN(rules_)                                                                   \
	{                                                                                          \
		(rules_), sizeof(rules_) / sizeof((rules_)[0]), true                               \
	}

/* Origin of the values; selects the wording and codes of errors. */
enum field_source { FIELD_FROM_BODY, FIELD_FROM_QUERY };

/* State while one record is read. */
struct field_reader {
	struct fault *fault;
	enum field_source source;
	struct text prefix; /* precedes field names in error targets, e.g. "apps[2]." */
	bool ignore_case; /* compare field names without case */
	struct text written; /* source of a JSON record: FIELD_OBJECT values are copied from it */
	bool skip_unknown; /* ignore unknown names */
	uint64_t given, cleared; /* bit i is set if rule i had a value; if it was null */
};

/* Returns the rule with this name, and its index in *ret_index, or NULL. */
const struct field_rule *field_find(
	const struct field_table *table, struct text name, bool ignore_case, size_t *ret_index);

/* Marks the field of rule `index` as given. Adds an error and returns false if it was given before.
 */
bool field_claim(struct field_reader *reader, const struct field_table *table, size_t index);

/* Parses `value` according to `rule` and stores it in the record. Adds an error and returns false
 * if the value is invalid. */
bool field_set_text(struct field_reader *reader, const struct field_rule *rule, struct text value,
	void *record);

/* Do the same for a value that is already an integer, a boolean, or the bits of a FIELD_NAMES. */
bool field_set_integer(
	struct field_reader *reader, const struct field_rule *rule, int64_t value, void *record);
bool field_set_boolean(
	struct field_reader *reader, const struct field_rule *rule, bool value, void *record);
bool field_set_names(
	struct field_reader *reader, const struct field_rule *rule, uint32_t bits, void *record);

/* Returns the names of the bits, joined with `separator`, in the arena. Empty if no bit is set. */
struct text field_list_names(
	struct arena *arena, uint32_t bits, const struct field_name *names, const char *separator);

/* Returns the bit of `name` in a FIELD_NAMES rule, or 0 if the rule does not list it. */
uint32_t field_name_bit(const struct field_rule *rule, struct text name);

/* Adds the error "`name` must be …". Always returns false. */
bool field_refuse(struct field_reader *reader, const struct field_rule *rule);

/* Adds the error for an unknown field `name`. */
void field_refuse_unknown(struct field_reader *reader, struct text name);

/* Adds the error for a read-only field that differs from its stored value. */
void field_refuse_read_only(struct field_reader *reader, const struct field_rule *rule);

/* Adds an error for each required field that was not given. */
void field_require(struct field_reader *reader, const struct field_table *table);

/* Applies the nulls of a merge patch (RFC 7396): sets each field that was null to its value in
 * `defaults`. Adds an error for each that is required. */
void field_clear(struct field_reader *reader, const struct field_table *table, void *record,
	const void *defaults);

/* Returns the address of the rule's member in `record`. */
void *field_at(const struct field_rule *rule, void *record);

/* Copies the record's borrowed texts into the fault's arena, so that they outlive the input. */
void field_keep_texts(
	const struct field_reader *reader, const struct field_table *table, void *record);

#endif
