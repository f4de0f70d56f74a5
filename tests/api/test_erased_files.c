/*
 * Of a person who was erased, the files of a service that goes on have nothing once the receipt
 * says so: no word, no name, no address.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/call.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/jsonread.h"
#include "support/expect.h"
#include "support/service_fixture.h"

#define LOOKS_MAX 3000
#define DOCUMENT_BYTES_MAX (1024 * 1024)
#define FILE_BYTES_MAX (64 * 1024 * 1024)
#define OTHERS 1500
#define OF_ANN 40
#define STANDS_US 2500000

#define USER "annikamustermann"
#define EMAIL "annika.mustermann@example.com"
#define WORD "zeppelinleather"

static const struct jsonread_node *send(struct service_fixture *f, int status, const char *method,
	const char *path, const char *body)
{
	struct response answer = service_fixture_send(f, f->arena, method, path,
		body == NULL ? NULL : "application/json", text_from(body));

	if (answer.status != status)
		fail_msg("%s: %d: %.*s", path, answer.status, (int)answer.body.length,
			answer.body.data);
	return jsonread_parse(f->arena, answer.body, NULL);
}

/* Ann's reviews among those of others, and a vote of hers; an admin is calling from then on. */
static void fill(struct service_fixture *f)
{
	struct buffer all = buffer_make(f->arena, DOCUMENT_BYTES_MAX);
	const struct jsonread_node *items;
	struct text first;

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
	items = jsonread_member(send(f, 200, "POST", "/v2.0/reviews:import?source=shop",
					arena_cstr(f->arena, buffer_text(&all))),
		"items");
	first = jsonread_member_text(jsonread_element(items, 0), "reviewId");
	send(f, 200, "POST",
		arena_printf(f->arena, "/v2.0/reviews/%.*s:vote", (int)first.length, first.data)
			.data,
		"{\"encodedUser\":\"" USER "\",\"helpful\":true}");
	f->authorization = arena_printf(f->arena, "Bearer %s", arena_cstr(f->arena, f->admin_key));
}

static const char *begin(struct service_fixture *f, const char *body)
{
	const struct jsonread_node *receipt = send(f, 202, "POST", "/admin/v1/erasures", body);
	struct text id = jsonread_member_text(receipt, "id");

	return arena_printf(f->arena, "/admin/v1/erasures/%.*s", (int)id.length, id.data).data;
}

static const struct jsonread_node *await(struct service_fixture *f, const char *path, bool is_whole)
{
	for (int i = 0; i < LOOKS_MAX; i++) {
		struct response answer =
			service_fixture_send(f, f->arena, "GET", path, NULL, TEXT_NONE);
		const struct jsonread_node *receipt = jsonread_parse(f->arena, answer.body, NULL);

		if (answer.status == 200 &&
			(!is_whole || jsonread_member(receipt, "wordsGoneBy") == NULL))
			return receipt;
		usleep(10000);
	}
	fail_msg("the erasure does not end");
	return NULL;
}

static bool holds(struct service_fixture *f, const char *ending, const char *what)
{
	const char *path = arena_printf(f->arena, "%s%s", f->config.database_path, ending).data;
	struct text bytes = file_read(f->arena, path, FILE_BYTES_MAX, NULL);

	return bytes.length > 0 && memmem(bytes.data, bytes.length, what, strlen(what)) != NULL;
}

/* The hash of an address stands there in hexadecimal. */
static const char *email_hash(struct service_fixture *f)
{
	struct fault fault = fault_make(f->arena);
	struct db *db = service_fixture_connect(f);
	struct db_cursor rows;
	const char *hash;

	db_query(&rows, db, "SELECT max(user_email_hash) FROM review", DB_NO_ARGS);
	assert_true(db_next(&rows));
	hash = arena_cstr(f->arena, db_text(&rows, 0));
	assert_int_equal(db_end(&rows, &fault), STATUS_OK);
	db_close(db);
	return hash;
}

static void expect_gone(struct service_fixture *f, const char *hash)
{
	/* What a part of the index shares with the word before stands there once. */
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
	await(f, begin(f, "{\"userId\":\"" USER "\"}"), true);
	expect_gone(f, hash);
}

/* A vote has no words, and yet the person's name. */
static void nothing_is_left_of_one_without_reviews(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *receipt;

	fill(f);
	await(f, begin(f, "{\"userId\":\"" USER "\"}"), true);
	receipt = await(f, begin(f, "{\"userId\":\"" USER "\"}"), true);
	assert_int_equal(jsonread_member_int(jsonread_member(receipt, "counts"), "reviews"), 0);
	expect_gone(f, NULL);
}

/* What it reads must stay, and the receipt says so until it ends. */
static void a_reader_in_the_way_is_waited_for(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	struct db *reader = service_fixture_connect(f);
	const char *path;

	fill(f);
	assert_int_equal(
		db_script(reader, TEXT("BEGIN; SELECT count(*) FROM review"), &fault), STATUS_OK);
	path = begin(f, "{\"userId\":\"" USER "\"}");
	await(f, path, false);
	usleep(STANDS_US);
	assert_non_null(jsonread_member(await(f, path, false), "wordsGoneBy"));
	assert_int_equal(db_script(reader, TEXT("COMMIT"), &fault), STATUS_OK);
	await(f, path, true);
	expect_gone(f, NULL);
	db_close(reader);
}

int main(void)
{
#define TEST(name_)                                                                                \
	cmocka_unit_test_setup_teardown(name_, service_fixture_start, service_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_left_in_the_files),
		TEST(nothing_is_left_of_one_without_reviews),
		TEST(a_reader_in_the_way_is_waited_for),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
