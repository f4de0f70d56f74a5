#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "reviews/review.h"
#include "reviews/review_import_item.h"
#include "support/expect.h"

/* What a rule has to be; flags have no bounds, times none that matter here. */
struct expected {
	const char *name;
	enum field_kind kind;
	bool required, read_only;
	size_t offset;
	int64_t min, max;
};

#define ROW(name_, kind_, required_, member_, min_, max_)                                          \
	{                                                                                          \
		(name_), (kind_), (required_), false, offsetof(struct review, member_), (min_),    \
			(max_)                                                                     \
	}

#define SERVERS_OWN(name_)                                                                         \
	{                                                                                          \
		(name_), FIELD_TEXT, false, true, 0, 0, 0                                          \
	}

static const struct expected submit[] = {
	ROW("rating", FIELD_INTEGER, true, rating, 1, 5),
	ROW("title", FIELD_TEXT, true, title, 0, 1000),
	ROW("reviewText", FIELD_TEXT, true, review_text, 0, 20000),
	ROW("productName", FIELD_LINE, true, product_name, 0, 200),
	ROW("sku", FIELD_LINE, false, sku, 0, 200),
	ROW("legalEntity", FIELD_LINE, false, legal_entity, 0, 200),
	ROW("extendedProperties", FIELD_OBJECT, false, extended_properties, 0, 16384),
	ROW("submittedDateTime", FIELD_TIME, false, submitted_at_ms, 0, 0),
};

static const struct expected import[] = {
	ROW("externalId", FIELD_LINE, true, external_id, 1, 200),
	ROW("productId", FIELD_TEXT, true, product_id, 1, 200),
	ROW("productName", FIELD_LINE, false, product_name, 0, 200),
	ROW("sku", FIELD_LINE, false, sku, 0, 200),
	ROW("legalEntity", FIELD_LINE, false, legal_entity, 0, 200),
	ROW("rating", FIELD_INTEGER, true, rating, 1, 5),
	ROW("title", FIELD_TEXT, false, title, 0, 1000),
	ROW("reviewText", FIELD_TEXT, false, review_text, 0, 20000),
	ROW("market", FIELD_LINE, false, market, 0, 16),
	ROW("locale", FIELD_LINE, false, locale, 0, 35),
	ROW("channelId", FIELD_LINE, false, channel_id, 0, 200),
	ROW("userId", FIELD_LINE, false, user_id, 0, 200),
	ROW("userName", FIELD_LINE, false, user_name, 0, 200),
	ROW("userEmail", FIELD_LINE, false, user_email, 0, 320),
	ROW("submittedDateTime", FIELD_TIME, false, submitted_at_ms, 0, 0),
	ROW("extendedProperties", FIELD_OBJECT, false, extended_properties, 0, 16384),
	ROW("helpfulPositive", FIELD_INTEGER, false, helpful_positive, 0, 1000000000),
	ROW("helpfulNegative", FIELD_INTEGER, false, helpful_negative, 0, 1000000000),
	ROW("isPublished", FIELD_BOOLEAN, false, is_published, 0, 0),
	ROW("isTakenDown", FIELD_BOOLEAN, false, is_taken_down, 0, 0),
	ROW("violationsFound", FIELD_BOOLEAN, false, violations_found, 0, 0),
	ROW("isRevised", FIELD_BOOLEAN, false, is_revised, 0, 0),
	ROW("updatedSinceResponse", FIELD_BOOLEAN, false, updated_since_response, 0, 0),
	ROW("takeDownReason", FIELD_LINE, false, take_down_reason, 0, 200),
	ROW("responderName", FIELD_LINE, false, responder_name, 0, 200),
	ROW("responseText", FIELD_TEXT, false, response_text, 0, 20000),
	ROW("responseDateTime", FIELD_TIME, false, response_at_ms, 0, 0),
	SERVERS_OWN("reviewId"),
	SERVERS_OWN("source"),
	SERVERS_OWN("redactedTitle"),
	SERVERS_OWN("redactedReviewText"),
	SERVERS_OWN("redactedResponseText"),
	SERVERS_OWN("responseId"),
	SERVERS_OWN("concernCount"),
	SERVERS_OWN("userEmailHash"),
	SERVERS_OWN("createdDateTime"),
	SERVERS_OWN("lastModifiedDateTime"),
};

#define COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

/* One reading of one field, started anew for every value. */
struct reading {
	struct arena *arena;
	struct fault fault;
	const struct field_table *table;
	const struct expected *row;
	struct review review;
};

/* Reads {"name": value} and says whether it was good; a refusal names the field. */
static bool take(struct reading *r, struct text value)
{
	struct field_reader reader = {.fault = &r->fault, .ignore_case = true};
	struct text json = arena_printf(
		r->arena, "{\"%s\":%.*s}", r->row->name, (int)value.length, value.data);
	const struct jsonread_node *node = jsonread_parse(r->arena, json, NULL);

	assert_non_null(node);
	r->review = review_make();
	fault_clear(&r->fault);
	jsonread_record(&reader, r->table, node, &r->review);
	if (r->fault.status == STATUS_OK)
		return true;
	assert_int_equal(r->fault.error_count, 1);
	expect_text(r->fault.errors[0].target, r->row->name);
	assert_string_equal(r->fault.errors[0].code, "InvalidField");
	return false;
}

static void *member(struct reading *r)
{
	return (char *)&r->review + r->row->offset;
}

static void good(struct reading *r, const char *value)
{
	if (!take(r, text_from(value)))
		fail_msg("%s refuses %.60s", r->row->name, value);
}

static void refused(struct reading *r, const char *value)
{
	if (take(r, text_from(value)))
		fail_msg("%s takes %.60s", r->row->name, value);
}

/* A JSON string of `count` letters, each two bytes long. */
static const char *letters(struct reading *r, int64_t count)
{
	struct buffer out = buffer_make(r->arena, 65536);

	buffer_add_char(&out, '"');
	for (int64_t i = 0; i < count; i++)
		buffer_add(&out, TEXT("\xc3\xa4"));
	buffer_add_char(&out, '"');
	assert_false(out.full);
	return arena_cstr(r->arena, buffer_text(&out));
}

static void check_text(struct reading *r)
{
	struct text *value = member(r);

	good(r, letters(r, r->row->min));
	assert_int_equal(value->length, 2 * r->row->min);
	good(r, letters(r, r->row->max));
	assert_int_equal(value->length, 2 * r->row->max);
	refused(r, letters(r, r->row->max + 1));
	assert_false(text_is_set(*value));
	if (r->row->min > 1)
		refused(r, letters(r, r->row->min - 1));
	good(r, "\" x \"");
	expect_text(*value, r->row->kind == FIELD_LINE ? "x" : " x ");
	if (r->row->kind == FIELD_LINE)
		refused(r, "\"a\\nb\"");
	else
		good(r, "\"a\\r\\nb\"");
	refused(r, "5");
	refused(r, "true");
	refused(r, "[\"x\"]");
	refused(r, "{\"x\":1}");
}

static void check_integer(struct reading *r)
{
	const int64_t *value = member(r);
	long long min = r->row->min, max = r->row->max;

	good(r, arena_printf(r->arena, "%lld", min).data);
	assert_int_equal(*value, min);
	good(r, arena_printf(r->arena, "\"%lld.0\"", max).data);
	assert_int_equal(*value, max);
	refused(r, arena_printf(r->arena, "%lld", min - 1).data);
	refused(r, arena_printf(r->arena, "%lld", max + 1).data);
	refused(r, "1e300");
	refused(r, "1.5");
	refused(r, "\" \"");
	refused(r, "\"four\"");
	refused(r, "true");
	refused(r, "[1]");
}

static void check_flag(struct reading *r)
{
	const bool *value = member(r);

	good(r, "true");
	assert_true(*value);
	good(r, "false");
	assert_false(*value);
	good(r, "\"TRUE\"");
	assert_true(*value);
	refused(r, "\"maybe\"");
	refused(r, "1");
	refused(r, "{}");
}

static void check_time(struct reading *r)
{
	const int64_t *value = member(r);

	good(r, "\"2020-05-01T10:00:00Z\"");
	assert_int_equal(*value, INT64_C(1588327200000));
	good(r, "\"2020-05-01T12:00:00.25+02:00\"");
	assert_int_equal(*value, INT64_C(1588327200250));
	refused(r, "\"yesterday\"");
	refused(r, "\"2020-02-30\"");
	refused(r, "1588327200");
	refused(r, "false");
}

/* A JSON object of `bytes` bytes. */
static const char *object(struct reading *r, int bytes)
{
	return arena_printf(r->arena, "{\"k\":\"%0*d\"}", bytes - 8, 0).data;
}

static void check_object(struct reading *r)
{
	const struct text *value = member(r);

	good(r, "{}");
	expect_text(*value, "{}");
	good(r, "{ \"a\" : [ 1 , \"b\" ] }");
	expect_text(*value, "{\"a\":[1,\"b\"]}");
	good(r, object(r, (int)r->row->max));
	assert_int_equal(value->length, r->row->max);
	refused(r, object(r, (int)r->row->max + 1));
	refused(r, "\"{}\"");
	refused(r, "[]");
	refused(r, "7");
}

/* The server's own fields may be sent, in any type, and are not read. */
static void check_read_only(struct reading *r)
{
	const struct review untouched = review_make();

	good(r, "\"x\"");
	assert_memory_equal(&r->review, &untouched, sizeof(untouched));
	good(r, "{\"x\":5}");
	assert_memory_equal(&r->review, &untouched, sizeof(untouched));
}

/* An empty text is no value, except as a required text that may be empty. */
static void check_empty(struct reading *r)
{
	const struct review untouched = review_make();

	good(r, "\"\"");
	if (r->row->required && r->row->min == 0)
		assert_true(text_is_set(*(const struct text *)member(r)));
	else
		assert_memory_equal(&r->review, &untouched, sizeof(untouched));
}

static void check_row(struct reading *r)
{
	check_empty(r);
	if (r->row->read_only) {
		check_read_only(r);
		return;
	}
	switch (r->row->kind) {
	case FIELD_TEXT:
	case FIELD_LINE:
		check_text(r);
		break;
	case FIELD_INTEGER:
		check_integer(r);
		break;
	case FIELD_BOOLEAN:
		check_flag(r);
		break;
	case FIELD_TIME:
		check_time(r);
		break;
	case FIELD_OBJECT:
		check_object(r);
		break;
	case FIELD_GUID:
	case FIELD_NAMES:
		fail();
	}
	good(r, "null");
}

static void check_table(const struct field_table *table, const struct expected *rows, size_t count)
{
	assert_int_equal(table->count, count);
	for (size_t i = 0; i < count; i++) {
		const struct field_rule *rule = &table->rules[i];
		struct reading r = {.arena = arena_new(), .table = table, .row = &rows[i]};

		assert_string_equal(rule->name, rows[i].name);
		assert_int_equal(rule->kind, rows[i].kind);
		assert_int_equal(rule->required, rows[i].required);
		assert_int_equal(rule->read_only, rows[i].read_only);
		r.fault = fault_make(r.arena);
		check_row(&r);
		arena_free(r.arena);
	}
}

static void the_fields_of_a_submission(void **state)
{
	(void)state;
	check_table(&review_submit_fields, submit, COUNT(submit));
}

static void the_fields_of_an_import(void **state)
{
	(void)state;
	check_table(&review_import_item_fields, import, COUNT(import));
}

static void an_import_takes_every_member_of_an_export(void **state)
{
	size_t index;

	(void)state;
	for (size_t i = 0; i < review_member_count; i++)
		assert_non_null(field_find(&review_import_item_fields,
			text_from(review_members[i].name), false, &index));
}

static void the_product_of_a_path_has_the_rule_of_the_field(void **state)
{
	size_t index;
	const struct field_rule *rule =
		field_find(&review_import_item_fields, TEXT("productId"), false, &index);

	(void)state;
	assert_non_null(rule);
	assert_int_equal(review_product_rule.kind, rule->kind);
	assert_int_equal(review_product_rule.offset, rule->offset);
	assert_int_equal(review_product_rule.min, rule->min);
	assert_int_equal(review_product_rule.max, rule->max);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fields_of_a_submission),
		cmocka_unit_test(the_fields_of_an_import),
		cmocka_unit_test(an_import_takes_every_member_of_an_export),
		cmocka_unit_test(the_product_of_a_path_has_the_rule_of_the_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
