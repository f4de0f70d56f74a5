#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "support/expect.h"
#include "support/review_fixture.h"
#include "support/scratch.h"

static void members_are_written_in_order(void **state)
{
	struct scratch *s = *state;
	const struct review full = review_fixture_full();

	expect_text(review_fixture_json(s->arena, &full),
		"{\"reviewId\":\"018bcfe5-6800-7000-8000-000000000001\",\"source\":\"shop\","
		"\"externalId\":\"e1\",\"productId\":\"p1\",\"productName\":\"Shirt\","
		"\"sku\":\"A-1\",\"legalEntity\":\"USRT\",\"rating\":4,\"title\":\"Good\","
		"\"reviewText\":\"Fits.\",\"redactedTitle\":\"****\","
		"\"redactedReviewText\":\"*****\",\"market\":\"US\",\"locale\":\"en-us\","
		"\"channelId\":\"c1\",\"userId\":\"u1\",\"userName\":\"Ada\","
		"\"userEmailHash\":\"00ff\","
		"\"submittedDateTime\":\"2020-05-01T10:00:00.000Z\",\"helpfulPositive\":7,"
		"\"helpfulNegative\":2,\"isPublished\":true,\"isTakenDown\":false,"
		"\"violationsFound\":true,\"isRevised\":false,\"updatedSinceResponse\":true,"
		"\"takeDownReason\":\"spam\",\"concernCount\":3,"
		"\"responseId\":\"018bcfe5-6800-7000-8000-000000000002\","
		"\"responderName\":\"Fabrikam\",\"responseText\":\"Thanks.\","
		"\"redactedResponseText\":\"******.\","
		"\"responseDateTime\":\"2020-05-01T10:01:40.000Z\","
		"\"extendedProperties\":{\"size\":[\"M\",null]},"
		"\"createdDateTime\":\"2023-11-14T22:13:20.000Z\","
		"\"lastModifiedDateTime\":\"2023-11-14T22:13:20.000Z\"}");
}

static struct text public_json(struct scratch *s, const struct review *review)
{
	struct jsonwrite out = jsonwrite_make(s->arena, 4096);

	review_write_public(&out, review);
	return buffer_text(&out.buffer);
}

static void readers_get_the_redacted_forms_alone(void **state)
{
	struct scratch *s = *state;
	struct review full = review_fixture_full();

	expect_text(public_json(s, &full),
		"{\"reviewId\":\"018bcfe5-6800-7000-8000-000000000001\",\"productId\":\"p1\","
		"\"productName\":\"Shirt\",\"sku\":\"A-1\",\"userName\":\"Ada\",\"rating\":4,"
		"\"market\":\"US\",\"locale\":\"en-us\",\"channelId\":\"c1\","
		"\"thoughtfulnessScore\":5,\"helpfulPositive\":7,\"helpfulNegative\":2,"
		"\"title\":\"****\",\"reviewText\":\"*****\","
		"\"submittedDateTime\":\"2020-05-01T10:00:00.000Z\",\"isTakenDown\":false,"
		"\"violationsFound\":true,\"userResponse\":{"
		"\"responseId\":\"018bcfe5-6800-7000-8000-000000000002\","
		"\"reviewId\":\"018bcfe5-6800-7000-8000-000000000001\","
		"\"responderName\":\"Fabrikam\",\"responseText\":\"******.\","
		"\"isTakenDown\":false,\"violationsFound\":true,\"market\":\"US\","
		"\"locale\":\"en-us\",\"submittedDateTime\":\"2020-05-01T10:01:40.000Z\","
		"\"isPublic\":true},\"isPublished\":true,\"isRevised\":false,"
		"\"updatedSinceResponse\":true}");
	full.redacted_title = full.redacted_text = full.response_id = TEXT_NONE;
	expect_contains(public_json(s, &full), "\"title\":\"Good\",\"reviewText\":\"Fits.\"");
	assert_false(expect_has(public_json(s, &full), TEXT("userResponse")));
}

static void the_entity_tag_is_the_last_change(void **state)
{
	struct scratch *s = *state;

	expect_text(review_etag(s->arena, &(struct review){.sequence = 7}), "\"r7\"");
}

static void absent_members_are_left_out(void **state)
{
	struct scratch *s = *state;
	struct review review = {.product_id = TEXT("p"), .rating = 1};

	expect_text(review_fixture_json(s->arena, &review),
		"{\"productId\":\"p\",\"rating\":1,\"helpfulPositive\":0,"
		"\"helpfulNegative\":0,\"isPublished\":false,\"isTakenDown\":false,"
		"\"violationsFound\":false,\"isRevised\":false,\"updatedSinceResponse\":false,"
		"\"concernCount\":0}");
}

static void texts_keep_their_bytes(void **state)
{
	static const struct {
		const char *title, *json;
	} cases[] = {
		{"say \"hi\"", "\"title\":\"say \\\"hi\\\"\""},
		{"C:\\new", "\"title\":\"C:\\\\new\""},
		{"a\tb\r\nc", "\"title\":\"a\\tb\\r\\nc\""},
		{"\b\f\x01\x1f\x7f", "\"title\":\"\\b\\f\\u0001\\u001f\\u007f\""},
		{"</script>/", "\"title\":\"</script>/\""},
		{"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb \xe2\x9d\xa4\xef\xb8\x8f",
			"\"title\":\"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb "
			"\xe2\x9d\xa4\xef\xb8\x8f\""},
		{"a\xcc\x88 \xc3\xa4 \xe2\x80\xa8",
			"\"title\":\"a\xcc\x88 \xc3\xa4 \xe2\x80\xa8\""},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct review review = review_fixture_full();
		struct text json;

		review.title = text_from(cases[i].title);
		json = review_fixture_json(s->arena, &review);
		expect_contains(json, cases[i].json);
		expect_text(jsonread_member_text(jsonread_parse(s->arena, json, NULL), "title"),
			cases[i].title);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(members_are_written_in_order),
		SCRATCH_TEST(readers_get_the_redacted_forms_alone),
		SCRATCH_TEST(the_entity_tag_is_the_last_change),
		SCRATCH_TEST(absent_members_are_left_out),
		SCRATCH_TEST(texts_keep_their_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
