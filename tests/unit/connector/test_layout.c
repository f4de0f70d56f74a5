#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "connector/layout.h"
#include "support/expect.h"
#include "support/scratch.h"

static struct text lay_out(struct scratch *f, const char *json)
{
	struct jsonwrite out = jsonwrite_make(f->arena, 1000);
	struct text text;

	jsonwrite_raw(&out, NULL, text_from(json));
	assert_int_equal(layout_finish(&out, &text, &f->fault), STATUS_OK);
	return text;
}

static void four_blanks_a_level(void **state)
{
	expect_text(lay_out(*state, "{\"a\":1,\"b\":[true,{\"c\":-2.5}]}"),
		"{\n"
		"    \"a\": 1,\n"
		"    \"b\": [\n"
		"        true,\n"
		"        {\n"
		"            \"c\": -2.5\n"
		"        }\n"
		"    ]\n"
		"}\n");
}

static void empty_ones_stay_on_their_line(void **state)
{
	expect_text(lay_out(*state, "{\"a\":{},\"b\":[]}"),
		"{\n"
		"    \"a\": {},\n"
		"    \"b\": []\n"
		"}\n");
	expect_text(lay_out(*state, "{}"), "{}\n");
}

static void strings_are_left_alone(void **state)
{
	expect_text(lay_out(*state, "[\"{[,:]}\",\"a\\\"b\",\"\\\\\"]"),
		"[\n"
		"    \"{[,:]}\",\n"
		"    \"a\\\"b\",\n"
		"    \"\\\\\"\n"
		"]\n");
}

static void a_document_above_its_limit_is_refused(void **state)
{
	struct scratch *f = *state;
	struct jsonwrite out = jsonwrite_make(f->arena, 4);
	struct text text;

	jsonwrite_raw(&out, NULL, TEXT("[1,2]"));
	assert_int_equal(layout_finish(&out, &text, &f->fault), STATUS_INTERNAL);
	assert_string_equal(f->fault.code, "DocumentTooLarge");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(four_blanks_a_level),
		SCRATCH_TEST(empty_ones_stay_on_their_line),
		SCRATCH_TEST(strings_are_left_alone),
		SCRATCH_TEST(a_document_above_its_limit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
