/*
 * search_levels: the levels in the structure record of the FTS5 search index.
 *
 * Each 'merge' with a negative bound moves all segments to a new level above all others, and FTS5
 * up to SQLite 3.42 never removes an empty level. It writes records of more than 2,000 levels, but
 * refuses to read them; then no review can be stored or found. Empty levels have no meaning, so
 * this module removes them from the record.
 *
 * Source: "The Structure Record" and "fts5_index.c" of SQLite. The record is a cookie of four
 * bytes, followed by varints: the numbers of levels, of segments, and of pages written; then for
 * each level the number of its segments that are being merged into the next level, the number of
 * its segments, and three numbers for each segment.
 */
#ifndef REVIEWS_SEARCH_LEVELS_H
#define REVIEWS_SEARCH_LEVELS_H

#include "db/db.h"

/* Minimum number of levels after search_levels_compact(). The segment that contains most of the
 * index is then on so high a level that the small merges of daily writes never reach it. */
#define SEARCH_LEVELS_KEPT 16

/* More levels than a maintained index ever has. */
#define SEARCH_LEVELS_MANY 48

/* Reads the number of levels from one row. Returns 0 if the record is missing or unreadable. */
enum status search_levels_count(struct db *db, int64_t *ret_count, struct fault *fault);

/* The totals of the index. */
struct search_counted {
	int64_t reviews, words;
};

enum status search_levels_read_counted(
	struct db *db, struct search_counted *ret_counted, struct fault *fault);

/* Sets *ret_is_truncated to whether the record has no segment although the totals include words.
 * Searches then find nothing, and FTS5 reports no error. Reads two rows. */
enum status search_levels_is_truncated(struct db *db, bool *ret_is_truncated, struct fault *fault);

/* Removes empty levels from the record, the highest first, until SEARCH_LEVELS_KEPT remain. Runs
 * inside the caller's write transaction. Leaves a record of unknown form unchanged. */
enum status search_levels_compact(struct db *db, struct fault *fault);

#endif
