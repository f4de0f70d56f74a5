/* A log whose reader is blocked, slow or closed. */
#include "base/log.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/jsonread.h"
#include "base/log_queue.h"
#include "base/metrics.h"
#include "support/expect.h"
#include "support/scratch.h"

/* Far more than the pipe and the queue hold together. */
#define LINES 8000

/* Much longer than any timeout of the log; waiting for the reader would never end. */
#define SLACK_MS 30000

struct stalled {
	struct log log;
	struct metrics metrics; /* used by errors_have_reserved_space() */
	int ends[2];
	struct scratch *scratch;
	int64_t lines, lost; /* lines that were read, and lines reported as lost */
	int64_t next; /* number of the last line that was read, plus 1 */
};

static struct stalled open_pipe(void **state, int flags)
{
	struct stalled f = {.scratch = *state};

	/* A closed reader must not end the test with SIGPIPE. */
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe2(f.ends, flags), 0);
	f.log = (struct log){.fd = f.ends[1], .threshold = LOG_DEBUG};
	log_start_queue(&f.log);
	return f;
}

static void fill(struct stalled *f)
{
	char letters[201] = "";

	memset(letters, 'x', 200);
	for (int i = 0; i < LINES; i++)
		LOG(&f->log, LOG_INFO, "line", LOG_INT("n", i), LOG_CSTR("letters", letters));
}

static int64_t end_log(struct log *log)
{
	int64_t began_ms = clock_monotonic_ms();

	log_end_queue(log);
	return clock_monotonic_ms() - began_ms;
}

static void callers_do_not_wait_for_a_blocked_reader(void **state)
{
	struct stalled f = open_pipe(state, O_CLOEXEC);
	int64_t began_ms = clock_monotonic_ms();

	fill(&f);
	assert_true(log_dropped_lines(&f.log) > 0);
	for (int i = 0; i < LINES; i++)
		LOG_NOW(&f.log, LOG_ERROR, "prompt", LOG_INT("n", i));
	assert_true(clock_monotonic_ms() - began_ms < SLACK_MS);
	/* Only the first of them waits. */
	began_ms = clock_monotonic_ms();
	for (int i = 0; i < 100; i++)
		LOG(&f.log, LOG_WARNING, "patient", LOG_INT("n", i));
	assert_true(clock_monotonic_ms() - began_ms >= LOG_QUEUE_WAIT_MS);
	assert_true(clock_monotonic_ms() - began_ms < LOG_QUEUE_WAIT_MS + SLACK_MS);
	assert_true(end_log(&f.log) < LOG_QUEUE_END_MS + SLACK_MS);
	/* The other end stays open: the queue's thread may still be writing to it. */
	assert_int_equal(close(f.ends[0]), 0);
}

/* Urgent lines have space when other lines are dropped. */
static void errors_have_reserved_space(void **state)
{
	struct stalled f = open_pipe(state, O_CLOEXEC);
	int64_t lost;

	f.log.metrics = &f.metrics;
	log_end_queue(&f.log);
	log_start_queue(&f.log);
	fill(&f);
	lost = log_dropped_lines(&f.log);
	assert_int_equal(metrics_get(&f.metrics, METRIC_LOG_LINES_DROPPED), lost);
	for (int i = 0; i < 100; i++)
		LOG_NOW(&f.log, LOG_ERROR, "prompt", LOG_INT("n", i));
	assert_int_equal(log_dropped_lines(&f.log), lost);
	end_log(&f.log);
	/* The other end stays open: the queue's thread may still be writing to it. */
	assert_int_equal(close(f.ends[0]), 0);
}

static int64_t number_of(const struct jsonread_node *line, const char *name)
{
	double number = -1;

	assert_true(jsonread_number(jsonread_member(line, name), &number));
	return (int64_t)number;
}

static void take_line(struct stalled *f, struct text line)
{
	const struct jsonread_node *node = jsonread_parse(f->scratch->arena, line, NULL);

	assert_int_equal(jsonread_type(node), JSONREAD_OBJECT);
	if (text_equal(jsonread_member_text(node, "event"), TEXT("log-lines-lost"))) {
		f->lost += number_of(node, "count");
		expect_text(jsonread_member_text(node, "level"), "warning");
		return;
	}
	/* Lines are in order, and every missing line was reported. */
	assert_int_equal(number_of(node, "n"), f->next + f->lost);
	f->next = number_of(node, "n") + 1 - f->lost;
	f->lines++;
}

/* Reads to the end of the pipe. Every line must be complete. */
static void *read_all(void *context)
{
	struct stalled *f = context;
	char bytes[2 * PIPE_BUF];
	size_t length = 0;
	ssize_t count;

	while ((count = read(f->ends[0], bytes + length, PIPE_BUF)) > 0) {
		struct text rest = {bytes, length + (size_t)count};
		size_t end;

		while ((end = text_find(rest, '\n')) < rest.length) {
			take_line(f, text_slice(rest, 0, end));
			rest = text_slice(rest, end + 1, rest.length);
		}
		length = rest.length;
		memmove(bytes, rest.data, length);
	}
	assert_int_equal(length, 0);
	return NULL;
}

/* The lines that are read and those reported as lost add up to all lines. */
static void a_line_reports_the_number_of_lost_lines(void **state)
{
	struct stalled f = open_pipe(state, O_CLOEXEC);
	pthread_t reader;
	int64_t lost;

	fill(&f);
	lost = log_dropped_lines(&f.log);
	assert_int_equal(pthread_create(&reader, NULL, read_all, &f), 0);
	/* Returns when the line is written, after the report of the lines lost before it. */
	LOG(&f.log, LOG_WARNING, "last", LOG_INT("n", LINES));
	assert_int_equal(log_dropped_lines(&f.log), lost);
	log_end_queue(&f.log);
	assert_int_equal(close(f.ends[1]), 0);
	assert_int_equal(pthread_join(reader, NULL), 0);
	assert_int_equal(close(f.ends[0]), 0);
	assert_true(lost > 0 && f.lines > 1);
	assert_int_equal(f.lost, lost);
	assert_int_equal(f.lines + f.lost, LINES + 1);
}

/* Another process may have made the shared pipe non-blocking. */
static void a_non_blocking_pipe_loses_nothing(void **state)
{
	struct stalled f = open_pipe(state, O_CLOEXEC);
	pthread_t reader;

	assert_int_equal(fcntl(f.ends[1], F_SETFL, O_NONBLOCK), 0);
	for (int i = 0; i < 3000; i++)
		LOG(&f.log, LOG_INFO, "line", LOG_INT("n", i));
	assert_int_equal(pthread_create(&reader, NULL, read_all, &f), 0);
	log_end_queue(&f.log);
	assert_int_equal(close(f.ends[1]), 0);
	assert_int_equal(pthread_join(reader, NULL), 0);
	assert_int_equal(close(f.ends[0]), 0);
	assert_int_equal(f.lines, 3000);
}

static void lines_that_cannot_be_written_are_counted(void **state)
{
	struct stalled f = open_pipe(state, O_CLOEXEC);

	assert_int_equal(close(f.ends[0]), 0);
	for (int i = 1; i <= 3; i++) {
		LOG(&f.log, LOG_WARNING, "line", LOG_INT("n", i));
		assert_true(log_dropped_lines(&f.log) >= i);
	}
	assert_true(end_log(&f.log) < SLACK_MS);
	assert_int_equal(close(f.ends[1]), 0);
}

/* When the descriptor works again, the queue resumes without an urgent line, and the next line
 * reports the lost ones. */
static void a_restored_log_is_written_again(void **state)
{
	struct stalled f = open_pipe(state, O_CLOEXEC);
	struct pollfd readable = {.events = POLLIN};
	int ends[2];

	assert_int_equal(close(f.ends[0]), 0);
	LOG(&f.log, LOG_WARNING, "line", LOG_INT("n", 0));
	assert_int_equal(log_dropped_lines(&f.log), 1);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(dup2(ends[1], f.ends[1]), f.ends[1]);
	assert_int_equal(close(ends[1]), 0);
	f.ends[0] = readable.fd = ends[0];
	LOG(&f.log, LOG_INFO, "line", LOG_INT("n", 1));
	assert_int_equal(poll(&readable, 1, SLACK_MS), 1);
	log_end_queue(&f.log);
	assert_int_equal(close(f.ends[1]), 0);
	read_all(&f);
	assert_int_equal(close(f.ends[0]), 0);
	assert_int_equal(f.lost, 1);
	assert_int_equal(f.lines, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(callers_do_not_wait_for_a_blocked_reader),
		SCRATCH_TEST(errors_have_reserved_space),
		SCRATCH_TEST(a_line_reports_the_number_of_lost_lines),
		SCRATCH_TEST(a_non_blocking_pipe_loses_nothing),
		SCRATCH_TEST(lines_that_cannot_be_written_are_counted),
		SCRATCH_TEST(a_restored_log_is_written_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
