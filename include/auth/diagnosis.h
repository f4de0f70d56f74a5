/*
 * diagnosis: a report that runs every check of a token and shows what each expected and found.
 *
 * A diagnosis runs the guard's own checks. It continues after a failed check with every check that
 * does not depend on it. The report shows claims of the token, so only admins may see it. Nothing
 * is stored.
 */
#ifndef AUTH_DIAGNOSIS_H
#define AUTH_DIAGNOSIS_H

#include "auth/guard.h"

#define DIAGNOSIS_LINES_MAX 40

enum diagnosis_result {
	DIAGNOSIS_PASSED,
	DIAGNOSIS_FAILED,
	DIAGNOSIS_SKIPPED /* a check that it depends on failed */
};

/* Texts live in the arena of the request and may be absent. */
struct diagnosis_line {
	const char *check;
	enum diagnosis_result result;
	enum refusal refusal; /* if the check failed */
	struct text expected, found;
	struct text advice; /* if the check failed: how to fix it */
};

struct diagnosis {
	struct diagnosis_line lines[DIAGNOSIS_LINES_MAX];
	size_t count;
	enum refusal refusal; /* the guard's result: that of the first failed check */
	bool knows_caller; /* `client` and `directory` are set */
	struct guid client, directory;
	uint32_t permissions; /* of a call with this token; 0 if refused */
	uint32_t admin_roles; /* of an admin's token; 0 if refused */
};

/* Runs the diagnosis and blocks up to `max_wait_ms` while keys are fetched. auth->waiter must be
 * NULL. */
void diagnosis_run(struct guard *guard, struct auth_request *auth, int64_t max_wait_ms,
	struct diagnosis *ret_diagnosis);

/* "passed", "failed" or "skipped". */
const char *diagnosis_result_name(enum diagnosis_result result);

/* Formats the diagnosis for a terminal: one line per check, and details of each check that ran. */
struct text diagnosis_text(struct arena *arena, const struct diagnosis *diagnosis);

#endif
