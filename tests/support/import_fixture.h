/*
 * import_fixture: reads an import item by item.
 *
 * Fails the running cmocka test when an item is not as the function's name says.
 */
#ifndef SUPPORT_IMPORT_FIXTURE_H
#define SUPPORT_IMPORT_FIXTURE_H

#include "reviews/import.h"

#define IMPORT_FIXTURE_NOW_MS INT64_C(1700000000000)

struct import_fixture {
	struct arena *arena;
	struct fault fault; /* of the document */
	struct import *import;
	struct import_item item; /* read last; its texts live to the end of the test */
};

/* For cmocka; *state is a struct import_fixture. */
int import_fixture_start(void **state);
int import_fixture_end(void **state);

/* Begins a document; `columns` may be NULL. The first one can be read, the second cannot. */
void import_fixture_open(struct import_fixture *f, enum import_format format, struct text document,
	const char *columns);
void import_fixture_refuse(struct import_fixture *f, enum import_format format,
	struct text document, const char *columns);

/* The next item, which is good. */
const struct review *import_fixture_good(struct import_fixture *f);

/* The next item, which is not: it has `count` errors. */
const struct fault *import_fixture_bad(struct import_fixture *f, size_t count);

/* There are no more items. */
void import_fixture_done(struct import_fixture *f);

#endif
