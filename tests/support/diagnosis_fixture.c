#include "support/diagnosis_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/expect.h"

#define PATIENCE_MS 5000

struct diagnosis *diagnosis_fixture_make(struct guard_fixture *f, struct text token)
{
	struct arena *arena = f->keys.entra->arena;
	struct diagnosis *diagnosis = arena_alloc(arena, sizeof(*diagnosis));
	struct app_list *apps = app_list_ref(f->apps, f->registry.pool, &f->registry.fault);
	struct auth_request auth = {.arena = arena,
		.token = token,
		.for_admin = f->for_admin,
		.apps = f->for_admin ? NULL : apps,
		.now_ms = clock_now_ms(&f->keys.time.clock)};

	assert_non_null(apps);
	diagnosis_run(f->guard, &auth, PATIENCE_MS, diagnosis);
	assert_null(auth.waiter);
	app_list_unref(apps);
	return diagnosis;
}

const struct diagnosis_line *diagnosis_fixture_line(
	const struct diagnosis *diagnosis, const char *check)
{
	for (size_t i = 0; i < diagnosis->count; i++) {
		if (strcmp(diagnosis->lines[i].check, check) == 0)
			return &diagnosis->lines[i];
	}
	fail_msg("there is no check %s", check);
	return NULL;
}

/* Nothing that could drive a terminal. */
static void expect_plain(struct text t)
{
	for (size_t i = 0; i < t.length; i++) {
		if ((unsigned char)t.data[i] < ' ' || t.data[i] == 0x7f)
			fail_msg("byte %d in: %s", t.data[i], t.data);
	}
}

static void expect_whole_line(const struct diagnosis_line *line)
{
	if (line->result == DIAGNOSIS_SKIPPED) {
		assert_false(text_is_set(line->expected));
		assert_false(text_is_set(line->found));
	} else if (line->expected.length == 0 || line->found.length == 0) {
		fail_msg("%s: expected \"%s\", found \"%s\"", line->check, line->expected.data,
			line->found.data);
	}
	assert_true((line->result == DIAGNOSIS_FAILED) == (line->advice.length > 0));
	assert_true((line->result == DIAGNOSIS_FAILED) == (line->refusal != REFUSAL_NONE));
	expect_plain(line->expected);
	expect_plain(line->found);
	expect_plain(line->advice);
}

void diagnosis_fixture_expect_whole(
	struct guard_fixture *f, struct text token, const struct diagnosis *diagnosis)
{
	struct text rest = token, signature = TEXT_NONE;
	struct text report = diagnosis_text(f->keys.entra->arena, diagnosis);

	assert_true(diagnosis->count > 20);
	for (size_t i = 0; i < diagnosis->count; i++)
		expect_whole_line(&diagnosis->lines[i]);
	assert_true(diagnosis->refusal == REFUSAL_NONE || diagnosis->permissions == 0);
	while (text_split_next(&rest, '.', &signature))
		continue;
	if (signature.length > 16)
		assert_false(expect_has(report, text_slice(signature, 0, 16)));
	guard_fixture_expect(f, token, diagnosis->refusal);
}

void diagnosis_fixture_expect_finding(
	const struct diagnosis *diagnosis, const struct diagnosis_finding *finding)
{
	const struct diagnosis_line *line = diagnosis_fixture_line(diagnosis, finding->check);

	if (line->result != DIAGNOSIS_FAILED || line->refusal != finding->refusal)
		fail_msg("%s: %s by %s, not by %s", finding->more,
			diagnosis_result_name(line->result),
			line->refusal == REFUSAL_NONE ? "nothing"
						      : refusal_row(line->refusal)->code,
			refusal_row(finding->refusal)->code);
	expect_contains(line->expected, finding->expected);
	expect_contains(line->found, finding->found);
	expect_contains(line->advice, refusal_row(finding->refusal)->remedy);
}
