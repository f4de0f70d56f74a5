/*
 * feed_position: a position in the change feed that remains valid when the database is restored
 * from a backup.
 *
 * A sequence alone does not. After a restore, new changes get sequences that the replaced database
 * had already given to other changes. A reader with a sequence from the replaced database would
 * skip the new changes. A position therefore also names the last opening of the database before the
 * reader got the position. If the database was opened again after that, the feed had reached a
 * known sequence at that time, and the reader continues there at the latest.
 */
#ifndef REVIEWS_FEED_POSITION_H
#define REVIEWS_FEED_POSITION_H

#include "db/db.h"

/* Maximum length of a position as text, in bytes. */
#define FEED_POSITION_BYTES_MAX 40

struct feed_position {
	int64_t sequence; /* the reader has all changes up to this sequence */
	int64_t started_at_ms; /* names an opening of the database */
};

/* Records that the database is now opened for changes, in a transaction of its own. Every program
 * that changes reviews calls this function after the migrations. Keeps the last 1,000 openings. */
enum status feed_position_record_start(struct db *db, int64_t now_ms, struct fault *fault);

/* Stores the position at the end of the feed in *ret_position. */
enum status feed_position_last(
	struct db *db, struct feed_position *ret_position, struct fault *fault);

/* Parses "SEQUENCE-START", which is a position, or "SEQUENCE", which is a cursor of the feed.
 * Returns false if the text is neither. */
bool feed_position_parse(struct text t, struct feed_position *ret_position);

/* Returns the text of the position, in the arena. */
struct text feed_position_text(struct arena *arena, struct feed_position position);

/* Stores the sequence after which a reader with this position must continue in *ret_sequence. If
 * the position is ahead of the feed, and no restore explains that, the sequence is -1. */
enum status feed_position_resolve(
	struct db *db, struct feed_position position, int64_t *ret_sequence, struct fault *fault);

#endif
