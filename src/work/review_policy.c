#include "work/review_policy.h"

#include "registry/registry_state.h"

enum status review_policy_load(struct runtime *runtime, struct db *db, int64_t now_ms,
	struct review_policy *ret_policy, struct fault *fault)
{
	struct registry_state state = {0};
	enum status status = registry_state_read(db, &state, fault);

	*ret_policy =
		(struct review_policy){.email_key = runtime->environment.keys[ENVIRONMENT_EMAIL],
			.redactor = word_lists_ref(runtime->word_lists, fault->arena),
			.require_moderator = state.require_moderator,
			.now_ms = now_ms};
	return status;
}
