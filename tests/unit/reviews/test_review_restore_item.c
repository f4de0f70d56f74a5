#include "reviews/review_restore_item.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/import_fixture.h"
#include "support/review_fixture.h"

#define ID(digit_) "018bcfe5-6800-7000-8000-00000000000" digit_

static void every_member_of_an_export_is_read(void **state)
{
	size_t index;

	(void)state;
	for (size_t i = 0; i < review_member_count; i++) {
		const struct field_rule *rule = field_find(&review_restore_item_fields,
			text_from(review_members[i].name), false, &index);

		if (rule == NULL || rule->read_only || rule->offset != review_members[i].offset)
			fail_msg("%s", review_members[i].name);
	}
	/* Beside them only the e-mail address. */
	assert_int_equal(review_restore_item_fields.count, review_member_count + 1);
}

/* The only item of a restore; `members` follow reviewId. */
static struct review read_item(struct registry_fixture *f, const char *id, const char *members)
{
	struct import_options options = {.format = IMPORT_NDJSON,
		.document = arena_printf(f->arena, "{\"reviewId\":\"%s\"%s}", id, members),
		.restore = true,
		.policy = {.email_key = TEXT("secret"), .now_ms = IMPORT_FIXTURE_NOW_MS}};
	struct import *import = import_open(&options, &f->fault);
	struct import_item item;

	assert_non_null(import);
	assert_true(import_is_restore(import));
	assert_true(import_next(import, f->arena, &item));
	if (item.fault.status != STATUS_OK)
		fail_msg("%s", item.fault.errors[0].message.data);
	assert_int_equal(import_position(import), options.document.length);
	return item.review;
}

static enum review_outcome restore(struct registry_fixture *f, struct review review)
{
	enum review_outcome outcome = REVIEW_CREATED;
	struct review_batch batch = review_batch_make(f->arena, 1);

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	if (review_store_restore(f->writer, &batch, &review, &outcome, &f->fault) != STATUS_OK)
		fail_msg("%s", f->fault.detail.data);
	assert_int_equal(review_batch_flush(&batch, f->writer, &f->fault), STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	return outcome;
}

static struct review stored(struct registry_fixture *f, const char *id)
{
	struct review review;

	assert_int_equal(review_store_get(f->reader, text_from(id), &review, &f->fault), STATUS_OK);
	return review;
}

static void every_member_is_restored(void **state)
{
	struct registry_fixture *f = *state;
	struct review full = review_fixture_full(), found;

	assert_int_equal(restore(f, full), REVIEW_CREATED);
	assert_int_equal(restore(f, full), REVIEW_UNCHANGED);
	for (size_t i = 0; i < review_member_count; i++) {
		const struct review_member *member = &review_members[i];

		if (member->offset == offsetof(struct review, review_id))
			continue;
		review_fixture_change(f->arena, &full, member);
		if (restore(f, full) != REVIEW_UPDATED)
			fail_msg("%s", member->name);
		found = stored(f, full.review_id.data);
		expect_bytes(review_fixture_json(f->arena, &found),
			review_fixture_json(f->arena, &full));
	}
}

static void what_is_unsaid_is_absent_but_for_times(void **state)
{
	struct registry_fixture *f = *state;
	struct review full = review_fixture_full(), found;

	restore(f, full);
	assert_int_equal(restore(f, read_item(f, ID("1"), ",\"productId\":\"p1\",\"rating\":4")),
		REVIEW_UPDATED);
	found = stored(f, ID("1"));
	expect_text(found.source, NULL);
	expect_text(found.title, NULL);
	expect_text(found.redacted_title, NULL);
	expect_text(found.response_id, NULL);
	assert_int_equal(found.response_at_ms, 0);
	assert_int_equal(found.concern_count, 0);
	assert_true(found.is_published);
	assert_int_equal(found.submitted_at_ms, full.submitted_at_ms);
	assert_int_equal(found.created_at_ms, full.created_at_ms);
	assert_int_equal(found.last_modified_at_ms, full.last_modified_at_ms);
}

static void a_new_item_without_times_came_now(void **state)
{
	struct registry_fixture *f = *state;
	struct review found;

	restore(f,
		read_item(f, ID("7"), ",\"productId\":\"p\",\"rating\":1,\"responseText\":\"r\""));
	found = stored(f, ID("7"));
	assert_int_equal(found.submitted_at_ms, IMPORT_FIXTURE_NOW_MS);
	assert_int_equal(found.created_at_ms, IMPORT_FIXTURE_NOW_MS);
	assert_int_equal(found.last_modified_at_ms, IMPORT_FIXTURE_NOW_MS);
	assert_int_equal(found.response_at_ms, IMPORT_FIXTURE_NOW_MS);
	assert_int_equal(found.response_id.length, GUID_TEXT_BYTES);
	assert_int_equal(restore(f,
				 read_item(f, ID("7"),
					 ",\"productId\":\"p\",\"rating\":1,\"responseText\":"
					 "\"r\"")),
		REVIEW_UNCHANGED);
}

static void an_email_is_hashed_unless_the_hash_is_there(void **state)
{
	struct registry_fixture *f = *state;
	struct review review =
		read_item(f, ID("7"), ",\"productId\":\"p\",\"rating\":1,\"userEmail\":\"A@B\"");

	expect_bytes(
		review.user_email_hash, review_hash_email(f->arena, TEXT("secret"), TEXT("a@b")));
	review = read_item(f, ID("7"),
		",\"productId\":\"p\",\"rating\":1,\"userEmail\":\"A@B\",\"userEmailHash\":\"0f\"");
	expect_text(review.user_email_hash, "0f");
}

static void a_taken_external_id_changes_nothing(void **state)
{
	struct registry_fixture *f = *state;
	struct review first = review_fixture_full(), second = first;
	int64_t sequence;

	restore(f, first);
	sequence = review_fixture_sequence(f);
	second.review_id = TEXT(ID("5"));
	assert_int_equal(restore(f, second), REVIEW_EXTERNAL_ID_TAKEN);
	assert_int_equal(review_fixture_sequence(f), sequence);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review"), 1);
	second.source = TEXT("another");
	assert_int_equal(restore(f, second), REVIEW_CREATED);
	/* Also for a review that is there already. */
	second.source = first.source;
	assert_int_equal(restore(f, second), REVIEW_EXTERNAL_ID_TAKEN);
	expect_text(stored(f, ID("5")).source, "another");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_member_of_an_export_is_read),
		REGISTRY_FIXTURE_TEST(every_member_is_restored),
		REGISTRY_FIXTURE_TEST(what_is_unsaid_is_absent_but_for_times),
		REGISTRY_FIXTURE_TEST(a_new_item_without_times_came_now),
		REGISTRY_FIXTURE_TEST(an_email_is_hashed_unless_the_hash_is_there),
		REGISTRY_FIXTURE_TEST(a_taken_external_id_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
