#include "api/policy.h"

enum status policy_load(struct service *service, struct db *db, int64_t now_ms,
	struct review_policy *ret_policy, struct fault *fault)
{
	struct registry_state state = {0};
	enum status status = registry_state_read(db, &state, fault);

	*ret_policy =
		(struct review_policy){.email_key = service->environment.keys[ENVIRONMENT_EMAIL],
			.redact = word_lists_hold(service->word_lists, fault->arena),
			.require_moderator = state.require_moderator,
			.now_ms = now_ms};
	return status;
}

bool policy_read(struct call *call, struct review_policy *ret_policy)
{
	return policy_load(call->service, call->db, call->now_ms, ret_policy, &call->fault) ==
		STATUS_OK;
}
