#include "api/import_gate.h"

#include <pthread.h>
#include <stdlib.h>

#include "reviews/job_queue.h"

#define MIB INT64_C(1048576)

/* Bytes that all may have, in those of one caller. */
#define ALL_FACTOR 4

/* Before a client tries again: imports take long. */
#define RETRY_AFTER_S 10

/* An import that was let in. */
struct import_ticket {
	struct guid caller;
	struct import_ticket *next, **at;
};

struct import_gate {
	pthread_mutex_t lock;
	struct import_ticket *first;
};

struct import_gate *import_gate_new(void)
{
	struct import_gate *gate = calloc(1, sizeof(*gate));

	if (gate == NULL)
		abort();
	pthread_mutex_init(&gate->lock, NULL);
	return gate;
}

void import_gate_free(struct import_gate *gate)
{
	if (gate == NULL)
		return;
	pthread_mutex_destroy(&gate->lock);
	free(gate);
}

void import_gate_leave(struct call *call)
{
	struct import_gate *gate = call->service->import_gate;
	struct import_ticket *ticket = call->import_ticket;

	if (ticket == NULL)
		return;
	call->import_ticket = NULL;
	pthread_mutex_lock(&gate->lock);
	*ticket->at = ticket->next;
	if (ticket->next != NULL)
		ticket->next->at = ticket->at;
	pthread_mutex_unlock(&gate->lock);
}

static bool is_full(const struct job_queue_sum *sum, int64_t bytes, int64_t most, int64_t most_mib)
{
	return sum->count >= most || (sum->count > 0 && sum->bytes + bytes > most_mib * MIB);
}

/* What is under way beside one more of so many bytes. */
static enum status check(struct call *call, const struct job_queue_sum *own,
	const struct job_queue_sum *all, int64_t bytes)
{
	const struct config *config = call->service->config;

	call->retry_after_s = RETRY_AFTER_S;
	if (is_full(own, bytes, config->limits_imports, config->limits_imports_mib))
		return fault_set(&call->fault, STATUS_TOO_MANY, "TooManyImports",
			"%lld imports of this caller are under way, as many or as large as may be; "
			"try again when one is over.",
			(long long)own->count);
	if (is_full(all, bytes, config->limits_all_imports,
		    ALL_FACTOR * config->limits_imports_mib))
		return fault_set(&call->fault, STATUS_UNAVAILABLE, "ImportsBusy",
			"As many imports are under way as the service takes at a time; try again "
			"later.");
	call->retry_after_s = 0;
	return STATUS_OK;
}

static enum status take_ticket(
	struct import_gate *gate, struct import_ticket *ticket, struct call *call)
{
	struct job_queue_sum own = {0}, all = {0};
	enum status status;

	for (const struct import_ticket *other = gate->first; other != NULL; other = other->next) {
		all.count++;
		own.count += guid_equal(other->caller, ticket->caller);
	}
	status = check(call, &own, &all, 0);
	if (status != STATUS_OK)
		return status;
	ticket->next = gate->first;
	ticket->at = &gate->first;
	if (ticket->next != NULL)
		ticket->next->at = &ticket->next;
	gate->first = ticket;
	return STATUS_OK;
}

bool import_gate_enter(struct call *call)
{
	struct import_gate *gate = call->service->import_gate;
	struct import_ticket *ticket = arena_alloc(call->arena, sizeof(*ticket));
	enum status status;

	*ticket = (struct import_ticket){.caller = call->caller_id};
	pthread_mutex_lock(&gate->lock);
	status = take_ticket(gate, ticket, call);
	pthread_mutex_unlock(&gate->lock);
	if (status == STATUS_OK)
		call->import_ticket = ticket;
	return status == STATUS_OK;
}

enum status import_gate_check_job(struct call *call, const struct job *job)
{
	struct job_queue_sum own = {0}, all = {0};
	enum status status = job_queue_sum(call->db, job, &own, &all, &call->fault);

	return status == STATUS_OK ? check(call, &own, &all, job->total_bytes) : status;
}
