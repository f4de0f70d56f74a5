#include "support/move_record.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/wait.h"

#define MACHINES_MAX 8

/* Moves that have been made: by state, a mask of those that followed. */
static struct {
	_Atomic(const struct state_machine *) machine;
	_Atomic uint32_t made[STATE_MACHINE_STATES_MAX];
} records[MACHINES_MAX];

static bool is_recorded;

/* The machine's record, which is free at first; NULL when all are taken. */
static _Atomic uint32_t *find_made(const struct state_machine *machine)
{
	for (size_t i = 0; i < MACHINES_MAX; i++) {
		const struct state_machine *nobody = NULL;

		if (atomic_compare_exchange_strong(&records[i].machine, &nobody, machine) ||
			nobody == machine)
			return records[i].made;
	}
	return NULL;
}

static void record(const struct state_machine *machine, unsigned int from, unsigned int to)
{
	_Atomic uint32_t *made = find_made(machine);

	if (made != NULL)
		atomic_fetch_or(&made[from], STATE_MACHINE_BIT(to));
}

void move_record_start(void)
{
	memset(records, 0, sizeof(records));
	is_recorded = state_machine_observe(record);
}

void move_record_stop(void)
{
	state_machine_observe(NULL);
}

struct awaited {
	_Atomic uint32_t *made;
	uint32_t bit;
};

static bool has_been_made(void *context)
{
	const struct awaited *awaited = context;

	return (atomic_load(awaited->made) & awaited->bit) != 0;
}

void move_record_await(const struct state_machine *machine, unsigned int from, unsigned int to)
{
	_Atomic uint32_t *made = find_made(machine);
	struct awaited awaited = {made + from, STATE_MACHINE_BIT(to)};

	assert_non_null(made);
	if (is_recorded && !wait_until(has_been_made, &awaited, WAIT_PATIENCE_MS))
		fail_msg("%s: \"%s\" never became \"%s\"", machine->name,
			machine->states[from].name, machine->states[to].name);
}

void move_record_expect_all(const struct state_machine *machine)
{
	_Atomic uint32_t *made = find_made(machine);
	int missing = 0;

	if (!is_recorded)
		skip();
	assert_non_null(made);
	for (unsigned int from = 0; from < machine->state_count; from++) {
		for (unsigned int to = 0; to < machine->state_count; to++) {
			if (!state_machine_allows(machine, from, to) ||
				(atomic_load(&made[from]) & STATE_MACHINE_BIT(to)) != 0)
				continue;
			print_error("%s: \"%s\" never became \"%s\"\n", machine->name,
				machine->states[from].name, machine->states[to].name);
			missing++;
		}
	}
	assert_int_equal(missing, 0);
}

/* In a process of its own, whose standard error goes to the descriptor. */
static void move_and_end(const struct state_machine *machine, const void *object, unsigned int from,
	unsigned int to, int descriptor)
{
	signal(SIGABRT, SIG_DFL);
	dup2(descriptor, STDERR_FILENO);
	state_machine_check(machine, object, from, to);
	_exit(0);
}

void move_record_expect_abort(const struct state_machine *machine, const void *object,
	unsigned int from, unsigned int to, const char *part)
{
	char said[1024] = "";
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0)
		move_and_end(machine, object, from, to, ends[1]);
	close(ends[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(read(ends[0], said, sizeof(said) - 1) >= 0);
	close(ends[0]);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT || strstr(said, part) == NULL)
		fail_msg("%s: from %u to %u: status %d, without \"%s\": %s", machine->name, from,
			to, status, part, said);
}

void move_record_expect_refusals(const struct state_machine *machine, const void *object)
{
	char part[256];

	for (unsigned int from = 0; from < machine->state_count; from++) {
		for (unsigned int to = 0; to < machine->state_count; to++) {
			if (state_machine_allows(machine, from, to))
				continue;
			snprintf(part, sizeof(part),
				"state machine %s: \"%s\" (%u) must not become \"%s\"",
				machine->name, machine->states[from].name, from,
				machine->states[to].name);
			move_record_expect_abort(machine, object, from, to, part);
		}
	}
}
