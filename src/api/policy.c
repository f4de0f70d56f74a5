#include "api/policy.h"

bool policy_read(struct call *call, struct review_policy *ret_policy)
{
	struct registry_state state = {0};

	if (registry_state_read(call->db, &state, &call->fault) != STATUS_OK)
		return false;
	*ret_policy = (struct review_policy){.secret = call->service->environment.secret,
		.redact = call->service->redact,
		.require_moderator = state.require_moderator,
		.now_ms = call->now_ms};
	return true;
}
