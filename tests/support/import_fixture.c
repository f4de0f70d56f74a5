#include "support/import_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

int import_fixture_start(void **state)
{
	struct arena *arena = arena_new();
	struct import_fixture *f = arena_alloc(arena, sizeof(*f));

	f->arena = arena;
	*state = f;
	return 0;
}

int import_fixture_end(void **state)
{
	arena_free(((struct import_fixture *)*state)->arena);
	return 0;
}

/* The document lies in a block of its own size, so that reading past its end is seen. */
static void start(struct import_fixture *f, enum import_format format, struct text document,
	const char *columns)
{
	char *bytes = arena_alloc(f->arena, document.length == 0 ? 1 : document.length);
	struct import_options options = {.format = format,
		.document = {bytes, document.length},
		.columns = text_from(columns),
		.source = TEXT("shop"),
		.policy = {.email_key = TEXT("secret"), .now_ms = IMPORT_FIXTURE_NOW_MS}};

	for (size_t i = 0; i < document.length; i++)
		bytes[i] = document.data[i];
	f->fault = fault_make(f->arena);
	f->import = import_open(&options, &f->fault);
}

void import_fixture_open(struct import_fixture *f, enum import_format format, struct text document,
	const char *columns)
{
	start(f, format, document, columns);
	if (f->import == NULL)
		fail_msg("%s", f->fault.errors[0].message.data);
}

void import_fixture_refuse(struct import_fixture *f, enum import_format format,
	struct text document, const char *columns)
{
	start(f, format, document, columns);
	assert_null(f->import);
	assert_int_equal(f->fault.status, STATUS_INVALID);
}

const struct review *import_fixture_good(struct import_fixture *f)
{
	size_t row = f->item.row;

	assert_true(import_next(f->import, f->arena, &f->item));
	if (f->item.fault.status != STATUS_OK)
		fail_msg("row %zu after %zu: %s", f->item.row, row,
			f->item.fault.errors[0].message.data);
	return &f->item.review;
}

const struct fault *import_fixture_bad(struct import_fixture *f, size_t count)
{
	assert_true(import_next(f->import, f->arena, &f->item));
	assert_int_equal(f->item.fault.status, STATUS_INVALID);
	assert_int_equal(f->item.fault.error_count, count);
	return &f->item.fault;
}

void import_fixture_done(struct import_fixture *f)
{
	if (import_next(f->import, f->arena, &f->item))
		fail_msg("there is an item %zu", f->item.row);
	assert_false(import_next(f->import, f->arena, &f->item));
}
