/*
 * search_record: corrupts the search index, either as endless erasures once did, or freely.
 *
 * Fails the running cmocka test when that fails.
 */
#ifndef SUPPORT_SEARCH_RECORD_H
#define SUPPORT_SEARCH_RECORD_H

#include "db/db.h"

/* FTS5 reads no index of so many levels. */
#define SEARCH_RECORD_TOO_MANY 2500

/* The index's structure record. */
struct text search_record_read(struct db *db, struct arena *arena);
void search_record_write(struct db *db, struct text record);

/* The record with so many empty levels below its own; it has few levels and parts. */
struct text search_record_raise(struct arena *arena, struct text record, size_t count);

#endif
