/*
 * diagnosis: all that the guard would check of a token, each check with what it expected and found.
 *
 * It runs the guard's own checks, also behind the first that fails, as far as they make sense. A
 * diagnosis is for admins: it shows claims of the token. It keeps nothing.
 */
#ifndef AUTH_DIAGNOSIS_H
#define AUTH_DIAGNOSIS_H

#include "auth/guard.h"

#define DIAGNOSIS_LINES_MAX 40

enum diagnosis_result {
	DIAGNOSIS_PASSED,
	DIAGNOSIS_FAILED,
	DIAGNOSIS_SKIPPED /* an earlier check did not bring what this one takes */
};

/* Texts live in the question's arena; absent ones are not said. */
struct diagnosis_line {
	const char *check;
	enum diagnosis_result result;
	enum refusal refusal; /* of a failed one */
	struct text expected, found;
	struct text advice; /* what to do about a failed one */
};

struct diagnosis {
	struct diagnosis_line lines[DIAGNOSIS_LINES_MAX];
	size_t count;
	enum refusal refusal; /* what the guard answers: the first that failed */
	bool knows_caller; /* client and directory could be read */
	struct guid client, directory;
	uint32_t permissions; /* that a call with this token has now; 0 when refused */
	uint32_t admin_roles; /* the same of an admin's token */
};

/* Waits for keys as a request would, in the calling thread; auth->waiter stays NULL.
 * `max_wait_ms` bounds that. */
void diagnosis_run(struct guard *guard, struct auth_request *auth, int64_t max_wait_ms,
	struct diagnosis *ret_diagnosis);

/* "passed", "failed" or "skipped". */
const char *diagnosis_result_name(enum diagnosis_result result);

/* The diagnosis for a terminal: a line a check, more for a failed one. */
struct text diagnosis_text(struct arena *arena, const struct diagnosis *diagnosis);

#endif
