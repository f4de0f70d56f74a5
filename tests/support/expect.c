#include "support/expect.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *shown(struct text t)
{
	return t.length > 0 ? t.data : "";
}

void expect_text_at(struct text actual, struct text expected, const char *file, int line)
{
	if (text_is_set(actual) == text_is_set(expected) && text_equal(actual, expected))
		return;
	print_error("%s:%d: %s \"%.*s\" is not %s \"%.*s\"\n", file, line,
		text_is_set(actual) ? "the text" : "absent", (int)actual.length, shown(actual),
		text_is_set(expected) ? "the text" : "absent", (int)expected.length,
		shown(expected));
	fail();
}

bool expect_has(struct text t, struct text part)
{
	for (size_t at = 0; at + part.length <= t.length; at++) {
		if (text_equal(text_slice(t, at, part.length), part))
			return true;
	}
	return false;
}

void expect_contains_at(struct text actual, struct text part, const char *file, int line)
{
	if (expect_has(actual, part))
		return;
	print_error("%s:%d: \"%.*s\" does not contain \"%.*s\"\n", file, line, (int)actual.length,
		shown(actual), (int)part.length, part.data);
	fail();
}

void expect_error_at(const struct fault *fault, size_t index, struct fault_error expected,
	const char *file, int line)
{
	const struct fault_error *error;

	if (index >= fault->error_count) {
		print_error("%s:%d: there are %zu errors only\n", file, line, fault->error_count);
		fail();
	}
	error = &fault->errors[index];
	expect_text_at(error->target, expected.target, file, line);
	expect_text_at(text_from(error->code), text_from(expected.code), file, line);
	expect_text_at(error->message, expected.message, file, line);
}

void expect_fault_at(
	const struct fault *fault, enum status status, const char *code, const char *file, int line)
{
	expect_text_at(text_from(fault->code), text_from(code), file, line);
	if (fault->status == status)
		return;
	print_error("%s:%d: status %d is not %d\n", file, line, (int)fault->status, (int)status);
	fail();
}
