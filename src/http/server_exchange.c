#include "http/server_exchange.h"

#define BIT STATE_MACHINE_BIT

static const struct state_machine_state phases[] = {
	[PHASE_HEAD] = {"head", BIT(PHASE_BODY) | BIT(PHASE_DRAIN) | BIT(PHASE_SERVED)},
	[PHASE_BODY] = {"body", BIT(PHASE_SERVED)},
	[PHASE_DRAIN] = {"drain", BIT(PHASE_SERVED)},
	[PHASE_SERVED] = {"served", 0},
};

static bool is_consistent(const void *object, unsigned int phase)
{
	const struct server_exchange *self = object;
	bool is_answered = self->exchange.response.status > 0;

	return self->begun && !self->waiting && (phase == PHASE_BODY || is_answered);
}

const struct state_machine server_exchange_phase_machine = {
	"exchange", phases, sizeof(phases) / sizeof(phases[0]), is_consistent};

void server_exchange_enter(struct server_exchange *self, enum exchange_phase phase)
{
	state_machine_check(&server_exchange_phase_machine, self, self->phase, phase);
	self->phase = phase;
}

static const struct state_machine_state suspensions[] = {
	[SUSPENSION_NONE] = {"none", BIT(SUSPENSION_HALF_RESUMED)},
	[SUSPENSION_HALF_RESUMED] = {"half resumed", BIT(SUSPENSION_RESUMED)},
	[SUSPENSION_RESUMED] = {"resumed", BIT(SUSPENSION_NONE)},
};

/* Without an invariant: either of two threads may make a move, so there is nothing that both may
 * read. */
const struct state_machine server_exchange_suspension_machine = {"suspension of an exchange",
	suspensions, sizeof(suspensions) / sizeof(suspensions[0]), NULL};

void server_exchange_rendezvous(struct server_exchange *self)
{
	unsigned int before = atomic_fetch_add(&self->suspension, 1);

	state_machine_check(&server_exchange_suspension_machine, self, before, before + 1);
	if (before + 1 == SUSPENSION_RESUMED)
		MHD_resume_connection(self->connection);
}

void server_exchange_suspend(struct server_exchange *self)
{
	MHD_suspend_connection(self->connection);
	server_exchange_rendezvous(self);
}

void server_exchange_end_suspension(struct server_exchange *self)
{
	unsigned int before = atomic_load(&self->suspension);

	if (before == SUSPENSION_NONE)
		return;
	state_machine_check(&server_exchange_suspension_machine, self, before, SUSPENSION_NONE);
	atomic_store(&self->suspension, SUSPENSION_NONE);
}
