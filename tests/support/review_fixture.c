#include "support/review_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define JSON_BYTES_MAX (1024 * 1024)

static void check(struct registry_fixture *f, enum status status)
{
	if (status == STATUS_OK)
		return;
	fail_msg("status %d: %s", (int)status, f->fault.detail.data);
}

struct review review_fixture_make(const char *external_id, const char *product_id, int64_t rating)
{
	struct review review = review_make();

	review.source = TEXT(REVIEW_FIXTURE_SOURCE);
	review.external_id = text_from(external_id);
	review.product_id = text_from(product_id);
	review.rating = rating;
	review.submitted_at_ms = REGISTRY_FIXTURE_NOW_MS - 1;
	review.created_at_ms = review.last_modified_at_ms = REGISTRY_FIXTURE_NOW_MS;
	return review;
}

struct review review_fixture_full(void)
{
	return (struct review){
		.review_id = TEXT("018bcfe5-6800-7000-8000-000000000001"),
		.sequence = 1,
		.source = TEXT(REVIEW_FIXTURE_SOURCE),
		.external_id = TEXT("e1"),
		.product_id = TEXT("p1"),
		.product_name = TEXT("Shirt"),
		.sku = TEXT("A-1"),
		.legal_entity = TEXT("USRT"),
		.rating = 4,
		.title = TEXT("Good"),
		.review_text = TEXT("Fits."),
		.market = TEXT("US"),
		.locale = TEXT("en-us"),
		.channel_id = TEXT("c1"),
		.user_id = TEXT("u1"),
		.user_name = TEXT("Ada"),
		.user_email_hash = TEXT("00ff"),
		.submitted_at_ms = INT64_C(1588327200000),
		.extended_properties = TEXT("{\"size\":[\"M\",null]}"),
		.helpful_positive = 7,
		.helpful_negative = 2,
		.is_published = true,
		.violations_found = true,
		.updated_since_response = true,
		.number = 1,
		.redacted_title = TEXT("****"),
		.redacted_text = TEXT("*****"),
		.take_down_reason = TEXT("spam"),
		.concern_count = 3,
		.response_id = TEXT("018bcfe5-6800-7000-8000-000000000002"),
		.responder_name = TEXT("Fabrikam"),
		.response_text = TEXT("Thanks."),
		.redacted_response = TEXT("******."),
		.response_at_ms = INT64_C(1588327300000),
		.created_at_ms = REGISTRY_FIXTURE_NOW_MS,
		.last_modified_at_ms = REGISTRY_FIXTURE_NOW_MS,
	};
}

void review_fixture_change(
	struct arena *arena, struct review *review, const struct review_member *member)
{
	void *value = (char *)review + member->offset;
	struct text *t = value;

	switch (member->kind) {
	case REVIEW_TEXT:
		*t = arena_printf(arena, "%.*s2", (int)t->length, t->length > 0 ? t->data : "");
		break;
	case REVIEW_INTEGER:
	case REVIEW_TIME:
		++*(int64_t *)value;
		break;
	case REVIEW_BOOLEAN:
		*(bool *)value = !*(bool *)value;
		break;
	case REVIEW_OBJECT:
		*t = TEXT("{\"size\":\"L\"}");
		break;
	}
}

struct text review_fixture_json(struct arena *arena, const struct review *review)
{
	struct jsonwrite out = jsonwrite_make(arena, JSON_BYTES_MAX);

	review_write(&out, review);
	assert_false(out.buffer.full);
	return buffer_text(&out.buffer);
}

void review_fixture_insert(struct registry_fixture *f, struct review *review)
{
	check(f, db_begin(f->writer, DB_WRITE, &f->fault));
	check(f, review_store_insert(f->writer, NULL, review, &f->fault));
	check(f, db_commit(f->writer, &f->fault));
}

enum review_outcome review_fixture_upsert(struct registry_fixture *f, struct review *review)
{
	enum review_outcome outcome = REVIEW_CREATED;
	struct review_batch batch = review_batch_make(f->arena, 1);

	check(f, db_begin(f->writer, DB_WRITE, &f->fault));
	check(f, review_store_upsert(f->writer, &batch, review, &outcome, &f->fault));
	check(f, review_batch_flush(&batch, f->writer, &f->fault));
	check(f, db_commit(f->writer, &f->fault));
	return outcome;
}

struct review review_fixture_get(struct registry_fixture *f, const char *external_id)
{
	struct review found = {0};
	struct db_cursor rows;

	review_store_open(&rows, f->reader);
	while (db_next(&rows)) {
		struct review review = review_store_copy(&rows, f->arena);

		if (text_equal(review.external_id, text_from(external_id)))
			found = review;
	}
	check(f, db_end(&rows, &f->fault));
	assert_true(text_is_set(found.review_id));
	return found;
}

int64_t review_fixture_number(struct registry_fixture *f, const char *sql)
{
	struct db_cursor rows;
	int64_t number;

	db_query_literal(&rows, f->reader, sql, DB_NO_ARGS);
	assert_true(db_next(&rows));
	number = db_int(&rows, 0);
	check(f, db_end(&rows, &f->fault));
	return number;
}

int64_t review_fixture_sequence(struct registry_fixture *f)
{
	return review_fixture_number(f, "SELECT sequence FROM feed_state");
}
