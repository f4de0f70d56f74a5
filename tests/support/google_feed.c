#include "support/google_feed.h"

#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/file.h"
#include "reviews/export.h"

#define SCHEMA "tests/vectors/google/product_reviews.xsd"
#define FEED_BYTES_MAX (64 * 1024 * 1024)

/* What xmllint says of a document that the schema refuses. */
#define XMLLINT_INVALID 3

struct text google_feed_export(
	struct registry_fixture *f, const char *publisher, const char *url, int64_t count)
{
	struct export_options options = {
		.format = EXPORT_GOOGLE, .publisher = publisher, .product_url = url};
	struct export *export = export_open(f->reader, &options);
	struct buffer all = buffer_make(f->arena, FEED_BYTES_MAX);
	struct export_totals totals;
	struct text piece;

	while (export_next(export, &piece))
		buffer_add(&all, piece);
	assert_int_equal(export_close(export, &totals, &f->fault), STATUS_OK);
	assert_int_equal(totals.items, count);
	assert_int_equal(totals.deleted, 0);
	return buffer_text(&all);
}

static const char *store(struct registry_fixture *f, struct text xml)
{
	const char *path = arena_printf(f->arena, "%s/feed.xml", f->dir).data;

	assert_true(file_replace(f->arena, path, xml));
	return path;
}

bool google_feed_is_valid(struct registry_fixture *f, struct text xml)
{
	char program[] = "xmllint", quiet[] = "--noout", option[] = "--schema", schema[] = SCHEMA;
	char *const arguments[] = {
		program, quiet, option, schema, (char *)(uintptr_t)store(f, xml), NULL};
	pid_t child;
	int status;

	assert_int_equal(posix_spawnp(&child, program, NULL, NULL, arguments, environ), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == XMLLINT_INVALID);
	return WEXITSTATUS(status) == 0;
}
