#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <zip.h>

#include <cmocka.h>

#include "connector/package.h"
#include "support/config_fixture.h"
#include "support/expect.h"

static void make(struct scratch *f, enum package_kind kind, struct package *ret_package)
{
	struct config config;
	struct target target;

	assert_int_equal(config_fixture_setting(f, &config, "auth.audiences", "api://one"), 0);
	assert_int_equal(
		target_read(&target, &config, TEXT("https://reviews.contoso.com/shop"), &f->fault),
		0);
	assert_int_equal(package_make(ret_package, &target, kind, &f->fault), STATUS_OK);
}

static const struct package_file *find(const struct package *package, const char *name)
{
	for (size_t i = 0; i < PACKAGE_FILES; i++) {
		if (strcmp(package->files[i].name, name) == 0)
			return &package->files[i];
	}
	fail_msg("no file %s", name);
	return NULL;
}

/* Compares an entry of the archive with the file. */
static void expect_entry(struct scratch *f, zip_t *zip, const struct package_file *file)
{
	char *bytes = arena_alloc(f->arena, file->content.length + 1);
	zip_file_t *entry = zip_fopen(zip, file->name, 0);
	zip_stat_t about;

	assert_non_null(entry);
	assert_int_equal(zip_stat(zip, file->name, 0, &about), 0);
	assert_int_equal(about.size, file->content.length);
	assert_int_equal(zip_fread(entry, bytes, file->content.length), file->content.length);
	assert_memory_equal(bytes, file->content.data, file->content.length);
	zip_fclose(entry);
}

static void the_archive_has_all_files(void **state)
{
	static const char *const names[] = {"s2s-connector.zip", "s2s-admin-connector.zip"};
	struct scratch *f = *state;

	for (unsigned int kind = 0; kind < PACKAGE_KINDS; kind++) {
		struct package package;
		const struct package_file *archive;
		zip_source_t *source;
		zip_t *zip;

		make(f, (enum package_kind)kind, &package);
		archive = find(&package, names[kind]);
		assert_ptr_equal(archive, &package.files[PACKAGE_ARCHIVE]);
		source = zip_source_buffer_create(
			archive->content.data, archive->content.length, 0, NULL);
		zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
		assert_non_null(zip);
		assert_int_equal(zip_get_num_entries(zip, 0), PACKAGE_ARCHIVE);
		for (size_t i = 0; i < PACKAGE_ARCHIVE; i++)
			expect_entry(f, zip, &package.files[i]);
		zip_discard(zip);
	}
}

static void the_same_target_gives_the_same_bytes(void **state)
{
	struct package first, second;

	make(*state, PACKAGE_REVIEWS, &first);
	make(*state, PACKAGE_REVIEWS, &second);
	for (size_t i = 0; i < PACKAGE_FILES; i++)
		assert_true(text_equal(first.files[i].content, second.files[i].content));
}

static void the_guides_are_filled_in(void **state)
{
	struct package package;

	make(*state, PACKAGE_REVIEWS, &package);
	expect_contains(find(&package, "readme.md")->content,
		"The service at https://reviews.contoso.com/shop must");
	expect_contains(find(&package, "readme.md")->content, "### Submit a review\nStores one");
	expect_contains(find(&package, "intro.md")->content, "(`api://one`)");
}

static void the_definition_has_the_parts_of_the_url(void **state)
{
	struct package package;

	make(*state, PACKAGE_ADMIN, &package);
	expect_contains(find(&package, "apiDefinition.swagger.json")->content,
		"    \"host\": \"reviews.contoso.com\",\n"
		"    \"basePath\": \"/shop\",\n"
		"    \"schemes\": [\n"
		"        \"https\"\n"
		"    ],\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(the_archive_has_all_files),
		SCRATCH_TEST(the_same_target_gives_the_same_bytes),
		SCRATCH_TEST(the_guides_are_filled_in),
		SCRATCH_TEST(the_definition_has_the_parts_of_the_url),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
