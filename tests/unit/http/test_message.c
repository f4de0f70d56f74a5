#include "http/message.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/arena_fixture.h"
#include "support/expect.h"

static void methods(void **state)
{
	static const struct {
		const char *name;
		enum message_method method;
	} cases[] = {{"GET", METHOD_GET}, {"HEAD", METHOD_HEAD}, {"POST", METHOD_POST},
		{"PUT", METHOD_PUT}, {"PATCH", METHOD_PATCH}, {"DELETE", METHOD_DELETE},
		{"OPTIONS", METHOD_OPTIONS}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(message_method(text_from(cases[i].name)), cases[i].method);
		assert_string_equal(message_method_name(cases[i].method), cases[i].name);
	}
	assert_int_equal(message_method(TEXT("get")), METHOD_OTHER);
	assert_int_equal(message_method(TEXT("TRACE")), METHOD_OTHER);
	assert_int_equal(message_method(TEXT("OTHER")), METHOD_OTHER);
	assert_int_equal(message_method(TEXT("")), METHOD_OTHER);
}

static void request_headers(void **state)
{
	static const struct message_header headers[] = {
		{TEXT_INIT("Host"), TEXT_INIT("a")},
		{TEXT_INIT("AUTHORIZATION"), TEXT_INIT("one")},
		{TEXT_INIT("authorization"), TEXT_INIT("two")},
		{TEXT_INIT("Accept"), TEXT_INIT("")},
	};
	struct request request = {.headers = headers, .header_count = 4};

	(void)state;
	expect_text(message_header(&request, "Authorization"), "one");
	expect_text(message_header(&request, "accept"), "");
	expect_text(message_header(&request, "Hos"), NULL);
	assert_int_equal(message_header_count(&request, "Authorization"), 2);
	assert_int_equal(message_header_count(&request, "host"), 1);
	assert_int_equal(message_header_count(&request, "Range"), 0);
}

static void response_headers(void **state)
{
	struct response response = {0};

	(void)state;
	for (int i = 0; i < RESPONSE_HEADERS_MAX; i++)
		message_add_header(&response, i == 5 ? "ETag" : "Link", TEXT("x"));
	message_add_header(&(struct response){0}, "Allow", TEXT("GET"));
	assert_int_equal(response.header_count, 24);
	expect_text(message_response_header(&response, "etag"), "x");
	expect_text(message_response_header(&response, "Allow"), NULL);
}

static void decoding(void **state)
{
	static const struct {
		struct text encoded, plain, form;
	} cases[] = {
		{TEXT_INIT(""), TEXT_INIT(""), TEXT_INIT("")},
		{TEXT_INIT("a%20b"), TEXT_INIT("a b"), TEXT_INIT("a b")},
		{TEXT_INIT("a+b"), TEXT_INIT("a+b"), TEXT_INIT("a b")},
		{TEXT_INIT("%2f%2F"), TEXT_INIT("//"), TEXT_INIT("//")},
		{TEXT_INIT("%2B"), TEXT_INIT("+"), TEXT_INIT("+")},
		{TEXT_INIT("%25%2541"), TEXT_INIT("%%41"), TEXT_INIT("%%41")},
		{TEXT_INIT("%e2%82%AC"), TEXT_INIT("\xe2\x82\xac"), TEXT_INIT("\xe2\x82\xac")},
		{TEXT_INIT("%01%10%ff"), TEXT_INIT("\x01\x10\xff"), TEXT_INIT("\x01\x10\xff")},
	};
	struct text decoded;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(message_percent_decode(*state, cases[i].encoded, false, &decoded));
		expect_bytes(decoded, cases[i].plain);
		assert_true(message_percent_decode(*state, cases[i].encoded, true, &decoded));
		expect_bytes(decoded, cases[i].form);
	}
}

static void broken_encoding(void **state)
{
	static const char *const cases[] = {"%", "%2", "a%", "a%2", "%2g", "%g2", "%%41", "% 1",
		"%-1", "%00", "a%00b", "%2\xff"};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text decoded = TEXT("untouched");

		assert_false(message_percent_decode(*state, text_from(cases[i]), false, &decoded));
		expect_text(decoded, "untouched");
	}
}

static struct text percent_encode(struct arena *arena, struct text t)
{
	struct buffer out = buffer_make(arena, 1000);

	buffer_add_percent(&out, t);
	return buffer_text(&out);
}

static void encoding(void **state)
{
	char bytes[255];
	struct text all = {bytes, sizeof(bytes)}, decoded;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i + 1);
	expect_text(percent_encode(*state, TEXT("AZaz09-._~")), "AZaz09-._~");
	expect_text(percent_encode(*state, TEXT(" /?&=%+@[`{:\xe2\xff")),
		"%20%2F%3F%26%3D%25%2B%40%5B%60%7B%3A%E2%FF");
	expect_bytes(percent_encode(*state, TEXT("a\0")), TEXT("a%00"));
	assert_true(message_percent_decode(*state, percent_encode(*state, all), true, &decoded));
	expect_bytes(decoded, all);
}

static void pairs(void **state)
{
	static const struct {
		const char *name, *value;
		bool malformed;
	} expected[] = {
		{"a", "1", false},
		{"b", "", false},
		{"c", "", false},
		{"", "x", false},
		{"d e", "f=g h", false},
		{"", "", true},
		{"i", "", true},
		{"j", "2", false},
	};
	struct text rest = TEXT("a=1&&b=&c&=x&d+e=f=g%20h&%zz=1&i=%&j=2&");
	struct text name, value;
	bool malformed;

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_true(message_next_pair(*state, &rest, &name, &value, &malformed));
		expect_text(name, expected[i].name);
		expect_text(value, expected[i].value);
		assert_int_equal(malformed, expected[i].malformed);
	}
	assert_false(message_next_pair(*state, &rest, &name, &value, &malformed));
	rest = TEXT_NONE;
	assert_false(message_next_pair(*state, &rest, &name, &value, &malformed));
	rest = TEXT("");
	assert_false(message_next_pair(*state, &rest, &name, &value, &malformed));
}

static void media_types(void **state)
{
	static const struct {
		struct text content_type;
		bool is_json;
	} cases[] = {
		{TEXT_INIT("application/json"), true},
		{TEXT_INIT("Application/JSON; charset=utf-8"), true},
		{TEXT_INIT(" application/json ;a=b"), true},
		{TEXT_INIT("application/json,text/csv"), false},
		{TEXT_INIT("application/jsonl"), false},
		{TEXT_INIT("application/jso"), false},
		{TEXT_INIT(""), false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(message_is_type(cases[i].content_type, "application/json"),
			cases[i].is_json);
	assert_false(message_is_type(TEXT_NONE, "application/json"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(methods),
		cmocka_unit_test(request_headers),
		cmocka_unit_test(response_headers),
		ARENA_FIXTURE_TEST(decoding),
		ARENA_FIXTURE_TEST(broken_encoding),
		ARENA_FIXTURE_TEST(encoding),
		ARENA_FIXTURE_TEST(pairs),
		cmocka_unit_test(media_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
