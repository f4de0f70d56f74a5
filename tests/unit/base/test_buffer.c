#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

static void an_empty_buffer_is_not_absent(void **state)
{
	struct buffer buffer = buffer_make(*state, 10);

	expect_text(buffer_text(&buffer), "");
	buffer_add(&buffer, TEXT_NONE);
	expect_text(buffer_text(&buffer), "");
	assert_false(buffer.full);
}

static void additions_are_appended(void **state)
{
	struct buffer buffer = buffer_make(*state, 100);

	buffer_add(&buffer, TEXT("ab"));
	buffer_add_char(&buffer, 'c');
	buffer_printf(&buffer, "%d%s", 4, "e");
	expect_text(buffer_text(&buffer), "abc4e");
	buffer_clear(&buffer);
	expect_text(buffer_text(&buffer), "");
	buffer_add(&buffer, TEXT("again"));
	expect_text(buffer_text(&buffer), "again");
}

static void growth_keeps_every_byte(void **state)
{
	struct buffer buffer = buffer_make(*state, 100000);
	struct text all;

	for (int i = 0; i < 20000; i++)
		buffer_printf(&buffer, "%05d", i);
	assert_false(buffer.full);
	all = buffer_text(&buffer);
	assert_int_equal(all.length, 100000);
	expect_bytes(text_slice(all, 0, 10), TEXT("0000000001"));
	expect_bytes(text_slice(all, 61725, 5), TEXT("12345"));
	expect_bytes(text_slice(all, 99995, 5), TEXT("19999"));
}

static void the_limit_is_exact(void **state)
{
	struct buffer buffer = buffer_make(*state, 5);

	buffer_add(&buffer, TEXT("12345"));
	assert_false(buffer.full);
	buffer_add(&buffer, TEXT(""));
	assert_false(buffer.full);
	buffer_add_char(&buffer, '6');
	assert_true(buffer.full);
	expect_text(buffer_text(&buffer), "12345");
}

static void full_stays_set_and_additions_are_never_partial(void **state)
{
	struct buffer buffer = buffer_make(*state, 5);

	buffer_add(&buffer, TEXT("123"));
	buffer_add(&buffer, TEXT("456"));
	buffer_add(&buffer, TEXT("7"));
	buffer_printf(&buffer, "%d", 8);
	assert_true(buffer.full);
	expect_text(buffer_text(&buffer), "123");
	buffer_clear(&buffer);
	assert_false(buffer.full);
	buffer_add(&buffer, TEXT("7"));
	expect_text(buffer_text(&buffer), "7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(an_empty_buffer_is_not_absent),
		ARENA_FIXTURE_TEST(additions_are_appended),
		ARENA_FIXTURE_TEST(growth_keeps_every_byte),
		ARENA_FIXTURE_TEST(the_limit_is_exact),
		ARENA_FIXTURE_TEST(full_stays_set_and_additions_are_never_partial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
