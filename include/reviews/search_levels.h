/*
 * search_levels: removes empty levels from the FTS5 search index.
 *
 * An FTS5 index lists its segments by level in a structure record. A 'merge' command with a
 * negative number moves all segments to a new level above all others. The old levels are then
 * empty. FTS5 in SQLite 3.42 and earlier never removes empty levels. FTS5 can write a structure
 * record with more than 2,000 levels, but refuses to read such a record. The service can then
 * neither store nor find reviews. Empty levels have no meaning. This module removes them from the
 * record.
 *
 * The record begins with a cookie of four bytes. All values after the cookie are varints. The first
 * three varints are the number of levels, the number of segments, and the number of pages written.
 * The levels follow. Each level begins with the number of segments that are being merged into the
 * next level, and the number of all segments of the level. Three numbers for each segment follow.
 * Source: "The Structure Record" in the FTS5 documentation, and fts5_index.c of SQLite.
 */
#ifndef REVIEWS_SEARCH_LEVELS_H
#define REVIEWS_SEARCH_LEVELS_H

#include "db/db.h"

/* search_levels_compact() always removes empty levels at the top. It removes other empty levels
 * only while the index has more than SEARCH_LEVELS_KEPT levels. The segment that contains most of
 * the index therefore stays on a high level. The small merges of daily writes never reach this
 * level. */
#define SEARCH_LEVELS_KEPT 16

/* The search-upkeep thread (upkeep/search_upkeep.h) calls search_levels_compact() for an index that
 * has at least this number of levels. */
#define SEARCH_LEVELS_MANY 48

/* *ret_count receives the number of levels, or 0 if the structure record is missing or unreadable.
 * Reads one row. */
enum status search_levels_count(struct db *db, int64_t *ret_count, struct fault *fault);

/* The total numbers of reviews and words, as the index stores them. */
struct search_counted {
	int64_t reviews, words;
};

/* Reads the totals. If the stored totals are missing or unreadable, sets both totals to 0. */
enum status search_levels_read_counted(
	struct db *db, struct search_counted *ret_counted, struct fault *fault);

/* Sets *ret_is_truncated to true if the structure record lists no segments although the stored
 * total of words is greater than 0. In this state searches find nothing, but FTS5 reports no error.
 * Reads two rows. */
enum status search_levels_is_truncated(struct db *db, bool *ret_is_truncated, struct fault *fault);

/* Removes the empty levels above the highest level that has segments. Then removes other empty
 * levels until SEARCH_LEVELS_KEPT levels remain or no level is empty. Call this function inside a
 * write transaction. Does not change a record whose format is unknown. */
enum status search_levels_compact(struct db *db, struct fault *fault);

#endif
