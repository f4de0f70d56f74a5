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

/* Space for all lines, for urgent lines only, and for the line that reports lost lines. */
#define COMMON_BYTES ((size_t)1024 * 1024)
#define URGENT_BYTES ((size_t)64 * 1024)
#define NOTE_BYTES ((size_t)256)
#define QUEUE_BYTES (COMMON_BYTES + URGENT_BYTES + NOTE_BYTES)

/* With more bytes than this, the thread does not wait for further lines. */
#define PLENTY_BYTES (COMMON_BYTES / 4)

/* Maximum size of a write(2) to a regular file. */
#define PIECE_BYTES ((size_t)64 * 1024)

struct log_queue {
	int descriptor;
	struct metrics *metrics; /* or NULL */
	size_t piece_bytes; /* maximum size of a write(2) */
	pthread_t thread;
	pthread_mutex_t lock; /* protects all following members */
	pthread_cond_t filled; /* there is work for the thread */
	pthread_cond_t moved; /* lines were written, or the thread has ended */
	bool ending, ended;
	bool abandoned; /* log_queue_end() timed out: the thread frees the queue */
	bool flush_requested; /* the thread must not wait for further lines */
	bool stalled; /* a caller timed out: no caller waits until the thread has written its lines
		       */
	size_t length;
	char *lines, *spare; /* QUEUE_BYTES each; the thread uses `spare` */
	uint64_t added, written; /* bytes since the start */
	int64_t lost, noted; /* lines lost since the start, and those reported */
};

/* Removes as many whole lines as fit in one write from the front of *lines. */
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

/* Handles EAGAIN: another process may have made the shared descriptor non-blocking. */
static bool write_all(int descriptor, struct text bytes)
{
	struct pollfd writable = {.fd = descriptor, .events = POLLOUT};

	while (bytes.length > 0) {
		ssize_t count = write(descriptor, bytes.data, bytes.length);

		if (count >= 0)
			bytes = text_slice(bytes, (size_t)count, bytes.length);
		else if (errno == EAGAIN)
			poll(&writable, 1, -1);
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

/* Counts lost lines. The caller holds the lock. */
static void count_lost(struct log_queue *queue, int64_t count)
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

/* Reports the lines lost since the last report. The caller holds the lock. */
static void report_dropped(struct log_queue *queue)
{
	const struct log_field count = LOG_INT("count", queue->lost - queue->noted);
	char bytes[LOG_LINE_BYTES];

	if (count.number == 0)
		return;
	append(queue, log_line_make(bytes, "warning", "log-lines-lost", &count, 1));
	queue->noted = queue->lost;
}

/* Takes all queued lines. The caller holds the lock. */
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

/* Writes all queued lines. The caller holds the lock, which is released during each write(2). */
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
			count_lost(queue, count_lines(piece));
		queue->written += piece.length;
		pthread_cond_broadcast(&queue->moved);
	}
	queue->stalled = false;
}

/* Waits for further lines for up to LOG_QUEUE_DELAY_MS. The caller holds the lock. */
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

/* If the thread is blocked in write(2), it keeps the queue and frees it when the write returns. */
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

static bool has_space(const struct log_queue *queue, size_t bytes, bool is_urgent)
{
	return queue->length + NOTE_BYTES + bytes <= COMMON_BYTES + (is_urgent ? URGENT_BYTES : 0);
}

/* The condition that a caller waits for: free space for `bytes`, or, if that is 0, that all lines
 * up to `position` are written. */
struct goal {
	size_t bytes;
	uint64_t position;
};

static bool is_reached(const struct log_queue *queue, struct goal goal)
{
	return goal.bytes > 0 ? has_space(queue, goal.bytes, true)
			      : queue->written >= goal.position;
}

/* Returns false on timeout. The caller holds the lock. */
static bool await(struct log_queue *queue, struct goal goal, int64_t deadline_ms)
{
	while (!queue->stalled && !is_reached(queue, goal)) {
		queue->stalled = clock_monotonic_ms() >= deadline_ms;
		if (!queue->stalled)
			thread_wait_until(&queue->moved, &queue->lock, deadline_ms);
	}
	return is_reached(queue, goal);
}

/* Appends the line and wakes the thread if needed. The caller holds the lock. */
static void enqueue(struct log_queue *queue, struct text line, bool is_urgent)
{
	bool is_pressing = is_urgent || queue->length > PLENTY_BYTES, is_first = queue->length == 0;

	report_dropped(queue);
	append(queue, line);
	if (!is_first && (!is_pressing || queue->flush_requested))
		return;
	queue->flush_requested = is_pressing;
	pthread_cond_signal(&queue->filled);
}

void log_queue_add(struct log_queue *queue, struct text line, enum log_queue_mode mode)
{
	bool is_urgent = mode != LOG_QUEUE_DROP, waits = mode == LOG_QUEUE_WAIT;
	int64_t deadline_ms = waits ? clock_monotonic_ms() + LOG_QUEUE_WAIT_MS : 0;
	struct goal space = {.bytes = line.length};

	pthread_mutex_lock(&queue->lock);
	if (has_space(queue, line.length, is_urgent) ||
		(waits && await(queue, space, deadline_ms))) {
		enqueue(queue, line, is_urgent);
		if (waits)
			await(queue, (struct goal){.position = queue->added}, deadline_ms);
	} else {
		count_lost(queue, 1);
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
