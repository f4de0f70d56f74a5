/*
 * Erasure in the files of a running service: once the receipt says so, they contain no word, name
 * or address of the erased person.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/buffer.h"
#include "base/file.h"
#include "support/erasure_fixture.h"
#include "support/expect.h"
#include "support/wait.h"

#define DOCUMENT_BYTES_MAX (1024 * 1024)
#define FILE_BYTES_MAX (64 * 1024 * 1024)
#define OTHERS 1500
#define OF_ANN 40
#define STANDS_MS 2500

#define USER "annikamustermann"
#define EMAIL "annika.mustermann@example.com"
#define WORD "zeppelinleather"

/* Imports Ann's reviews among those of others, adds her vote, then switches to the admin's key. */
static void fill(struct service_fixture *f)
{
	struct buffer all = buffer_make(f->arena, DOCUMENT_BYTES_MAX);

	for (int i = 0; i < OTHERS; i++) {
		buffer_printf(&all,
			"%s{\"externalId\":\"b%d\",\"productId\":\"p\",\"rating\":5,"
			"\"reviewText\":\"balloon%d over the sea\"}",
			i == 0 ? "[" : ",", i, i);
		if (i < OF_ANN)
			buffer_printf(&all,
				",{\"externalId\":\"a%d\",\"productId\":\"p\",\"rating\":1,"
				"\"reviewText\":\"" WORD "%d\",\"userId\":\"" USER
				"\",\"userEmail\":\"" EMAIL "\"}",
				i, i);
	}
	buffer_add_char(&all, ']');
	erasure_fixture_vote(f, erasure_fixture_import(f, buffer_text(&all)), USER);
	service_client_become_admin(f);
}

static bool holds(struct service_fixture *f, const char *ending, const char *what)
{
	const char *path = arena_printf(f->arena, "%s%s", f->config.database_path, ending).data;
	struct text bytes = file_read(f->arena, path, FILE_BYTES_MAX, NULL);

	return bytes.length > 0 && memmem(bytes.data, bytes.length, what, strlen(what)) != NULL;
}

/* Returns the hash of the address, which the database stores in hexadecimal. */
static const char *email_hash(struct service_fixture *f)
{
	return arena_cstr(
		f->arena, service_client_text(f, "SELECT max(user_email_hash) FROM review"));
}

static void expect_gone(struct service_fixture *f, const char *hash)
{
	/* The index omits the prefix that a word shares with the previous word. */
	const char *const all[] = {USER, EMAIL, "eppelinleather", hash};
	const char *const endings[] = {"", "-wal"};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (all[i] == NULL || all[i][0] == '\0')
			continue;
		for (size_t j = 0; j < sizeof(endings) / sizeof(endings[0]); j++) {
			if (holds(f, endings[j], all[i]))
				fail_msg("%s is in the file%s", all[i], endings[j]);
		}
	}
}

static void nothing_is_left_in_the_files(void **state)
{
	struct service_fixture *f = *state;
	const char *hash;

	fill(f);
	hash = email_hash(f);
	assert_int_equal(strlen(hash), 64);
	assert_true(holds(f, "", WORD) || holds(f, "-wal", WORD));
	erasure_fixture_end_whole(f, erasure_fixture_begin(f, USER));
	expect_gone(f, hash);
}

/* A vote contains no words, but it does contain the person's name. */
static void nothing_is_left_of_one_without_reviews(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *receipt;

	fill(f);
	erasure_fixture_end_whole(f, erasure_fixture_begin(f, USER));
	receipt = erasure_fixture_end_whole(f, erasure_fixture_begin(f, USER));
	assert_int_equal(jsonread_member_int(jsonread_member(receipt, "counts"), "reviews"), 0);
	expect_gone(f, NULL);
}

/* The snapshot of a reader must remain; the receipt says so until the reader ends. */
static void a_reader_in_the_way_is_waited_for(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	struct db *reader = service_fixture_connect(f);
	const char *path;

	fill(f);
	assert_int_equal(
		db_script(reader, TEXT("BEGIN; SELECT count(*) FROM review"), &fault), STATUS_OK);
	path = erasure_fixture_begin(f, USER);
	erasure_fixture_end(f, path);
	wait_ms(STANDS_MS);
	assert_non_null(jsonread_member(erasure_fixture_end(f, path), "wordsGoneBy"));
	assert_int_equal(db_script(reader, TEXT("COMMIT"), &fault), STATUS_OK);
	erasure_fixture_end_whole(f, path);
	expect_gone(f, NULL);
	db_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(nothing_is_left_in_the_files),
		SERVICE_FIXTURE_TEST(nothing_is_left_of_one_without_reviews),
		SERVICE_FIXTURE_TEST(a_reader_in_the_way_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
