#include "reviews/export.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/jsonread.h"
#include "support/expect.h"
#include "support/import_fixture.h"
#include "support/review_fixture.h"

#define FILE_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define CSV_HEADER                                                                                 \
	"reviewId,source,externalId,productId,productName,sku,legalEntity,rating,title,"           \
	"reviewText,redactedTitle,redactedReviewText,market,locale,channelId,userId,userName,"     \
	"userEmailHash,submittedDateTime,helpfulPositive,helpfulNegative,isPublished,"             \
	"isTakenDown,violationsFound,isRevised,updatedSinceResponse,takeDownReason,concernCount,"  \
	"responseId,responderName,responseText,redactedResponseText,responseDateTime,"             \
	"extendedProperties,createdDateTime,lastModifiedDateTime\r\n"

/* What a reader of a file could take for something else than text. */
static const char *const awkward[] = {
	"a,b",
	"say \"hi\"",
	"\"",
	"\"\"",
	"a\nb",
	"a\r\nb\r\n",
	"\r",
	" a ",
	"\t",
	"C:\\new\\u0041",
	"{\"a\":[1]}",
	"=1+1",
	"-",
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
	"a\xcc\x88\xe2\x80\xa8\xef\xbb\xbf",
	"null",
	";|'<>&",
};
#define AWKWARD_COUNT (sizeof(awkward) / sizeof(awkward[0]))

static struct text export_all(
	struct registry_fixture *f, enum export_format format, int64_t expected_count)
{
	const char *path = arena_printf(f->arena, "%s/export", f->dir).data;
	int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int64_t count = -1;

	assert_true(descriptor >= 0);
	assert_int_equal(export_write(f->reader, format, descriptor, &count, &f->fault), STATUS_OK);
	assert_int_equal(close(descriptor), 0);
	assert_int_equal(count, expected_count);
	return file_read(f->arena, path, FILE_BYTES_MAX, NULL);
}

static void kinds(void **state)
{
	(void)state;
	assert_string_equal(export_kinds[EXPORT_JSON].name, "json");
	assert_string_equal(export_kinds[EXPORT_JSON].media_type, "application/json");
	assert_string_equal(export_kinds[EXPORT_CSV].name, "csv");
	assert_string_equal(export_kinds[EXPORT_CSV].media_type, "text/csv; charset=utf-8");
	assert_string_equal(export_kinds[EXPORT_NDJSON].name, "ndjson");
	assert_string_equal(export_kinds[EXPORT_NDJSON].media_type, "application/x-ndjson");
}

static void an_empty_database(void **state)
{
	struct registry_fixture *f = *state;

	expect_text(export_all(f, EXPORT_JSON, 0), "[\n]\n");
	expect_text(export_all(f, EXPORT_CSV, 0), CSV_HEADER);
	expect_text(export_all(f, EXPORT_NDJSON, 0), "");
}

static void one_review_in_each_format(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full();
	struct text json;

	review_fixture_insert(f, &review);
	json = review_fixture_json(f->arena, &review);
	expect_bytes(export_all(f, EXPORT_JSON, 1),
		arena_printf(f->arena, "[\n%s\n]\n", arena_cstr(f->arena, json)));
	expect_bytes(export_all(f, EXPORT_NDJSON, 1),
		arena_printf(f->arena, "%s\n", arena_cstr(f->arena, json)));
	expect_bytes(export_all(f, EXPORT_CSV, 1),
		arena_printf(f->arena,
			CSV_HEADER
			"\"%s\",\"shop\",\"e1\",\"p1\",\"Shirt\",\"A-1\",\"USRT\",\"4\",\"Good\","
			"\"Fits.\",\"****\",\"*****\",\"US\",\"en-us\",\"c1\",\"u1\",\"Ada\","
			"\"00ff\","
			"\"2020-05-01T10:00:00.000Z\",\"7\",\"2\",\"true\",\"false\",\"true\","
			"\"false\",\"true\",\"spam\",\"3\","
			"\"018bcfe5-6800-7000-8000-000000000002\",\"Fabrikam\",\"Thanks.\","
			"\"******.\",\"2020-05-01T10:01:40.000Z\","
			"\"{\"\"size\"\":[\"\"M\"\",null]}\",\"2023-11-14T22:13:20.000Z\","
			"\"2023-11-14T22:13:20.000Z\"\r\n",
			review.review_id.data));
}

static void absent_cells_are_empty(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("e1", "p1", 4);

	review_fixture_insert(f, &review);
	expect_contains(
		export_all(f, EXPORT_CSV, 1), "\"shop\",\"e1\",\"p1\",,,,\"4\",,,,,,,,,,,\"2023-");
	assert_false(expect_has(export_all(f, EXPORT_JSON, 1), TEXT("null")));
}

/* Each awkward text as a title, as a text, and as a member of the extended properties. */
static void store_awkward(struct registry_fixture *f)
{
	for (size_t i = 0; i < AWKWARD_COUNT; i++) {
		const char *id = arena_printf(f->arena, "e%zu", i).data;
		struct review review = review_fixture_make(id, "p,\"1\"\n", 4);
		struct jsonwrite object = jsonwrite_make(f->arena, 1000);

		jsonwrite_open(&object, '{');
		jsonwrite_text(&object, "x", text_from(awkward[i]));
		jsonwrite_close(&object, '}');
		review.title = review.review_text = text_from(awkward[i]);
		review.extended_properties = buffer_text(&object.buffer);
		review_fixture_insert(f, &review);
	}
}

static void an_array_reads_back(void **state)
{
	struct registry_fixture *f = *state;
	const struct jsonread_node *array;

	store_awkward(f);
	array = jsonread_parse(f->arena, export_all(f, EXPORT_JSON, AWKWARD_COUNT), NULL);
	assert_int_equal(jsonread_count(array), AWKWARD_COUNT);
	for (size_t i = 0; i < AWKWARD_COUNT; i++) {
		const struct jsonread_node *item = jsonread_element(array, i);

		expect_text(jsonread_member_text(item, "title"), awkward[i]);
		expect_text(jsonread_member_text(item, "reviewText"), awkward[i]);
		expect_text(jsonread_member_text(item, "productId"), "p,\"1\"\n");
		expect_text(jsonread_member_text(jsonread_member(item, "extendedProperties"), "x"),
			awkward[i]);
	}
}

static void ndjson_has_a_line_for_each(void **state)
{
	struct registry_fixture *f = *state;
	struct text rest, line;
	size_t count = 0;

	store_awkward(f);
	rest = export_all(f, EXPORT_NDJSON, AWKWARD_COUNT);
	while (text_split_next(&rest, '\n', &line) && line.length > 0) {
		const struct jsonread_node *item = jsonread_parse(f->arena, line, NULL);

		expect_text(jsonread_member_text(item, "title"), awkward[count++]);
	}
	assert_int_equal(count, AWKWARD_COUNT);
}

static void no_cell_for_a_spreadsheet_is_a_formula(void **state)
{
	static const struct {
		const char *title, *cell;
	} cases[] = {{"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@A1", "'@A1"},
		{"\t=1", "'\t=1"}, {"\r=1", "'\r=1"}, {"\n=1", "'\n=1"}, {"'=1", "''=1"},
		{"\xef\xbc\x9d", "'\xef\xbc\x9d"}, {"a=1", "a=1"}, {"a'", "a'"}};
	struct registry_fixture *f = *state;
	struct text file;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct review review =
			review_fixture_make(arena_printf(f->arena, "e%zu", i).data, "p1", 4);

		review.title = text_from(cases[i].title);
		review_fixture_insert(f, &review);
	}
	file = export_all(f, EXPORT_SPREADSHEET, sizeof(cases) / sizeof(cases[0]));
	assert_true(text_starts_with(file, TEXT("\xef\xbb\xbfreviewId,")));
	expect_contains(file, "," EXPORT_SPREADSHEET_COLUMN "\r\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_contains(file, arena_printf(f->arena, ",\"%s\",", cases[i].cell).data);
	file = export_all(f, EXPORT_CSV, sizeof(cases) / sizeof(cases[0]));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_contains(file, arena_printf(f->arena, ",\"%s\",", cases[i].title).data);
	assert_false(expect_has(file, TEXT(EXPORT_SPREADSHEET_COLUMN)));
}

/* What an export holds is imported again as what it was: nothing of it changes. */
static void every_format_imports_as_unchanged(void **state)
{
	static const struct {
		enum export_format written;
		enum import_format read;
	} cases[] = {{EXPORT_CSV, IMPORT_CSV}, {EXPORT_JSON, IMPORT_JSON},
		{EXPORT_NDJSON, IMPORT_NDJSON}, {EXPORT_SPREADSHEET, IMPORT_CSV}};
	struct registry_fixture *f = *state;
	struct review full = review_fixture_full();
	int64_t sequence;

	full.external_id = TEXT("full");
	/* These are made anew, by the word lists of now, and there are none. */
	full.redacted_title = full.redacted_text = full.redacted_response = TEXT_NONE;
	review_fixture_insert(f, &full);
	store_awkward(f);
	sequence = review_fixture_sequence(f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct import_fixture in = {.arena = f->arena};

		import_fixture_open(&in, cases[i].read,
			export_all(f, cases[i].written, AWKWARD_COUNT + 1), NULL);
		for (size_t j = 0; j < AWKWARD_COUNT + 1; j++) {
			struct review review = *import_fixture_good(&in);

			if (review_fixture_upsert(f, &review) != REVIEW_UNCHANGED)
				fail_msg("%zu in format %zu", j, i);
		}
		import_fixture_done(&in);
	}
	assert_int_equal(review_fixture_sequence(f), sequence);
}

/* Reviews that fill many pieces; the texts come to 2 MB. */
#define MANY 2000

static void store_many(struct registry_fixture *f)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	assert_int_equal(db_begin(f->writer, DB_WRITE, &fault), STATUS_OK);
	for (int i = 0; i < MANY; i++) {
		struct review review =
			review_fixture_make(arena_printf(arena, "e%d", i).data, "p1", 1 + i % 5);

		review.review_text = arena_printf(arena, "%0*d \"\xc3\xa4\",\n", 900 + i % 200, i);
		assert_int_equal(review_store_insert(f->writer, NULL, &review, &fault), STATUS_OK);
	}
	assert_int_equal(db_commit(f->writer, &fault), STATUS_OK);
	arena_free(arena);
}

static void many_reviews_in_order(void **state)
{
	struct registry_fixture *f = *state;
	const struct jsonread_node *array;
	struct import_fixture in = {.arena = f->arena};

	store_many(f);
	array = jsonread_parse(f->arena, export_all(f, EXPORT_JSON, MANY), NULL);
	assert_int_equal(jsonread_count(array), MANY);
	import_fixture_open(&in, IMPORT_CSV, export_all(f, EXPORT_CSV, MANY), NULL);
	for (int i = 0; i < MANY; i++) {
		const struct review *review = import_fixture_good(&in);

		expect_bytes(review->external_id, arena_printf(f->arena, "e%d", i));
		expect_bytes(review->review_text,
			arena_printf(f->arena, "%0*d \"\xc3\xa4\",\n", 900 + i % 200, i));
		expect_bytes(jsonread_member_text(jsonread_element(array, (size_t)i), "reviewText"),
			review->review_text);
	}
	import_fixture_done(&in);
}

static void the_largest_review_is_whole(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("e1", "p1", 4);
	char *quotes = arena_alloc(f->arena, 20000);

	for (size_t i = 0; i < 20000; i++)
		quotes[i] = i % 2 == 0 ? '"' : '\\';
	review.review_text = (struct text){quotes, 20000};
	review_fixture_insert(f, &review);
	for (int format = EXPORT_JSON; format <= EXPORT_NDJSON; format++)
		assert_true(export_all(f, (enum export_format)format, 1).length > 30000);
}

static void a_file_that_cannot_be_written(void **state)
{
	static const int64_t counts[] = {0, MANY};
	struct registry_fixture *f = *state;
	int descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_true(descriptor >= 0);
	for (size_t i = 0; i < 2; i++) {
		int64_t count;

		if (counts[i] > 0)
			store_many(f);
		assert_int_equal(
			export_write(f->reader, EXPORT_JSON, descriptor, &count, &f->fault),
			STATUS_UNAVAILABLE);
		expect_fault(&f->fault, STATUS_UNAVAILABLE, "ExportNotWritten");
		expect_text(
			f->fault.detail, "The export file could not be written; try again later.");
		/* It does not go on for nothing. */
		assert_true(count <= counts[i] / 2);
		fault_clear(&f->fault);
	}
	assert_int_equal(close(descriptor), 0);
	/* The connection is free again. */
	export_all(f, EXPORT_NDJSON, MANY);
}

static void the_database_is_as_it_was(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full();

	review_fixture_insert(f, &review);
	export_all(f, EXPORT_CSV, 1);
	assert_false(db_in_transaction(f->reader));
	review.review_id = TEXT_NONE;
	review.external_id = TEXT("e2");
	review_fixture_insert(f, &review);
	export_all(f, EXPORT_CSV, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		REGISTRY_FIXTURE_TEST(an_empty_database),
		REGISTRY_FIXTURE_TEST(one_review_in_each_format),
		REGISTRY_FIXTURE_TEST(absent_cells_are_empty),
		REGISTRY_FIXTURE_TEST(no_cell_for_a_spreadsheet_is_a_formula),
		REGISTRY_FIXTURE_TEST(an_array_reads_back),
		REGISTRY_FIXTURE_TEST(ndjson_has_a_line_for_each),
		REGISTRY_FIXTURE_TEST(every_format_imports_as_unchanged),
		REGISTRY_FIXTURE_TEST(many_reviews_in_order),
		REGISTRY_FIXTURE_TEST(the_largest_review_is_whole),
		REGISTRY_FIXTURE_TEST(a_file_that_cannot_be_written),
		REGISTRY_FIXTURE_TEST(the_database_is_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
