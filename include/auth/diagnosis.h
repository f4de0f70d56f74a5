/*
 * diagnosis: runs all checks of a token, and reports what each check expected and found.
 *
 * A diagnosis runs the same checks as the guard. The guard stops at the first failed check. A
 * diagnosis continues, and skips only the checks that depend on a failed check. Only admins may see
 * the report, because it contains claims of the token. A diagnosis stores nothing.
 */
#ifndef AUTH_DIAGNOSIS_H
#define AUTH_DIAGNOSIS_H

#include "auth/guard.h"

#define DIAGNOSIS_LINES_MAX 40

enum diagnosis_result {
	DIAGNOSIS_PASSED,
	DIAGNOSIS_FAILED,
	DIAGNOSIS_SKIPPED /* not run, because it depends on a check that failed or was skipped */
};

/* The result of one check. The texts live in the arena of the auth_request and may be absent. */
struct diagnosis_line {
	const char *check; /* name of the check */
	enum diagnosis_result result;
	enum refusal refusal; /* reason why the check failed; REFUSAL_NONE if it did not fail */
	struct text expected, found;
	struct text advice; /* if the check failed, says how to fix the cause */
};

struct diagnosis {
	struct diagnosis_line lines[DIAGNOSIS_LINES_MAX];
	size_t count;
	enum refusal refusal; /* refusal of the first failed check; REFUSAL_NONE if the token is
				 accepted */
	bool knows_caller; /* true if `client` and `directory` are set */
	struct guid client, directory;
	uint32_t permissions; /* permissions of a registered app, as bits of enum permission; 0 if
				 the token is refused */
	uint32_t admin_roles; /* roles of an admin, as bits of enum admin_role; 0 if the token is
				 refused */
};

/* Runs the diagnosis. If keys must be fetched, blocks for up to `max_wait_ms`. auth->waiter must be
 * NULL. */
void diagnosis_run(struct guard *guard, struct auth_request *auth, int64_t max_wait_ms,
	struct diagnosis *ret_diagnosis);

/* Returns "passed", "failed" or "skipped". */
const char *diagnosis_result_name(enum diagnosis_result result);

/* Formats the diagnosis for a terminal. For each check, the text has a line with the result,
 * followed by lines that say what the check expected and found. The last line says whether the
 * token is accepted. */
struct text diagnosis_text(struct arena *arena, const struct diagnosis *diagnosis);

#endif
