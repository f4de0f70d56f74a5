/*
 * field: one table describes a record's fields; JSON members, CSV columns and query parameters are
 * all read through it into a plain struct.
 *
 * Promises: every fault of an input is reported, each with its target; a field is stored only when
 * it is good. The record's texts are borrowed from the input or live in the fault's arena.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/fault.h"
#include "base/guid.h"

/* Type of a field, and of the struct member at `offset`. */
enum field_kind {
	FIELD_TEXT, /* struct text; may span lines; min and max in code points */
	FIELD_LINE, /* struct text without line breaks; trimmed; min and max in code points */
	FIELD_INTEGER, /* int64_t from min to max; 4, 4.0, "4" and "4.0" are the same number */
	FIELD_BOOLEAN, /* bool; true, "true", "1" and so on */
	FIELD_GUID, /* struct guid, in any form guid_parse() takes; min 1: not that of zeros */
	FIELD_TIME, /* int64_t epoch milliseconds from min on, in any form clock_parse() takes */
	FIELD_NAMES, /* uint32_t: the bits of the `names` listed; min 1: at least one */
	FIELD_OBJECT /* struct text: a JSON object as written, but for blanks; max in bytes */
};

/* A name and its bit, for FIELD_NAMES; tables end with {NULL, 0}. */
struct field_name {
	const char *name;
	uint32_t bit;
};

struct field_rule {
	const char *name;
	enum field_kind kind;
	bool required;
	bool read_only; /* the server sets it: accepted where it says what is, and not read */
	bool moves; /* read_only, and changes by itself: whatever it says is accepted */
	size_t offset;
	int64_t min, max;
	const struct field_name *names;
};

/* Rows of what the server sets; the second counts on by itself, so that what was read is another
 * value soon. */
#define FIELD_SERVER_SET(name_)                                                                    \
	{                                                                                          \
		.name = (name_), .kind = FIELD_TEXT, .read_only = true                             \
	}
#define FIELD_SERVER_COUNTS(name_)                                                                 \
	{                                                                                          \
		.name = (name_), .kind = FIELD_TEXT, .read_only = true, .moves = true              \
	}

struct field_table {
	const struct field_rule *rules;
	size_t count; /* at most 64 */
	bool is_open; /* of a query: further names are passed over, not faults */
};

#define FIELD_TABLE(rules_)                                                                        \
	{                                                                                          \
		(rules_), sizeof(rules_) / sizeof((rules_)[0]), false                              \
	}
#define FIELD_TABLE_OPEN(rules_)                                                                   \
	{                                                                                          \
		(rules_), sizeof(rules_) / sizeof((rules_)[0]), true                               \
	}

/* Where values come from; chooses the words and codes of faults. */
enum field_source { FIELD_FROM_BODY, FIELD_FROM_QUERY };

/* One reading of one record. */
struct field_reader {
	struct fault *fault;
	enum field_source source;
	struct text prefix; /* put before a field's name in targets, e.g. "apps[2]." */
	bool ignore_case; /* names match ignoring case */
	struct text written; /* the record as it was written, in JSON: objects are kept so */
	bool skip_unknown; /* unknown names are passed over, not faults */
	uint64_t given, cleared; /* bit i: rule i had a value; was null */
};

/* Rule of that name and its index, or NULL. */
const struct field_rule *field_find(
	const struct field_table *table, struct text name, bool ignore_case, size_t *ret_index);

/* Claims rule `index` for a value; false, with a fault, when the field came already. */
bool field_claim(struct field_reader *reader, const struct field_table *table, size_t index);

/* Reads `value` by `rule` into the record; false, with a fault, when it does not fit. */
bool field_set_text(struct field_reader *reader, const struct field_rule *rule, struct text value,
	void *record);

/* The same for a value that is an integer, a boolean, or the names of a FIELD_NAMES already. */
bool field_set_integer(
	struct field_reader *reader, const struct field_rule *rule, int64_t value, void *record);
bool field_set_boolean(
	struct field_reader *reader, const struct field_rule *rule, bool value, void *record);
bool field_set_names(
	struct field_reader *reader, const struct field_rule *rule, uint32_t bits, void *record);

/* The names of the bits with `separator` between, in the arena; empty for no bit. */
struct text field_list_names(
	struct arena *arena, uint32_t bits, const struct field_name *names, const char *separator);

/* The bit of one name of a FIELD_NAMES rule, or 0. */
uint32_t field_name_bit(const struct field_rule *rule, struct text name);

/* Adds the fault "`name` must be …". Always returns false. */
bool field_refuse(struct field_reader *reader, const struct field_rule *rule);

/* Adds the fault that no field `name` exists. */
void field_refuse_unknown(struct field_reader *reader, struct text name);

/* Adds the fault that the server sets this field, and to another value. */
void field_refuse_read_only(struct field_reader *reader, const struct field_rule *rule);

/* Adds a fault for each required field that was not given. */
void field_require(struct field_reader *reader, const struct field_table *table);

/* What a merge patch (RFC 7396) means by null: the field has its value of `fresh` again; for a
 * required one it is a fault. */
void field_clear(struct field_reader *reader, const struct field_table *table, void *record,
	const void *fresh);

/* Where the rule's member lies in the record. */
void *field_at(const struct field_rule *rule, void *record);

/* Copies what was borrowed from the input into the fault's arena, so that it outlives the input. */
void field_keep_texts(
	const struct field_reader *reader, const struct field_table *table, void *record);

#endif
