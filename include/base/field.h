/*
 * field: validates input fields and stores them in a struct.
 *
 * A table of rules describes the fields of a record. JSON members, CSV columns and query parameters
 * are all read with a table of rules. The functions report all errors of an input. The target of
 * each error is the name of the field. Only valid values are stored. The texts in the record are
 * borrowed from the input or live in the fault's arena.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/fault.h"
#include "base/guid.h"

/* Type of a field. Each comment begins with the type of the struct member that stores the value. */
enum field_kind {
	FIELD_TEXT, /* struct text, may have line breaks; min and max in code points */
	FIELD_LINE, /* struct text, trimmed, without line breaks; min and max in code points */
	FIELD_INTEGER, /* int64_t from min to max; accepts 4, 4.0, "4" and "4.0" */
	FIELD_BOOLEAN, /* bool; accepts true, "true", "yes", "1" and their opposites */
	FIELD_GUID, /* struct guid, see guid_parse(); if min is 1, the zero GUID is invalid */
	FIELD_TIME, /* int64_t in epoch milliseconds, at least min; see clock_parse() */
	FIELD_NAMES, /* uint32_t, the bits of the listed names; if min is 1, an empty list is
			invalid */
	FIELD_OBJECT /* struct text, JSON object without insignificant whitespace; max in bytes */
};

/* A name and its bit, for FIELD_NAMES. A table of names ends with {NULL, 0}. */
struct field_name {
	const char *name;
	uint32_t bit;
};

struct field_rule {
	const char *name;
	enum field_kind kind;
	bool required;
	bool read_only; /* only the server sets the field; a client may send only the current value
			 */
	bool unchecked; /* only with read_only: a client may send any value, and the server ignores
			   the value */
	size_t offset; /* byte offset of the struct member in the record */
	int64_t min, max; /* the meaning depends on `kind` */
	const struct field_name *names; /* for FIELD_NAMES */
	const char *expected; /* what a value must be, for people; NULL: derived from the kind */
	bool empty_counts; /* an empty value counts as given, because without the field the call
			      would do or allow more */
};

/* Rule for a field that only the server writes. A client may send only the current value. */
#define FIELD_SERVER_SET(name_)                                                                    \
	{                                                                                          \
		.name = (name_), .kind = FIELD_TEXT, .read_only = true                             \
	}

/* Rule for a field that the server also changes without a request, such as a counter. A client may
 * send any value, and the server ignores the value. */
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

/* Source of the values. The source determines the wording and the codes of errors. */
enum field_source { FIELD_FROM_BODY, FIELD_FROM_QUERY };

/* The state of a reader while it reads one record. */
struct field_reader {
	struct fault *fault;
	enum field_source source;
	struct text prefix; /* precedes the field name in error targets, e.g. "apps[2]." */
	bool ignore_case; /* ignore case when field names are compared */
	struct text written; /* source text of a JSON record, from which FIELD_OBJECT values are
				copied */
	bool skip_unknown; /* ignore fields that are not in the table */

	/* Bit i of `given` is set if the field of rule i had a value. Bit i of `cleared` is set if
	 * the field was null. */
	uint64_t given, cleared;
};

/* Returns the rule with this name and stores its index in *ret_index. Returns NULL if the table has
 * no such rule. */
const struct field_rule *field_find(
	const struct field_table *table, struct text name, bool ignore_case, size_t *ret_index);

/* Records that the input has a value for the field of rule `index`. If the input has the field more
 * than once, adds an error and returns false. */
bool field_claim(struct field_reader *reader, const struct field_table *table, size_t index);

/* Returns whether `value` counts as absent. Clients such as flows send an empty text for an input
 * without a value. Returns true if the text is empty, except for a required text whose `min` is 0,
 * and for a rule with `empty_counts`. Check this before field_claim(). */
bool field_is_absent(const struct field_rule *rule, struct text value);

/* Parses `value` according to `rule` and stores the result in the record. If the value is invalid,
 * adds an error and returns false. */
bool field_set_text(struct field_reader *reader, const struct field_rule *rule, struct text value,
	void *record);

/* Like field_set_text(), but for a value that is already an integer, a boolean, or the bits of a
 * FIELD_NAMES field. */
bool field_set_integer(
	struct field_reader *reader, const struct field_rule *rule, int64_t value, void *record);
bool field_set_boolean(
	struct field_reader *reader, const struct field_rule *rule, bool value, void *record);
bool field_set_names(
	struct field_reader *reader, const struct field_rule *rule, uint32_t bits, void *record);

/* Returns a text in the arena with the names of the bits that are set in `bits`, joined with
 * `separator`. If no bit is set, the text is empty. */
struct text field_list_names(
	struct arena *arena, uint32_t bits, const struct field_name *names, const char *separator);

/* Returns the bit of `name` in a FIELD_NAMES rule, or 0 if the rule does not list the name. Ignores
 * case. */
uint32_t field_name_bit(const struct field_rule *rule, struct text name);

/* Returns the number of names of a FIELD_NAMES rule. An array in JSON may not be longer. */
size_t field_name_count(const struct field_rule *rule);

/* Adds an error that states which values the rule accepts. Always returns false. */
bool field_refuse(struct field_reader *reader, const struct field_rule *rule);

/* Adds an error for the field `name`, which is not in the table. */
void field_refuse_unknown(struct field_reader *reader, struct text name);

/* Adds an error for a read-only field whose value differs from the stored value. */
void field_refuse_read_only(struct field_reader *reader, const struct field_rule *rule);

/* Adds an error for each required field that had no value. */
void field_require(struct field_reader *reader, const struct field_table *table);

/* Applies the nulls of a merge patch (RFC 7396). If a field was null, stores the value that the
 * field has in `defaults`. If this field is required, adds an error instead. Skips read-only
 * fields. */
void field_clear(struct field_reader *reader, const struct field_table *table, void *record,
	const void *defaults);

/* Returns the address of the member of `record` that stores the field of this rule. */
void *field_at(const struct field_rule *rule, void *record);

/* Copies the texts that the record borrows from the input into the fault's arena, so that they
 * outlive the input. */
void field_keep_texts(
	const struct field_reader *reader, const struct field_table *table, void *record);

#endif
