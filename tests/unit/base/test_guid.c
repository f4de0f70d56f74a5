#include "base/guid.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/expect.h"

#define CANONICAL "01234567-89ab-cdef-0123-456789abcdef"

static const struct guid known = {{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45,
	0x67, 0x89, 0xab, 0xcd, 0xef}};

static void accepted_forms(void **state)
{
	static const struct {
		const char *text;
		bool strict;
	} cases[] = {
		{CANONICAL, true},
		{"01234567-89AB-CDEF-0123-456789ABCDEF", true},
		{"01234567-89aB-CdEf-0123-456789AbcDeF", true},
		{"{" CANONICAL "}", false},
		{" \t" CANONICAL "\r\n", false},
		{" {" CANONICAL "} ", false},
		{"0123456789abcdef0123456789ABCDEF", false},
		{"{0123456789abcdef0123456789abcdef}", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct guid guid = {{0}};

		assert_true(guid_parse(text_from(cases[i].text), &guid));
		assert_memory_equal(guid.bytes, known.bytes, 16);
		assert_int_equal(
			guid_parse_strict(text_from(cases[i].text), &guid), cases[i].strict);
	}
}

static void refused_forms(void **state)
{
	static const char *const cases[] = {"", "{}", "{", "01234567-89ab-cdef-0123-456789abcde",
		CANONICAL "0", "01234567-89ab-cdef-0123-456789abcdeg",
		"012345678-9ab-cdef-0123-456789abcdef", "01234567_89ab_cdef_0123_456789abcdef",
		"{" CANONICAL, CANONICAL "}", "{{" CANONICAL "}}", "(" CANONICAL ")",
		"01234567-89ab-cdef-0123456789abcdef", "0123456789abcdef-123456789abcdef",
		"0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdeg",
		"01234567-89ab-cdef-0123-456789abcd\xc3\xa4"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct guid guid = known;

		assert_false(guid_parse(text_from(cases[i]), &guid));
		assert_false(guid_parse_strict(text_from(cases[i]), &guid));
		assert_true(guid_equal(guid, known));
	}
	assert_false(guid_parse(TEXT_NONE, &(struct guid){{0}}));
}

static void text_is_canonical(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	expect_text(guid_text(arena, known), CANONICAL);
	expect_text(guid_text(arena, (struct guid){{0}}), "00000000-0000-0000-0000-000000000000");
	expect_text(guid_text_or_none(arena, known), CANONICAL);
	assert_false(text_is_set(guid_text_or_none(arena, (struct guid){{0}})));
	arena_free(arena);
}

/* RFC 9562, appendix A.6: unix_ts_ms 0x017F22E279B0. */
static void new_guids_are_version_7(void **state)
{
	static const uint8_t time[] = {0x01, 0x7f, 0x22, 0xe2, 0x79, 0xb0};
	struct guid guids[200];

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		guids[i] = guid_new(INT64_C(0x017f22e279b0));
		assert_memory_equal(guids[i].bytes, time, 6);
		assert_int_equal(guids[i].bytes[6] >> 4, 7);
		assert_int_equal(guids[i].bytes[8] >> 6, 2);
		for (size_t j = 0; j < i; j++)
			assert_false(guid_equal(guids[i], guids[j]));
	}
}

static void new_guids_sort_by_time(void **state)
{
	struct guid before = guid_new(1700000000000);

	(void)state;
	for (int64_t later = 1; later < INT64_C(1) << 40; later *= 3) {
		struct guid after = guid_new(1700000000000 + later);

		assert_true(guid_compare(before, after) < 0);
		assert_true(guid_compare(after, before) > 0);
	}
	assert_int_equal(guid_compare(before, before), 0);
}

/* Lists are sorted by ID, so IDs of one millisecond must sort in the order of creation. */
static void new_guids_of_one_millisecond_sort(void **state)
{
	struct guid before = guid_new(1800000000000), after;

	(void)state;
	for (int i = 1; i < 2000; i++) {
		after = guid_new(1800000000000);
		assert_true(guid_compare(before, after) < 0);
		before = after;
	}
}

/* An ID that a request creates with an older time sorts after the newest ID. */
static void an_older_time_keeps_the_order(void **state)
{
	struct guid newer = guid_new(INT64_C(1760000000500)), older;

	(void)state;
	for (int i = 1; i < 900; i++) {
		older = newer;
		newer = guid_new(INT64_C(1760000000500) - i);
		assert_true(guid_compare(older, newer) < 0);
	}
}

static void zero(void **state)
{
	struct guid last = {{[15] = 1}};

	(void)state;
	assert_true(guid_is_zero((struct guid){{0}}));
	assert_false(guid_is_zero(last));
	assert_false(guid_equal(last, (struct guid){{0}}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted_forms),
		cmocka_unit_test(refused_forms),
		cmocka_unit_test(text_is_canonical),
		cmocka_unit_test(new_guids_are_version_7),
		cmocka_unit_test(new_guids_sort_by_time),
		cmocka_unit_test(new_guids_of_one_millisecond_sort),
		cmocka_unit_test(an_older_time_keeps_the_order),
		cmocka_unit_test(zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
