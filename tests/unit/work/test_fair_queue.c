#include "work/fair_queue.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct order {
	struct fair_queue *queue;
	sem_t may_begin;
	char done[32];
	size_t count;
};

struct work {
	struct fair_queue_job job; /* first */
	struct order *order;
	char name;
	int pieces;
};

static bool step(struct fair_queue_job *job)
{
	struct work *work = (struct work *)job;
	struct order *order = work->order;

	order->done[order->count++] = work->name;
	return --work->pieces > 0;
}

/* The one thread is busy until all else is there. */
static bool wait_to_begin(struct fair_queue_job *job)
{
	struct order *order = ((struct work *)job)->order;

	while (sem_wait(&order->may_begin) != 0)
		continue;
	return false;
}

static struct work make(struct order *order, char name, unsigned char owner, int pieces)
{
	return (struct work){
		.job = {.step = step, .owner = {{owner}}},
		.order = order,
		.name = name,
		.pieces = pieces,
	};
}

/* Runs what was submitted behind the first, and gives the order in which pieces were done. */
static const char *run(struct order *order, struct work *all, size_t count)
{
	struct work first = make(order, '-', 99, 1);

	first.job.step = wait_to_begin;
	sem_init(&order->may_begin, 0, 0);
	order->queue = fair_queue_start(1);
	fair_queue_submit(order->queue, &first.job);
	for (size_t i = 0; i < count; i++)
		fair_queue_submit(order->queue, &all[i].job);
	sem_post(&order->may_begin);
	fair_queue_stop(order->queue);
	sem_destroy(&order->may_begin);
	return order->done;
}

static void owners_take_turns(void **state)
{
	struct order order = {0};
	struct work all[] = {
		make(&order, 'a', 1, 3),
		make(&order, 'b', 1, 1),
		make(&order, 'c', 2, 2),
		make(&order, 'd', 3, 1),
	};

	(void)state;
	assert_string_equal(run(&order, all, 4), "acdacab");
}

static void one_owners_work_is_done_in_its_order(void **state)
{
	struct order order = {0};
	struct work all[] = {
		make(&order, 'a', 1, 2),
		make(&order, 'b', 1, 2),
		make(&order, 'c', 1, 1),
	};

	(void)state;
	assert_string_equal(run(&order, all, 3), "aabbc");
}

static void the_last_of_many_waits_for_a_piece_of_each_owner(void **state)
{
	struct order order = {0};
	struct work all[] = {
		make(&order, 'a', 1, 9),
		make(&order, 'b', 1, 9),
		make(&order, 'c', 1, 9),
		make(&order, 'd', 2, 1),
	};

	(void)state;
	assert_int_equal(strcspn(run(&order, all, 4), "d"), 1);
}

static bool ask(struct fair_queue_job *job)
{
	struct order *order = ((struct work *)job)->order;
	struct guid own = job->owner, none = {{77}};

	order->done[order->count++] = fair_queue_has_waiters(order->queue, own) ? 'y' : 'n';
	order->done[order->count++] = fair_queue_has_waiters(order->queue, none) ? 'y' : 'n';
	return false;
}

static void others_that_wait_are_seen(void **state)
{
	struct order order = {0};
	struct work all[] = {
		make(&order, 'a', 1, 1),
		make(&order, 'b', 2, 1),
		make(&order, 'c', 2, 1),
		make(&order, 'd', 2, 1),
	};

	(void)state;
	for (int i = 0; i < 4; i++)
		all[i].job.step = ask;
	assert_string_equal(run(&order, all, 4), "yynynynn");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owners_take_turns),
		cmocka_unit_test(one_owners_work_is_done_in_its_order),
		cmocka_unit_test(the_last_of_many_waits_for_a_piece_of_each_owner),
		cmocka_unit_test(others_that_wait_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
