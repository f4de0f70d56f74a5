#include "base/log.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/jsonread.h"
#include "support/expect.h"
#include "support/scratch.h"
#include "support/wait.h"

#define THREADS 8
#define LINES_A_THREAD 300

static struct log open_log(struct scratch *f, enum log_level threshold)
{
	int descriptor =
		open(scratch_path(f, "log"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	assert_true(descriptor >= 0);
	return (struct log){.fd = descriptor, .threshold = threshold};
}

/* Closes the log and returns all lines. */
static struct text close_log(struct scratch *f, const struct log *log)
{
	assert_int_equal(close(log->fd), 0);
	return file_read(f->arena, scratch_path(f, "log"), 10000000, NULL);
}

/* Returns the next line, which must be a JSON object. */
static const struct jsonread_node *next_object(struct scratch *f, struct text *rest)
{
	struct text line;
	const struct jsonread_node *node;

	assert_true(text_find(*rest, '\n') < rest->length);
	assert_true(text_split_next(rest, '\n', &line));
	node = jsonread_parse(f->arena, line, NULL);
	assert_int_equal(jsonread_type(node), JSONREAD_OBJECT);
	return node;
}

static void a_line_holds_time_level_event_and_fields(void **state)
{
	struct scratch *f = *state;
	struct log log = open_log(f, LOG_DEBUG);
	const struct jsonread_node *line;
	struct text rest;
	int64_t time_ms = 0, now_ms = clock_now_ms(&clock_system);
	double number;

	LOG(&log, LOG_WARNING, "request", LOG_TEXT("method", TEXT("GET")), LOG_INT("status", 200),
		LOG_CSTR("absent", NULL), LOG_CSTR("path", "/v2.0"));
	rest = close_log(f, &log);
	line = next_object(f, &rest);
	expect_text(rest, "");
	assert_true(clock_parse(jsonread_member_text(line, "time"), &time_ms));
	assert_true(time_ms >= now_ms && time_ms < now_ms + 60000);
	expect_text(jsonread_member_text(line, "level"), "warning");
	expect_text(jsonread_member_text(line, "event"), "request");
	expect_text(jsonread_member_text(line, "method"), "GET");
	expect_text(jsonread_member_text(line, "path"), "/v2.0");
	assert_true(jsonread_number(jsonread_member(line, "status"), &number));
	assert_true(number == 200);
	assert_null(jsonread_member(line, "absent"));
}

static void lines_below_the_threshold_are_dropped(void **state)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};
	struct scratch *f = *state;

	for (int threshold = LOG_DEBUG; threshold <= LOG_ERROR; threshold++) {
		struct log log = open_log(f, (enum log_level)threshold);
		struct text rest;

		for (int level = LOG_DEBUG; level <= LOG_ERROR; level++)
			LOG(&log, (enum log_level)level, names[level], LOG_INT("n", level));
		rest = close_log(f, &log);
		for (int level = threshold; level <= LOG_ERROR; level++) {
			const struct jsonread_node *line = next_object(f, &rest);

			expect_text(jsonread_member_text(line, "event"), names[level]);
			expect_text(jsonread_member_text(line, "level"), names[level]);
		}
		expect_text(rest, "");
		assert_int_equal(unlink(scratch_path(f, "log")), 0);
	}
}

static void a_value_cannot_forge_a_line(void **state)
{
	struct scratch *f = *state;
	struct log log = open_log(f, LOG_DEBUG);
	const struct jsonread_node *line;
	struct text rest;

	LOG(&log, LOG_INFO, "request",
		LOG_CSTR("path", "/a\n{\"level\":\"error\",\"event\":\"forged\"}\r\n\"x"));
	rest = close_log(f, &log);
	line = next_object(f, &rest);
	expect_text(rest, "");
	expect_text(jsonread_member_text(line, "path"),
		"/a\n{\"level\":\"error\",\"event\":\"forged\"}\r\n\"x");
	expect_text(jsonread_member_text(line, "level"), "info");
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
	struct scratch *f = *state;
	struct log log = open_log(f, LOG_DEBUG);
	struct text rest;

	LOG(&log, LOG_INFO, "request", LOG_CSTR("path", "/\xff\xc3\xa4\xe2\x82-\x01\xed\xa0\x80"));
	rest = close_log(f, &log);
	expect_text(jsonread_member_text(next_object(f, &rest), "path"),
		"/?\xc3\xa4?"
		"?-\x01???");
	expect_text(rest, "");
}

static void long_values_are_cut(void **state)
{
	struct scratch *f = *state;
	struct log log = open_log(f, LOG_DEBUG);
	struct text rest, path;
	char *bytes = arena_alloc(f->arena, 30000);
	const struct jsonread_node *line;

	memset(bytes, 'p', 30000);
	LOG(&log, LOG_INFO, "request", LOG_TEXT("path", ((struct text){bytes, 30000})),
		LOG_INT("status", 414));
	LOG(&log, LOG_INFO, "next", LOG_INT("n", 1));
	rest = close_log(f, &log);
	line = next_object(f, &rest);
	path = jsonread_member_text(line, "path");
	expect_bytes(path, ((struct text){bytes, 1024}));
	assert_int_equal(jsonread_type(jsonread_member(line, "status")), JSONREAD_INTEGER);
	expect_text(jsonread_member_text(next_object(f, &rest), "event"), "next");
}

/* Escaped values can be six times as long. Fields that do not fit are omitted, and the line is
 * complete. */
static void a_field_that_does_not_fit_is_omitted(void **state)
{
	struct scratch *f = *state;
	struct log log = open_log(f, LOG_DEBUG);
	struct text rest, bytes = {arena_alloc(f->arena, 5000), 5000}, plain = TEXT("plain");
	const struct jsonread_node *line;

	LOG(&log, LOG_INFO, "request", LOG_TEXT("nuls", bytes), LOG_TEXT("plain", plain),
		LOG_INT("status", 400));
	LOG(&log, LOG_INFO, "next", LOG_INT("n", 1));
	rest = close_log(f, &log);
	assert_true(text_find(rest, '\n') < 4096);
	line = next_object(f, &rest);
	assert_null(jsonread_member(line, "nuls"));
	expect_text(jsonread_member_text(line, "plain"), "plain");
	assert_int_equal(jsonread_type(jsonread_member(line, "status")), JSONREAD_INTEGER);
	expect_text(jsonread_member_text(next_object(f, &rest), "event"), "next");
}

/* With fields of every size near the limit, each line is complete and at most 4,096 bytes long. */
static void lines_of_every_length_are_complete(void **state)
{
	struct scratch *f = *state;
	struct log log = open_log(f, LOG_DEBUG);
	struct text rest, bytes = {memset(arena_alloc(f->arena, 1024), 'x', 1024), 1024};

	for (size_t length = 850; length < 1024; length++)
		LOG(&log, LOG_INFO, "e", LOG_TEXT("a", bytes), LOG_TEXT("b", bytes),
			LOG_TEXT("c", bytes), LOG_TEXT("d", text_slice(bytes, 0, length)));
	rest = close_log(f, &log);
	for (size_t length = 850; length < 1024; length++) {
		size_t line_bytes = text_find(rest, '\n') + 1;
		struct text d = jsonread_member_text(next_object(f, &rest), "d");

		assert_true(line_bytes <= 4096);
		assert_true(text_is_set(d) ? d.length == length : line_bytes + length + 7 > 4096);
	}
	expect_text(rest, "");
}

struct writer {
	const struct log *log;
	enum log_level level;
	int number;
};

static void *write_lines(void *context)
{
	const struct writer *writer = context;
	char letters[901] = "";

	memset(letters, 'a' + writer->number, 900);
	for (int i = 0; i < LINES_A_THREAD; i++)
		LOG(writer->log, writer->level, "line", LOG_INT("thread", writer->number),
			LOG_INT("line", i), LOG_CSTR("letters", letters));
	return NULL;
}

/* Checks that the line is the next one of its thread. */
static void check_line(const struct jsonread_node *line, int *counts)
{
	double thread, number;
	struct text letters = jsonread_member_text(line, "letters");

	assert_true(jsonread_number(jsonread_member(line, "thread"), &thread));
	assert_true(jsonread_number(jsonread_member(line, "line"), &number));
	assert_int_equal(number, counts[(int)thread]++);
	assert_int_equal(letters.length, 900);
	assert_int_equal(letters.data[0], 'a' + (int)thread);
	assert_int_equal(letters.data[899], 'a' + (int)thread);
}

/* The lines of each thread are complete and in order. */
static void write_by_threads(struct scratch *f, bool queued, enum log_level level)
{
	struct log log = open_log(f, LOG_DEBUG);
	pthread_t threads[THREADS];
	struct writer writers[THREADS];
	int counts[THREADS] = {0};
	struct text rest;

	if (queued)
		log_start_queue(&log);
	for (int i = 0; i < THREADS; i++) {
		writers[i] = (struct writer){&log, level, i};
		assert_int_equal(pthread_create(&threads[i], NULL, write_lines, &writers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	log_end_queue(&log);
	rest = close_log(f, &log);
	for (int i = 0; i < THREADS * LINES_A_THREAD; i++)
		check_line(next_object(f, &rest), counts);
	expect_text(rest, "");
}

static void lines_of_threads_do_not_interleave(void **state)
{
	write_by_threads(*state, false, LOG_INFO);
}

/* Writes more than the queue holds, so urgent lines wait for space. */
static void queued_lines_of_threads_do_not_interleave(void **state)
{
	write_by_threads(*state, true, LOG_WARNING);
}

static struct text read_log(struct scratch *f)
{
	return file_read(f->arena, scratch_path(f, "log"), 10000000, NULL);
}

static bool has_a_line(void *context)
{
	return read_log(context).length > 0;
}

static void a_queued_line_waits_for_others(void **state)
{
	struct scratch *f = *state;
	struct log log = open_log(f, LOG_DEBUG);
	struct text rest = TEXT("");

	log_start_queue(&log);
	for (int round = 0; round < 3; round++) {
		LOG(&log, LOG_INFO, "first", LOG_INT("n", round));
		assert_true(wait_until(has_a_line, f, WAIT_PATIENCE_MS));
		rest = read_log(f);
		expect_text(jsonread_member_text(next_object(f, &rest), "event"), "first");
		expect_text(rest, "");
		assert_int_equal(ftruncate(log.fd, 0), 0);
	}
	log_end_queue(&log);
	assert_null(log.queue);
	expect_text(close_log(f, &log), "");
}

/* Warnings and errors are written at once, with all lines before them. */
static void an_urgent_line_does_not_wait(void **state)
{
	struct scratch *f = *state;
	struct log log = open_log(f, LOG_DEBUG);
	struct text rest;

	log_start_queue(&log);
	for (int level = LOG_WARNING; level <= LOG_ERROR; level++) {
		LOG(&log, LOG_DEBUG, "first", LOG_INT("n", 1));
		LOG(&log, LOG_INFO, "second", LOG_INT("n", 2));
		LOG(&log, (enum log_level)level, "third", LOG_INT("n", 3));
		rest = read_log(f);
		expect_text(jsonread_member_text(next_object(f, &rest), "event"), "first");
		expect_text(jsonread_member_text(next_object(f, &rest), "event"), "second");
		expect_text(jsonread_member_text(next_object(f, &rest), "event"), "third");
		expect_text(rest, "");
		assert_int_equal(ftruncate(log.fd, 0), 0);
	}
	LOG(&log, LOG_INFO, "last", LOG_INT("n", 4));
	log_end_queue(&log);
	rest = close_log(f, &log);
	expect_text(jsonread_member_text(next_object(f, &rest), "event"), "last");
}

/* Each write ends with a line, so output of other processes on the pipe never splits a line. */
static void writes_to_a_pipe_contain_whole_lines(void **state)
{
	struct scratch *f = *state;
	char letters[701] = "", *bytes = arena_alloc(f->arena, 65536);
	struct log log = {.threshold = LOG_DEBUG};
	struct text rest;
	int ends[2];
	ssize_t count;

	memset(letters, 'x', 700);
	assert_int_equal(pipe2(ends, O_DIRECT), 0);
	log.fd = ends[1];
	log_start_queue(&log);
	for (int i = 0; i < 20; i++)
		LOG(&log, LOG_INFO, "line", LOG_INT("n", i), LOG_CSTR("letters", letters));
	log_end_queue(&log);
	assert_int_equal(close(ends[1]), 0);
	/* With O_DIRECT, each read returns the bytes of one write. */
	for (int lines = 0; lines < 20;) {
		count = read(ends[0], bytes, 65536);
		assert_true(count > 0 && count <= PIPE_BUF && bytes[count - 1] == '\n');
		rest = (struct text){bytes, (size_t)count};
		for (; rest.length > 0; lines++)
			next_object(f, &rest);
	}
	assert_int_equal(close(ends[0]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(a_line_holds_time_level_event_and_fields),
		SCRATCH_TEST(lines_below_the_threshold_are_dropped),
		SCRATCH_TEST(a_value_cannot_forge_a_line),
		SCRATCH_TEST(bytes_that_are_not_utf8_are_replaced),
		SCRATCH_TEST(long_values_are_cut),
		SCRATCH_TEST(a_field_that_does_not_fit_is_omitted),
		SCRATCH_TEST(lines_of_every_length_are_complete),
		SCRATCH_TEST(lines_of_threads_do_not_interleave),
		SCRATCH_TEST(queued_lines_of_threads_do_not_interleave),
		SCRATCH_TEST(a_queued_line_waits_for_others),
		SCRATCH_TEST(an_urgent_line_does_not_wait),
		SCRATCH_TEST(writes_to_a_pipe_contain_whole_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
