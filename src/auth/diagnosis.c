#include "auth/diagnosis.h"

#include "auth/guard_validation.h"
#include "auth/key_wait.h"
#include "base/buffer.h"

static enum refusal run_blocking(
	struct validation *e, const struct check *check, int64_t max_wait_ms)
{
	struct key_wait wait;
	enum refusal refusal;

	key_wait_init(&wait, max_wait_ms);
	e->auth->waiter = &wait.waiter;
	refusal = check->run(e);
	e->auth->waiter = NULL;
	if (e->is_pending) {
		key_wait_block(&wait);
		refusal = check->run(e);
	}
	key_wait_destroy(&wait);
	return refusal;
}

/* Combines the token-specific message, or else the refusal's message, with the remedy. */
static struct text advise(const struct validation *e, enum refusal refusal)
{
	const struct refusal_row *row = refusal_row(refusal);
	struct text detail = e->auth->detail;

	return arena_printf(e->arena, "%s %s",
		text_is_set(detail) ? arena_cstr(e->arena, detail) : row->sentence, row->remedy);
}

static struct diagnosis_line run_check(
	struct validation *e, const struct check *check, int64_t max_wait_ms, unsigned int *facts)
{
	struct diagnosis_line line = {.check = check->name, .result = DIAGNOSIS_SKIPPED};
	struct check_report report;

	if ((check->needs & ~*facts) != 0)
		return line;
	e->auth->detail = TEXT_NONE;
	line.refusal = run_blocking(e, check, max_wait_ms);
	report = check->explain(e);
	line.expected = report.expected;
	line.found = report.found;
	line.result = line.refusal == REFUSAL_NONE ? DIAGNOSIS_PASSED : DIAGNOSIS_FAILED;
	if (line.refusal == REFUSAL_NONE)
		*facts |= check->gives;
	else
		line.advice = advise(e, line.refusal);
	return line;
}

static void conclude(const struct validation *e, unsigned int facts, struct diagnosis *diagnosis)
{
	diagnosis->knows_caller = (facts & FACT_CLIENT) != 0;
	diagnosis->client = e->claims.client;
	diagnosis->directory = e->claims.directory;
	if (diagnosis->refusal != REFUSAL_NONE)
		return;
	if (e->auth->for_admin)
		diagnosis->admin_roles = e->claims.admin_roles;
	else
		diagnosis->permissions = e->entry->permissions & e->claims.granted;
}

static void add(struct diagnosis *diagnosis, struct diagnosis_line line)
{
	if (diagnosis->refusal == REFUSAL_NONE)
		diagnosis->refusal = line.refusal;
	diagnosis->lines[diagnosis->count++] = line;
}

void diagnosis_run(struct guard *guard, struct auth_request *auth, int64_t max_wait_ms,
	struct diagnosis *ret_diagnosis)
{
	struct validation e = guard_begin_validation(guard, auth);
	unsigned int facts = 0;

	e.is_diagnosis = true;
	*ret_diagnosis = (struct diagnosis){.refusal = REFUSAL_NONE};
	for (size_t i = 0; i < checks_count && ret_diagnosis->count < DIAGNOSIS_LINES_MAX; i++) {
		if (checks_apply(&checks_table[i], auth))
			add(ret_diagnosis, run_check(&e, &checks_table[i], max_wait_ms, &facts));
	}
	conclude(&e, facts, ret_diagnosis);
	checks_end(&e);
}

const char *diagnosis_result_name(enum diagnosis_result result)
{
	static const char *const names[] = {"passed", "failed", "skipped"};

	return names[result];
}

static void add_detail(struct buffer *out, const char *label, struct text value)
{
	if (text_is_set(value))
		buffer_printf(out, "          %-9s %.*s\n", label, (int)value.length, value.data);
}

struct text diagnosis_text(struct arena *arena, const struct diagnosis *diagnosis)
{
	struct buffer out = buffer_make(arena, 1024 * 1024);

	for (size_t i = 0; i < diagnosis->count; i++) {
		const struct diagnosis_line *line = &diagnosis->lines[i];

		buffer_printf(&out, "%-9s %s\n", diagnosis_result_name(line->result), line->check);
		add_detail(&out, "expected:", line->expected);
		add_detail(&out, "found:", line->found);
		add_detail(&out, "to do:", line->advice);
	}
	if (diagnosis->refusal == REFUSAL_NONE)
		buffer_add(&out, TEXT("This token is accepted.\n"));
	else
		buffer_printf(&out, "This token is refused: %s.\n",
			refusal_row(diagnosis->refusal)->code);
	return buffer_text(&out);
}
