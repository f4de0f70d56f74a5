/*
 * column: generates SQL, arguments and row readers from a column list, which lists the columns of a
 * table once.
 *
 * A column list is a macro with an entry for each column. An entry contains the name of the column,
 * its kind, and the member of a struct (the record) that stores its value. KEY entries for the
 * columns of the primary key come first. A FIRST entry describes the next column, and NEXT entries
 * describe all further columns:
 *
 *	#define JOB_COLUMNS(KEY, FIRST, NEXT)
 *		KEY(id, TEXT, id)
 *		FIRST(kind, TEXT, kind)
 *		NEXT(finished_at_ms, TIME_OR_NULL, finished_at_ms)
 *
 * The macros below expand a column list. An SQL statement that contains them is still a string
 * literal:
 *
 *	"INSERT INTO job (" COLUMN_NAMES(JOB_COLUMNS) ") "
 *	"VALUES (" COLUMN_PARAMETERS(JOB_COLUMNS) ")", DB_ARGS(COLUMN_VALUES(JOB_COLUMNS))
 */
#ifndef DB_COLUMN_H
#define DB_COLUMN_H

#include "base/guid.h"
#include "db/db.h"

/* Expands to the names of all columns: "id, kind, finished_at_ms". COLUMN_NAMES_BUT_KEY() omits the
 * columns of the key. */
#define COLUMN_NAMES(list_) list_(COLUMN_NAME_KEY, COLUMN_NAME_FIRST, COLUMN_NAME_NEXT)
#define COLUMN_NAMES_BUT_KEY(list_) list_(COLUMN_SKIP, COLUMN_NAME_FIRST, COLUMN_NAME_NEXT)

/* Expands to a parameter for each column: "$1, $2, $3". COLUMN_PARAMETERS_BUT_KEY() omits $1. */
#define COLUMN_PARAMETERS(list_) "$1, " COLUMN_PARAMETERS_BUT_KEY(list_)
#define COLUMN_PARAMETERS_BUT_KEY(list_)                                                           \
	COLUMN_JOIN(COLUMN_PARAMETERS_, COLUMN_COUNT(list_(COLUMN_ONE, COLUMN_ONE, COLUMN_ONE)))

/* Expands to the assignments for ON CONFLICT DO UPDATE SET: "kind = excluded.kind, finished_at_ms =
 * excluded.finished_at_ms". */
#define COLUMN_EXCLUDED(list_) list_(COLUMN_SKIP, COLUMN_SET_FIRST, COLUMN_SET_NEXT)

/* Expands to the values of all columns, as arguments for DB_ARGS(). Uses two variables of the
 * caller: `row` points to the record, and `arena` receives the texts of GUIDs. */
#define COLUMN_VALUES(list_) list_(COLUMN_VALUE, COLUMN_VALUE, COLUMN_VALUE)

/* Expands to the enumerators COLUMN_id, COLUMN_kind and so on. The value of an enumerator is the
 * index of the column in a row. */
#define COLUMN_INDEXES(list_) list_(COLUMN_INDEX, COLUMN_INDEX, COLUMN_INDEX)

/* Expands to initializers for the members of a record. Uses two variables of the caller: the values
 * come from the current row of the cursor `rows`, and the texts are copied into `arena`. If `arena`
 * is NULL, the texts are borrowed from the cursor. Needs the enumerators of COLUMN_INDEXES(). */
#define COLUMN_MEMBERS(list_) list_(COLUMN_READ, COLUMN_READ, COLUMN_READ)

/* The kinds of columns. To define another kind, a module defines two macros,
 * COLUMN_VALUE_KIND(arena, row, member) and COLUMN_READ_KIND(arena, rows, index). A kind whose name
 * ends with _OR_NULL stores zero as NULL. */
#define COLUMN_VALUE_TEXT(arena_, row_, member_) DB_TEXT((row_)->member_)
#define COLUMN_VALUE_JSON(arena_, row_, member_) DB_TEXT((row_)->member_)
#define COLUMN_VALUE_INT(arena_, row_, member_) DB_INT((row_)->member_)
#define COLUMN_VALUE_BOOL(arena_, row_, member_) DB_INT((row_)->member_)
#define COLUMN_VALUE_BITS(arena_, row_, member_) DB_INT((row_)->member_)
#define COLUMN_VALUE_TIME(arena_, row_, member_) DB_INT((row_)->member_)
#define COLUMN_VALUE_INT_OR_NULL(arena_, row_, member_)                                            \
	DB_INT_OR_NULL((row_)->member_ != 0, (row_)->member_)
#define COLUMN_VALUE_TIME_OR_NULL(arena_, row_, member_)                                           \
	DB_INT_OR_NULL((row_)->member_ != 0, (row_)->member_)
#define COLUMN_VALUE_GUID(arena_, row_, member_) DB_TEXT(guid_text((arena_), (row_)->member_))
#define COLUMN_VALUE_GUID_OR_NULL(arena_, row_, member_)                                           \
	DB_TEXT(guid_text_or_none((arena_), (row_)->member_))

#define COLUMN_READ_TEXT(arena_, rows_, index_) column_text((arena_), (rows_), (index_))
#define COLUMN_READ_JSON(arena_, rows_, index_) column_text((arena_), (rows_), (index_))
#define COLUMN_READ_INT(arena_, rows_, index_) db_int((rows_), (index_))
#define COLUMN_READ_BOOL(arena_, rows_, index_) (db_int((rows_), (index_)) != 0)
#define COLUMN_READ_BITS(arena_, rows_, index_) (uint32_t) db_int((rows_), (index_))
#define COLUMN_READ_TIME(arena_, rows_, index_) db_int((rows_), (index_))
#define COLUMN_READ_INT_OR_NULL(arena_, rows_, index_) db_int((rows_), (index_))
#define COLUMN_READ_TIME_OR_NULL(arena_, rows_, index_) db_int((rows_), (index_))
#define COLUMN_READ_GUID(arena_, rows_, index_) column_guid((rows_), (index_))
#define COLUMN_READ_GUID_OR_NULL(arena_, rows_, index_) column_guid((rows_), (index_))

/* Returns a copy of the text of a column, in the arena. If `arena` is NULL, returns a text that is
 * borrowed from the cursor. */
static inline struct text column_text(struct arena *arena, const struct db_cursor *rows, int column)
{
	struct text text = db_text(rows, column);

	return arena == NULL ? text : arena_text(arena, text);
}

/* Returns the GUID in a column. If the column does not contain a GUID with hyphens, returns the
 * zero GUID. */
struct guid column_guid(const struct db_cursor *rows, int column);

/* Finds the text of a column in an array of names, and returns its index in the array. If the array
 * does not contain the text, returns `otherwise`. */
#define COLUMN_READ_NAME(rows_, index_, names_, otherwise_)                                        \
	column_name((rows_), (index_), (names_), sizeof(names_) / sizeof((names_)[0]), (otherwise_))
int column_name(const struct db_cursor *rows, int column, const char *const *names, size_t count,
	int otherwise);

/* Ends a query that returns at most one row. *ret_value receives the integer in the first column.
 * If there is no row, *ret_value stays unchanged. */
enum status column_end_int(struct db_cursor *rows, int64_t *ret_value, struct fault *fault);

/* Helper macros that expand one entry of a column list. */
#define COLUMN_SKIP(...)
#define COLUMN_NAME_KEY(column_, ...) #column_ ", "
#define COLUMN_NAME_FIRST(column_, ...) #column_
#define COLUMN_NAME_NEXT(column_, ...) ", " #column_
#define COLUMN_SET_FIRST(column_, ...) #column_ " = excluded." #column_
#define COLUMN_SET_NEXT(column_, ...) ", " #column_ " = excluded." #column_
#define COLUMN_INDEX(column_, ...) COLUMN_##column_,
#define COLUMN_VALUE(column_, kind_, ...)                                                          \
	COLUMN_VALUE_##kind_(arena, row, COLUMN_HEAD(__VA_ARGS__, )),
#define COLUMN_READ(column_, kind_, ...)                                                           \
	.COLUMN_HEAD(__VA_ARGS__, ) = COLUMN_READ_##kind_(arena, rows, COLUMN_##column_),
#define COLUMN_HEAD(member_, ...) member_

/* Helper macros that count the columns of a column list, and write the parameters from $2 on. */
#define COLUMN_ONE(...) , 0
#define COLUMN_JOIN(a_, b_) COLUMN_JOIN_NOW(a_, b_)
#define COLUMN_JOIN_NOW(a_, b_) a_##b_
/* clang-format off */
#define COLUMN_COUNT(...) COLUMN_NTH(__VA_ARGS__, \
	48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, \
	27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, \
	4, 3, 2, 1, 0, 0)
#define COLUMN_NTH( \
	c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, \
	c19, c20, c21, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31, c32, c33, c34, c35, \
	c36, c37, c38, c39, c40, c41, c42, c43, c44, c45, c46, c47, c48, count_, ...) count_
#define COLUMN_PARAMETERS_2 "$2"
#define COLUMN_PARAMETERS_3 COLUMN_PARAMETERS_2 ", $3"
#define COLUMN_PARAMETERS_4 COLUMN_PARAMETERS_3 ", $4"
#define COLUMN_PARAMETERS_5 COLUMN_PARAMETERS_4 ", $5"
#define COLUMN_PARAMETERS_6 COLUMN_PARAMETERS_5 ", $6"
#define COLUMN_PARAMETERS_7 COLUMN_PARAMETERS_6 ", $7"
#define COLUMN_PARAMETERS_8 COLUMN_PARAMETERS_7 ", $8"
#define COLUMN_PARAMETERS_9 COLUMN_PARAMETERS_8 ", $9"
#define COLUMN_PARAMETERS_10 COLUMN_PARAMETERS_9 ", $10"
#define COLUMN_PARAMETERS_11 COLUMN_PARAMETERS_10 ", $11"
#define COLUMN_PARAMETERS_12 COLUMN_PARAMETERS_11 ", $12"
#define COLUMN_PARAMETERS_13 COLUMN_PARAMETERS_12 ", $13"
#define COLUMN_PARAMETERS_14 COLUMN_PARAMETERS_13 ", $14"
#define COLUMN_PARAMETERS_15 COLUMN_PARAMETERS_14 ", $15"
#define COLUMN_PARAMETERS_16 COLUMN_PARAMETERS_15 ", $16"
#define COLUMN_PARAMETERS_17 COLUMN_PARAMETERS_16 ", $17"
#define COLUMN_PARAMETERS_18 COLUMN_PARAMETERS_17 ", $18"
#define COLUMN_PARAMETERS_19 COLUMN_PARAMETERS_18 ", $19"
#define COLUMN_PARAMETERS_20 COLUMN_PARAMETERS_19 ", $20"
#define COLUMN_PARAMETERS_21 COLUMN_PARAMETERS_20 ", $21"
#define COLUMN_PARAMETERS_22 COLUMN_PARAMETERS_21 ", $22"
#define COLUMN_PARAMETERS_23 COLUMN_PARAMETERS_22 ", $23"
#define COLUMN_PARAMETERS_24 COLUMN_PARAMETERS_23 ", $24"
#define COLUMN_PARAMETERS_25 COLUMN_PARAMETERS_24 ", $25"
#define COLUMN_PARAMETERS_26 COLUMN_PARAMETERS_25 ", $26"
#define COLUMN_PARAMETERS_27 COLUMN_PARAMETERS_26 ", $27"
#define COLUMN_PARAMETERS_28 COLUMN_PARAMETERS_27 ", $28"
#define COLUMN_PARAMETERS_29 COLUMN_PARAMETERS_28 ", $29"
#define COLUMN_PARAMETERS_30 COLUMN_PARAMETERS_29 ", $30"
#define COLUMN_PARAMETERS_31 COLUMN_PARAMETERS_30 ", $31"
#define COLUMN_PARAMETERS_32 COLUMN_PARAMETERS_31 ", $32"
#define COLUMN_PARAMETERS_33 COLUMN_PARAMETERS_32 ", $33"
#define COLUMN_PARAMETERS_34 COLUMN_PARAMETERS_33 ", $34"
#define COLUMN_PARAMETERS_35 COLUMN_PARAMETERS_34 ", $35"
#define COLUMN_PARAMETERS_36 COLUMN_PARAMETERS_35 ", $36"
#define COLUMN_PARAMETERS_37 COLUMN_PARAMETERS_36 ", $37"
#define COLUMN_PARAMETERS_38 COLUMN_PARAMETERS_37 ", $38"
#define COLUMN_PARAMETERS_39 COLUMN_PARAMETERS_38 ", $39"
#define COLUMN_PARAMETERS_40 COLUMN_PARAMETERS_39 ", $40"
#define COLUMN_PARAMETERS_41 COLUMN_PARAMETERS_40 ", $41"
#define COLUMN_PARAMETERS_42 COLUMN_PARAMETERS_41 ", $42"
#define COLUMN_PARAMETERS_43 COLUMN_PARAMETERS_42 ", $43"
#define COLUMN_PARAMETERS_44 COLUMN_PARAMETERS_43 ", $44"
#define COLUMN_PARAMETERS_45 COLUMN_PARAMETERS_44 ", $45"
#define COLUMN_PARAMETERS_46 COLUMN_PARAMETERS_45 ", $46"
#define COLUMN_PARAMETERS_47 COLUMN_PARAMETERS_46 ", $47"
#define COLUMN_PARAMETERS_48 COLUMN_PARAMETERS_47 ", $48"
/* clang-format on */

#endif
