/*
 * diagnosis_fixture: diagnoses tokens with a guard_fixture, and asserts the results.
 *
 * Fails the running cmocka test when an assertion does not hold.
 */
#ifndef SUPPORT_DIAGNOSIS_FIXTURE_H
#define SUPPORT_DIAGNOSIS_FIXTURE_H

#include "auth/diagnosis.h"
#include "support/guard_fixture.h"

/* The check failed so, and its texts have these parts. */
struct diagnosis_finding {
	const char *more; /* for the form of guard_fixture_token() */
	const char *check;
	enum refusal refusal;
	const char *expected, *found;
};

/* Waits for keys; lives in the issuer's arena. */
struct diagnosis *diagnosis_fixture_make(struct guard_fixture *f, struct text token);

/* The line of the check with that name. */
const struct diagnosis_line *diagnosis_fixture_line(
	const struct diagnosis *diagnosis, const char *check);

/* What holds for every token: whole lines without control characters, the guard's own answer, and
 * no signature, with which a reader of the report could call. */
void diagnosis_fixture_expect_whole(
	struct guard_fixture *f, struct text token, const struct diagnosis *diagnosis);

void diagnosis_fixture_expect_finding(
	const struct diagnosis *diagnosis, const struct diagnosis_finding *finding);

#endif
