#include "reviews/review.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "base/guid.h"
#include "support/expect.h"
#include "support/review_fixture.h"
#include "support/scratch.h"

#define NOW_MS REGISTRY_FIXTURE_NOW_MS
#define SECRET TEXT("key")

static void settle_with(struct scratch *s, struct review *review, struct text secret)
{
	const struct review_policy policy = {.email_key = secret, .now_ms = NOW_MS};
	struct field_reader reader = {.fault = &s->fault};

	fault_clear(&s->fault);
	review_finish_input(review, &policy, &reader);
}

static void settle(struct scratch *s, struct review *review)
{
	settle_with(s, review, SECRET);
}

static void a_fresh_review_is_published(void **state)
{
	const struct review review = review_make();

	(void)state;
	assert_true(review.is_published);
	assert_true(review_is_visible(&review));
	assert_int_equal(review.helpful_positive + review.helpful_negative, 0);
}

static void empty_texts_become_absent(void **state)
{
	struct review review = review_make();
	struct text *const texts[] = {&review.product_name, &review.sku, &review.legal_entity,
		&review.title, &review.review_text, &review.market, &review.locale,
		&review.channel_id, &review.user_id, &review.user_name, &review.user_email,
		&review.take_down_reason, &review.responder_name, &review.response_text};
	const size_t count = sizeof(texts) / sizeof(texts[0]);

	for (size_t i = 0; i < count; i++)
		*texts[i] = TEXT("");
	settle(*state, &review);
	for (size_t i = 0; i < count; i++)
		expect_text(*texts[i], NULL);
	expect_text(review.user_email_hash, NULL);
	expect_text(review.response_id, NULL);
	for (size_t i = 0; i < count; i++)
		*texts[i] = TEXT(" ");
	settle(*state, &review);
	for (size_t i = 0; i < count; i++)
		expect_text(*texts[i], " ");
}

static void a_missing_time_is_now(void **state)
{
	struct review review = review_make();

	settle(*state, &review);
	assert_true(review.lacks_submitted_at);
	assert_int_equal(review.submitted_at_ms, NOW_MS);
	assert_int_equal(review.created_at_ms, NOW_MS);
	assert_int_equal(review.last_modified_at_ms, NOW_MS);
	review.submitted_at_ms = 5000;
	settle(*state, &review);
	assert_false(review.lacks_submitted_at);
	assert_int_equal(review.submitted_at_ms, 5000);
	assert_int_equal(review.created_at_ms, NOW_MS);
}

static void a_time_in_the_future_is_refused(void **state)
{
	struct scratch *s = *state;
	struct review review = review_make();

	review.submitted_at_ms = NOW_MS + 300000;
	settle(s, &review);
	assert_int_equal(s->fault.status, STATUS_OK);
	review.submitted_at_ms++;
	settle(s, &review);
	assert_int_equal(s->fault.error_count, 1);
	expect_error(&s->fault, 0, "submittedDateTime", "InvalidField",
		"submittedDateTime must not be in the future.");
}

static void an_email_becomes_a_keyed_hash(void **state)
{
	struct scratch *s = *state;
	struct review review = review_make();

	review.user_email = TEXT(" The quick brown FOX jumps over the lazy dog");
	settle(s, &review);
	expect_text(review.user_email_hash,
		"7486bd70e6574a2755b8ea4daeb283de65da7e6b055453807d1572d72599cfef");
	settle_with(s, &review, TEXT("another key"));
	assert_false(text_equal(review.user_email_hash,
		TEXT("7486bd70e6574a2755b8ea4daeb283de65da7e6b055453807d1572d72599cfef")));
	assert_int_equal(review.user_email_hash.length, 64);
}

/* Folded: the same address in another case, width and composition is the same person. */
static void emails_are_folded(void **state)
{
	static const char *const same[] = {"J\xc3\xb6rg@Example.COM", " j\xc3\xb6rg@example.com\t",
		"jo\xcc\x88rg@example.com", "JO\xcc\x88RG@EXAMPLE.COM",
		"j\xc3\xb6rg\xef\xbc\xa0\xef\xbd\x85xample.com", "j\xc3\xb6\xc2\xadrg@example.com"};
	static const char *const others[] = {"jorg@example.com", "j\xc3\xb6rg@example.co", "", " "};
	struct scratch *s = *state;
	struct text first = review_hash_email(s->arena, SECRET, text_from(same[0]));

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		expect_bytes(review_hash_email(s->arena, SECRET, text_from(same[i])), first);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(text_equal(
			review_hash_email(s->arena, SECRET, text_from(others[i])), first));
	assert_false(text_equal(
		review_hash_email(s->arena, TEXT("another key"), text_from(same[0])), first));
}

static void a_response_has_an_id_a_name_and_a_time(void **state)
{
	struct scratch *s = *state;
	struct review review = review_make();

	review.response_text = TEXT("Thanks.");
	settle(s, &review);
	expect_text(review.responder_name, "Moderator");
	assert_int_equal(review.response_at_ms, NOW_MS);
	assert_int_equal(review.response_id.length, GUID_TEXT_BYTES);
	review.response_id = TEXT("the id that it has");
	review.responder_name = TEXT("Fabrikam");
	review.response_at_ms = 5000;
	settle(s, &review);
	expect_text(review.response_id, "the id that it has");
	expect_text(review.responder_name, "Fabrikam");
	assert_int_equal(review.response_at_ms, 5000);
	review.response_at_ms = NOW_MS + 300001;
	settle(s, &review);
	expect_error(&s->fault, 0, "responseDateTime", "InvalidField",
		"responseDateTime must not be in the future.");
}

static void without_a_text_there_is_no_response(void **state)
{
	struct review review = review_fixture_full();

	review.response_text = TEXT("");
	settle(*state, &review);
	expect_text(review.response_text, NULL);
	expect_text(review.response_id, NULL);
	expect_text(review.responder_name, NULL);
	expect_text(review.redacted_response, NULL);
	assert_int_equal(review.response_at_ms, 0);
}

static struct review with_user(struct scratch *s, struct text encoded)
{
	struct review_user user = review_read_user(s->arena, SECRET, encoded);

	return (struct review){
		.user_id = user.id, .user_name = user.name, .user_email = user.email};
}

static void a_structured_user_is_taken_apart(void **state)
{
	static const struct {
		const char *json, *id, *name, *email;
	} cases[] = {
		{"{\"id\":\"u1\",\"name\":\"Ada\",\"email\":\"a@b\"}", "u1", "Ada", "a@b"},
		{" {\"id\":\"\xc3\xa4\",\"more\":{}}\n", "\xc3\xa4", NULL, NULL},
		{"{\"email\":\"a@b\"}", NULL, NULL, "a@b"},
		{"{\"id\":\"\",\"name\":\"\",\"email\":\"a@b\"}", NULL, NULL, "a@b"},
		{"{\"id\":7,\"name\":[],\"email\":\"a@b\"}", NULL, NULL, "a@b"},
		{"{\"id\":\"u\\u0001\",\"email\":\"a@b\"}", NULL, NULL, "a@b"},
		{"{\"id\":\"u1\",\"name\":\"\\u007f\"}", "u1", NULL, NULL},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct review review =
			with_user(s, base64url_encode(s->arena, text_from(cases[i].json)));

		if (cases[i].id != NULL)
			expect_text(review.user_id, cases[i].id);
		else
			expect_bytes(
				review.user_id, review_hash_email(s->arena, SECRET, TEXT("A@B ")));
		expect_text(review.user_name, cases[i].name);
		expect_text(review.user_email, cases[i].email);
	}
}

/* Flows encode with padding and the other alphabet, and it is the same user. */
static void a_user_in_any_base64(void **state)
{
	static const char *const forms[] = {"eyJpZCI6Iu-_vz8_Pj4ifQ",
		"eyJpZCI6Iu-_vz8_Pj4ifQ==", "eyJpZCI6Iu+/vz8/Pj4ifQ", "eyJpZCI6Iu+/vz8/Pj4ifQ=="};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		expect_text(with_user(s, text_from(forms[i])).user_id,
			"\xef\xbf\xbf?"
			"?>>");
}

static void expect_opaque(struct scratch *s, struct text encoded)
{
	struct review review = with_user(s, encoded);

	expect_bytes(review.user_id, encoded);
	expect_text(review.user_email, NULL);
}

static void any_other_user_is_an_id(void **state)
{
	static const char *const texts[] = {"u", "user-1", "ada@example.com",
		"eyJpZCI6InUxIn0==", "eyJpZCI6InUxIn1", "\xc3\xa4 \xf0\x9f\x98\x80", "%7B%7D",
		"{\"id\":\"u1\"}"};
	static const char *const documents[] = {"", "x", "null", "7", "\"u1\"", "[]", "{}",
		"{\"id\":null}", "{\"id\":\"\"}", "{\"id\":\"u1\"", "{\"id\":\"u1\"}x",
		"{\"id\":\"a\",\"id\":\"b\"}", "{\"id\":\"\xff\"}", "{\"id\":\"\\u0000\"}"};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_opaque(s, text_from(texts[i]));
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		expect_opaque(s, base64url_encode(s->arena, text_from(documents[i])));
	expect_text(with_user(s, base64url_encode(s->arena, TEXT("{\"name\":\"Ada\"}"))).user_name,
		"Ada");
}

static void huge_users_are_no_reason_to_fail(void **state)
{
	struct scratch *s = *state;
	struct text name = arena_printf(s->arena, "%0800d", 0), nested;
	struct review review;
	char *brackets = arena_alloc(s->arena, 100000);

	review = with_user(s,
		base64url_encode(s->arena, arena_printf(s->arena, "{\"id\":\"%s\"}", name.data)));
	expect_bytes(review.user_id, name);
	expect_opaque(s,
		base64url_encode(s->arena, arena_printf(s->arena, "{\"id\":\"%s1\"}", name.data)));
	expect_opaque(s, arena_printf(s->arena, "%01000000d", 0));
	for (size_t i = 0; i < 100000; i++)
		brackets[i] = '[';
	nested = (struct text){brackets, 100000};
	expect_opaque(s, base64url_encode(s->arena, nested));
}

static void what_lists_of_a_product_hold(void **state)
{
	struct review review = review_make();

	(void)state;
	assert_false(review_is_shown(&review));
	review.review_text = TEXT("Fits.");
	assert_true(review_is_shown(&review));
	review.is_taken_down = true;
	assert_false(review_is_shown(&review));
	review.is_taken_down = review.is_published = false;
	assert_false(review_is_shown(&review));
}

static void what_readers_see(void **state)
{
	struct review review = review_make();

	(void)state;
	for (int bits = 0; bits < 4; bits++) {
		review.is_published = bits & 1;
		review.is_taken_down = bits & 2;
		assert_int_equal(review_is_visible(&review), bits == 1);
	}
	review.violations_found = review.is_revised = true;
	review.is_published = true;
	review.is_taken_down = false;
	assert_true(review_is_visible(&review));
}

/* The members that an import cannot bring: they make no difference. */
static bool is_server_set(const struct review_member *member)
{
	static const char *const names[] = {"reviewId", "concernCount", "responseId",
		"createdDateTime", "lastModifiedDateTime"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (text_equal(text_from(member->name), text_from(names[i])))
			return true;
	}
	return false;
}

static void every_member_makes_a_difference(void **state)
{
	struct scratch *s = *state;
	const struct review full = review_fixture_full();

	assert_true(review_content_equals(&full, &full));
	for (size_t i = 0; i < review_member_count; i++) {
		struct review other = full;

		review_fixture_change(s->arena, &other, &review_members[i]);
		if (review_content_equals(&full, &other) != is_server_set(&review_members[i]))
			fail_msg("%s", review_members[i].name);
		assert_int_equal(
			review_content_equals(&other, &full), review_content_equals(&full, &other));
	}
}

static void beyond_the_members_only_the_email_makes_one(void **state)
{
	const struct review full = review_fixture_full();
	struct review other = full;

	(void)state;
	other.sequence = 99;
	other.created_at_ms = 99;
	other.lacks_submitted_at = true;
	other.number = 99;
	other.omitted_fields = 99;
	assert_true(review_content_equals(&full, &other));
	other.user_email_hash = TEXT("00fe");
	assert_false(review_content_equals(&full, &other));
	other.user_email_hash = TEXT_NONE;
	assert_false(review_content_equals(&full, &other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(a_fresh_review_is_published),
		SCRATCH_TEST(empty_texts_become_absent),
		SCRATCH_TEST(a_missing_time_is_now),
		SCRATCH_TEST(a_time_in_the_future_is_refused),
		SCRATCH_TEST(an_email_becomes_a_keyed_hash),
		SCRATCH_TEST(emails_are_folded),
		SCRATCH_TEST(a_response_has_an_id_a_name_and_a_time),
		SCRATCH_TEST(without_a_text_there_is_no_response),
		SCRATCH_TEST(a_structured_user_is_taken_apart),
		SCRATCH_TEST(a_user_in_any_base64),
		SCRATCH_TEST(any_other_user_is_an_id),
		SCRATCH_TEST(huge_users_are_no_reason_to_fail),
		SCRATCH_TEST(what_lists_of_a_product_hold),
		SCRATCH_TEST(what_readers_see),
		SCRATCH_TEST(every_member_makes_a_difference),
		SCRATCH_TEST(beyond_the_members_only_the_email_makes_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
