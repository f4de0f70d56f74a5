#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "http/proxy_list.h"
#include "support/arena_fixture.h"
#include "support/expect.h"

static struct proxy_list read_list(const char *list)
{
	struct proxy_list read;
	struct text wrong;

	if (!proxy_list_read(text_from(list), &read, &wrong))
		fail_msg("%s was not read, for %.*s", list, (int)wrong.length, wrong.data);
	return read;
}

static void expect_list(const char *list, const char *in, const char *out)
{
	struct proxy_list read = read_list(list);
	struct text rest = text_from(in), address;

	while (text_next_word(&rest, &address)) {
		if (!proxy_list_has(&read, address))
			fail_msg("%.*s must be in %s", (int)address.length, address.data, list);
	}
	rest = text_from(out);
	while (text_next_word(&rest, &address)) {
		if (proxy_list_has(&read, address))
			fail_msg("%.*s must not be in %s", (int)address.length, address.data, list);
	}
}

static void a_list_holds_addresses_and_networks(void **state)
{
	(void)state;
	expect_list("", "", "127.0.0.1 ::1 0.0.0.0 ::");
	expect_list("127.0.0.1", "127.0.0.1 ::ffff:127.0.0.1", "127.0.0.2 ::1 ::127.0.0.1");
	expect_list("10.0.0.0/8, 192.168.4.0/22",
		"10.0.0.0 10.255.255.255 ::ffff:10.1.2.3 192.168.7.255",
		"11.0.0.0 9.255.255.255 192.168.8.0 192.168.3.255 a00::");
	expect_list("10.1.2.3/8", "10.9.9.9", "11.1.2.3");
	expect_list("10.0.0.0/31 10.0.0.4/32", "10.0.0.0 10.0.0.1 10.0.0.4",
		"10.0.0.2 10.0.0.3 10.0.0.5");
	expect_list("2001:db8::/33 ::1",
		"2001:db8:7fff::1 ::1 2001:DB8::", "2001:db8:8000:: ::2 2001:db9::");
	expect_list("::ffff:10.0.0.0/104", "10.1.2.3", "11.0.0.1 ::");
	expect_list("128.0.0.0/1", "128.0.0.0 255.255.255.255", "127.255.255.255");
}

static void only_numeric_addresses_are_on_a_list(void **state)
{
	struct proxy_list list = read_list("127.0.0.0/8 ::1");

	(void)state;
	expect_list("127.0.0.0/8 ::1", "",
		"localhost 127.0.0.1:80 [::1] ::1%lo 127.1 0x7f.0.0.1 127.0.0.1/8 unknown");
	assert_false(proxy_list_has(&list, TEXT("")));
	assert_false(proxy_list_has(&list, TEXT_NONE));
	assert_false(proxy_list_has(&list, TEXT("127.0.0.1 ")));
	assert_false(proxy_list_has(&list, TEXT("127.0.0.1\0")));
	assert_false(proxy_list_has(
		&list, TEXT("127.0.0.1                                              ")));
}

static void expect_wrong(const char *list, const char *word)
{
	struct proxy_list read;
	struct text wrong;

	assert_false(proxy_list_read(text_from(list), &read, &wrong));
	expect_text(wrong, word);
}

static void the_wrong_word_is_named(void **state)
{
	(void)state;
	expect_wrong("10.0.0.0/8 proxy.example", "proxy.example");
	expect_wrong("10.0.0.0/33", "10.0.0.0/33");
	expect_wrong("::/129, ::1", "::/129");
	expect_wrong("10.0.0.0/", "10.0.0.0/");
	expect_wrong("10.0.0.0/8/8", "10.0.0.0/8/8");
	expect_wrong("10.0.0.0/-1", "10.0.0.0/-1");
	expect_wrong("10.0.0/8", "10.0.0/8");
	expect_wrong("/8", "/8");
	expect_wrong("[::1]", "[::1]");
	/* Everybody would choose an address. */
	expect_wrong("0.0.0.0/0", "0.0.0.0/0");
	expect_wrong("::1 ::/0", "::/0");
}

static void a_list_has_a_bound(void **state)
{
	struct buffer list = buffer_make(*state, 8000);
	struct proxy_list read;
	struct text wrong;

	for (int i = 0; i < PROXY_LIST_MAX; i++)
		buffer_add(&list, arena_printf(*state, "10.0.0.%d ", i));
	assert_true(proxy_list_read(buffer_text(&list), &read, &wrong));
	assert_true(proxy_list_has(&read, TEXT("10.0.0.127")));
	buffer_add(&list, TEXT("::1"));
	assert_false(proxy_list_read(buffer_text(&list), &read, &wrong));
	expect_text(wrong, "::1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_holds_addresses_and_networks),
		cmocka_unit_test(only_numeric_addresses_are_on_a_list),
		cmocka_unit_test(the_wrong_word_is_named),
		ARENA_FIXTURE_TEST(a_list_has_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
