/*
 * search_levels: removes empty levels from the FTS5 search index.
 *
 * An FTS5 index lists its segments by level in a structure record. A 'merge' command with a
 * negative number moves all segments to a new level above all others. FTS5 in SQLite 3.42 and
 * earlier never removes the levels that are then empty. FTS5 can write a structure record with more
 * than 2,000 levels but refuses to read it. After that, reviews can be neither stored nor found.
 * Empty levels have no meaning, so this module removes them from the record.
 *
 * The record begins with a cookie of four bytes. After the cookie, it consists of varints. The
 * first three are the number of levels, the number of segments, and the number of pages written.
 * For each level, the record then has the number of segments that are being merged into the next
 * level, the number of all segments, and three numbers for each segment. Source: "The Structure
 * Record" in the FTS5 documentation, and fts5_index.c of SQLite.
 */
#ifndef REVIEWS_SEARCH_LEVELS_H
#define REVIEWS_SEARCH_LEVELS_H

#include "db/db.h"

/* search_levels_compact() always removes empty levels at the top. It removes other empty levels
 * only while there are more than this number of levels. The segment that contains most of the index
 * therefore stays on such a high level that the small merges of daily writes never reach it. */
#define SEARCH_LEVELS_KEPT 16

/* Upkeep (upkeep/search_upkeep.h) compacts an index that has this number of levels or more. */
#define SEARCH_LEVELS_MANY 48

/* *ret_count receives the number of levels, or 0 if the structure record is missing or unreadable.
 * Reads one row. */
enum status search_levels_count(struct db *db, int64_t *ret_count, struct fault *fault);

/* The totals that the index stores: how many reviews and how many words it contains. */
struct search_counted {
	int64_t reviews, words;
};

/* Reads the totals. Both are 0 if they are missing or unreadable in the database. */
enum status search_levels_read_counted(
	struct db *db, struct search_counted *ret_counted, struct fault *fault);

/* Sets *ret_is_truncated to true if the structure record lists no segments although the stored
 * total of words is greater than 0. In this state searches find nothing, but FTS5 reports no error.
 * Reads two rows. */
enum status search_levels_is_truncated(struct db *db, bool *ret_is_truncated, struct fault *fault);

/* Removes the empty levels above the highest level that has segments. Then removes other empty
 * levels until SEARCH_LEVELS_KEPT levels or no empty levels remain. Must be called inside the
 * caller's write transaction. Does not change a record whose format is unknown. */
enum status search_levels_compact(struct db *db, struct fault *fault);

#endif
