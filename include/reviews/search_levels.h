/*
 * search_levels: the levels of the search index, as FTS5 counts them in its structure record.
 *
 * Each 'merge' with a negative bound puts all parts of the index on a level of its own, above all
 * others, and FTS5 up to SQLite 3.42 never takes an empty level away. It writes more than 2,000 of
 * them, and then refuses to read them: no review can be stored or found any more. Empty levels mean
 * nothing, so this module takes them out of the record.
 *
 * Source: "The Structure Record" and "fts5_index.c" of SQLite: a cookie of four bytes, then
 * varints: the number of levels, of parts, of pages written; each level the number of its parts
 * that are being merged into the next level, the number of its parts, and three numbers for each of
 * those.
 */
#ifndef REVIEWS_SEARCH_LEVELS_H
#define REVIEWS_SEARCH_LEVELS_H

#include "db/db.h"

/* Levels after search_levels_compact(), unless more of them hold parts. The part that holds most of
 * the index then stands so high that the small merges of daily writes never reach it. */
#define SEARCH_LEVELS_KEPT 16

/* More than an index that is looked after ever has. */
#define SEARCH_LEVELS_MANY 48

/* Reads the number of levels: one row. 0 when the record is not there or not readable. */
enum status search_levels_count(struct db *db, int64_t *ret_count, struct fault *fault);

/* What the index has counted, of reviews that came and went: one row. Zeros when the record is not
 * there or not readable. */
struct search_counted {
	int64_t reviews, words;
};

enum status search_levels_read_counted(
	struct db *db, struct search_counted *ret_counted, struct fault *fault);

/* Whether the record has no part, though the index has counted words: no search finds any then, and
 * no statement of FTS5 complains. Two rows. */
enum status search_levels_is_truncated(struct db *db, bool *ret_is_truncated, struct fault *fault);

/* Takes empty levels out of the record, down to SEARCH_LEVELS_KEPT; those above the last part go
 * first. Part of a transaction that writes. A record of another form is left as it is. */
enum status search_levels_compact(struct db *db, struct fault *fault);

#endif
