#include "base/log_queue.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log_line.h"
#include "base/thread.h"

/* For all lines, for urgent ones only, and for a line that says what was lost. */
#define COMMON_BYTES ((size_t)1024 * 1024)
#define URGENT_BYTES ((size_t)64 * 1024)
#define NOTE_BYTES ((size_t)256)
#define QUEUE_BYTES (COMMON_BYTES + URGENT_BYTES + NOTE_BYTES)

/* The thread does not wait for further lines when there are so many. */
#define PLENTY_BYTES (COMMON_BYTES / 4)

/* Written to a file at a time. */
#define PIECE_BYTES ((size_t)64 * 1024)

struct log_queue {
	int descriptor;
	struct metrics *metrics; /* or NULL */
	size_t piece_bytes; /* written at a time */
	pthread_t thread;
	pthread_mutex_t lock; /* for all that follows */
	pthread_cond_t filled; /* there is something to do for the thread */
	pthread_cond_t moved; /* something was written, or the thread has ended */
	bool ending, ended;
	bool abandoned; /* the thread frees the queue */
	bool flush_requested; /* the thread is not to wait for further lines */
	bool stalled; /* somebody waited in vain: until the thread is done with its lines nobody
			 waits */
	size_t length;
	char *lines, *spare; /* QUEUE_BYTES each; `spare` is the thread's */
	uint64_t added, written; /* bytes since the start */
	int64_t lost, noted; /* lines since the start, and those that a line has told of */
};

/* What of the lines is written at a time: whole ones. */
static struct text cut_piece(struct text *lines, size_t piece_bytes)
{
	size_t length = lines->length;
	struct text piece;

	if (length > piece_bytes) {
		const char *end = memrchr(lines->data, '\n', piece_bytes);

		length = (size_t)(end - lines->data) + 1;
	}
	piece = text_slice(*lines, 0, length);
	*lines = text_slice(*lines, length, lines->length);
	return piece;
}

/* Another process may have made the descriptor one that does not wait. */
static bool write_all(int descriptor, struct text bytes)
{
	struct pollfd room = {.fd = descriptor, .events = POLLOUT};

	while (bytes.length > 0) {
		ssize_t count = write(descriptor, bytes.data, bytes.length);

		if (count >= 0)
			bytes = text_slice(bytes, (size_t)count, bytes.length);
		else if (errno == EAGAIN)
			poll(&room, 1, -1);
		else if (errno != EINTR)
			return false;
	}
	return true;
}

static int64_t count_lines(struct text lines)
{
	int64_t count = 0;

	for (size_t i = 0; i < lines.length; i++)
		count += lines.data[i] == '\n';
	return count;
}

/* The lock is held. */
static void lose(struct log_queue *queue, int64_t count)
{
	queue->lost += count;
	if (queue->metrics != NULL)
		metrics_add(queue->metrics, METRIC_LOG_LINES_DROPPED, count);
}

static void append(struct log_queue *queue, struct text line)
{
	memcpy(queue->lines + queue->length, line.data, line.length);
	queue->length += line.length;
	queue->added += line.length;
}

/* Between the lines that had room before and after; the lock is held. */
static void report_dropped(struct log_queue *queue)
{
	const struct log_field count = LOG_INT("count", queue->lost - queue->noted);
	char bytes[LOG_LINE_BYTES];

	if (count.number == 0)
		return;
	append(queue, log_line_make(bytes, "warning", "log-lines-lost", &count, 1));
	queue->noted = queue->lost;
}

/* All lines that are there; the lock is held. */
static struct text take_lines(struct log_queue *queue)
{
	struct text lines;

	report_dropped(queue);
	lines = (struct text){queue->lines, queue->length};
	queue->lines = queue->spare;
	queue->spare = (char *)(uintptr_t)lines.data;
	queue->length = 0;
	queue->flush_requested = false;
	return lines;
}

/* The lock is held, but not while writing. */
static void write_out(struct log_queue *queue)
{
	struct text lines = take_lines(queue);

	while (lines.length > 0 && !queue->abandoned) {
		struct text piece = cut_piece(&lines, queue->piece_bytes);
		bool good;

		pthread_mutex_unlock(&queue->lock);
		good = write_all(queue->descriptor, piece);
		pthread_mutex_lock(&queue->lock);
		if (!good)
			lose(queue, count_lines(piece));
		queue->written += piece.length;
		pthread_cond_broadcast(&queue->moved);
	}
	queue->stalled = false;
}

/* Gives further lines a little time to come; the lock is held. */
static void linger(struct log_queue *queue)
{
	int64_t deadline_ms = clock_monotonic_ms() + LOG_QUEUE_DELAY_MS;

	while (!queue->flush_requested && !queue->ending && clock_monotonic_ms() < deadline_ms)
		thread_wait_until(&queue->filled, &queue->lock, deadline_ms);
}

static void free_queue(struct log_queue *queue)
{
	pthread_cond_destroy(&queue->moved);
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
	free(queue->lines);
	free(queue->spare);
	free(queue);
}

static void *log_thread(void *context)
{
	struct log_queue *queue = context;
	bool abandoned;

	pthread_mutex_lock(&queue->lock);
	while (!queue->abandoned && (queue->length > 0 || !queue->ending)) {
		if (queue->length == 0) {
			pthread_cond_wait(&queue->filled, &queue->lock);
			continue;
		}
		linger(queue);
		write_out(queue);
	}
	queue->ended = true;
	abandoned = queue->abandoned;
	pthread_cond_broadcast(&queue->moved);
	pthread_mutex_unlock(&queue->lock);
	if (abandoned)
		free_queue(queue);
	return NULL;
}

struct log_queue *log_queue_start(int descriptor, struct metrics *metrics)
{
	struct log_queue *queue = calloc(1, sizeof(*queue));
	struct stat info;

	if (queue == NULL)
		abort();
	queue->lines = malloc(QUEUE_BYTES);
	queue->spare = malloc(QUEUE_BYTES);
	if (queue->lines == NULL || queue->spare == NULL)
		abort();
	queue->descriptor = descriptor;
	queue->metrics = metrics;
	queue->piece_bytes =
		fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) ? PIECE_BYTES : PIPE_BUF;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->filled, NULL);
	pthread_cond_init(&queue->moved, NULL);
	if (thread_start(&queue->thread, "log", log_thread, queue))
		return queue;
	free_queue(queue);
	return NULL;
}

/* A thread that is stuck in write(2) keeps the queue and frees it, if it ever goes on. */
void log_queue_end(struct log_queue *queue)
{
	int64_t deadline_ms = clock_monotonic_ms() + LOG_QUEUE_END_MS;
	pthread_t thread;
	bool ended;

	if (queue == NULL)
		return;
	pthread_mutex_lock(&queue->lock);
	queue->ending = true;
	pthread_cond_signal(&queue->filled);
	while (!queue->ended && clock_monotonic_ms() < deadline_ms)
		thread_wait_until(&queue->moved, &queue->lock, deadline_ms);
	ended = queue->ended;
	queue->abandoned = !ended;
	if (!ended)
		queue->metrics = NULL;
	thread = queue->thread;
	pthread_mutex_unlock(&queue->lock);
	if (!ended) {
		pthread_detach(thread);
		return;
	}
	pthread_join(thread, NULL);
	free_queue(queue);
}

static bool has_room(const struct log_queue *queue, size_t bytes, bool is_urgent)
{
	return queue->length + NOTE_BYTES + bytes <= COMMON_BYTES + (is_urgent ? URGENT_BYTES : 0);
}

/* What the caller of an urgent line waits for: room for so many bytes, or, with 0 of them, that all
 * up to a position is written. */
struct wish {
	size_t bytes;
	uint64_t position;
};

static bool is_granted(const struct log_queue *queue, struct wish wish)
{
	return wish.bytes > 0 ? has_room(queue, wish.bytes, true) : queue->written >= wish.position;
}

/* False when it took too long; the lock is held. */
static bool await(struct log_queue *queue, struct wish wish, int64_t deadline_ms)
{
	while (!queue->stalled && !is_granted(queue, wish)) {
		queue->stalled = clock_monotonic_ms() >= deadline_ms;
		if (!queue->stalled)
			thread_wait_until(&queue->moved, &queue->lock, deadline_ms);
	}
	return is_granted(queue, wish);
}

/* Appends the line and wakes the thread if it would not look soon enough; the lock is held. */
static void enqueue(struct log_queue *queue, struct text line, bool is_urgent)
{
	bool hurries = is_urgent || queue->length > PLENTY_BYTES, is_first = queue->length == 0;

	report_dropped(queue);
	append(queue, line);
	if (!is_first && (!hurries || queue->flush_requested))
		return;
	queue->flush_requested = hurries;
	pthread_cond_signal(&queue->filled);
}

void log_queue_add(struct log_queue *queue, struct text line, enum log_queue_patience patience)
{
	bool is_urgent = patience != LOG_QUEUE_DROPS, waits = patience == LOG_QUEUE_WAITS;
	int64_t deadline_ms = waits ? clock_monotonic_ms() + LOG_QUEUE_WAIT_MS : 0;
	struct wish room = {.bytes = line.length};

	pthread_mutex_lock(&queue->lock);
	if (has_room(queue, line.length, is_urgent) || (waits && await(queue, room, deadline_ms))) {
		enqueue(queue, line, is_urgent);
		if (waits)
			await(queue, (struct wish){.position = queue->added}, deadline_ms);
	} else {
		lose(queue, 1);
	}
	pthread_mutex_unlock(&queue->lock);
}

int64_t log_queue_dropped(struct log_queue *queue)
{
	int64_t lost;

	pthread_mutex_lock(&queue->lock);
	lost = queue->lost;
	pthread_mutex_unlock(&queue->lock);
	return lost;
}
