#include "work/export_state.h"

/* A ready export has the hashes of its content and its file. */
static bool has_proof(const void *object, unsigned int state)
{
	const struct export_record *record = object;

	return state != EXPORT_READY ||
		(text_is_set(record->sha256) && text_is_set(record->file_sha256));
}

static const struct state_machine_state states[] = {
	[EXPORT_WRITING] = {"writing",
		STATE_MACHINE_BIT(EXPORT_READY) | STATE_MACHINE_BIT(EXPORT_FAILED) |
			STATE_MACHINE_BIT(EXPORT_REVOKED)},
	[EXPORT_READY] = {"ready", STATE_MACHINE_BIT(EXPORT_REVOKED)},
	[EXPORT_FAILED] = {"failed", STATE_MACHINE_BIT(EXPORT_REVOKED)},
	[EXPORT_REVOKED] = {"revoked", STATE_MACHINE_BIT(EXPORT_REVOKED)},
};

const struct state_machine export_state_machine = {.name = "running export",
	.states = states,
	.state_count = sizeof(states) / sizeof(states[0]),
	.invariant = has_proof};
