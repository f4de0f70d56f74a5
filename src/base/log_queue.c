#include "base/log_queue.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"

#define QUEUE_BYTES ((size_t)64 * 1024)

struct log_queue {
	int descriptor;
	size_t piece_bytes; /* written at a time */
	pthread_t thread;
	pthread_mutex_t writing; /* held by who writes; taken before the lock */
	pthread_mutex_t lock;
	pthread_cond_t filled; /* there is a first line, or the end has come */
	bool ending;
	size_t length;
	char *lines, *spare; /* QUEUE_BYTES each; `spare` is the writer's */
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

/* Writes all lines that are there. */
static void write_out(struct log_queue *queue)
{
	struct text lines;

	pthread_mutex_lock(&queue->writing);
	pthread_mutex_lock(&queue->lock);
	lines = (struct text){queue->lines, queue->length};
	queue->lines = queue->spare;
	queue->spare = (char *)(uintptr_t)lines.data;
	queue->length = 0;
	pthread_mutex_unlock(&queue->lock);
	/* A log that cannot be written has nobody left to tell. */
	while (lines.length > 0)
		file_write_all(queue->descriptor, cut_piece(&lines, queue->piece_bytes));
	pthread_mutex_unlock(&queue->writing);
}

/* Whether there is something to write; waits for it. */
static bool await_lines(struct log_queue *queue)
{
	bool there;

	pthread_mutex_lock(&queue->lock);
	while (queue->length == 0 && !queue->ending)
		pthread_cond_wait(&queue->filled, &queue->lock);
	there = queue->length > 0 || !queue->ending;
	pthread_mutex_unlock(&queue->lock);
	return there;
}

static void *work(void *context)
{
	const struct timespec delay = {.tv_nsec = LOG_DELAY_MS * 1000000L};
	struct log_queue *queue = context;

	while (await_lines(queue)) {
		nanosleep(&delay, NULL);
		write_out(queue);
	}
	return NULL;
}

struct log_queue *log_queue_start(int descriptor)
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
	queue->piece_bytes =
		fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) ? QUEUE_BYTES : PIPE_BUF;
	pthread_mutex_init(&queue->writing, NULL);
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->filled, NULL);
	if (pthread_create(&queue->thread, NULL, work, queue) != 0)
		abort();
	return queue;
}

void log_queue_end(struct log_queue *queue)
{
	if (queue == NULL)
		return;
	pthread_mutex_lock(&queue->lock);
	queue->ending = true;
	pthread_cond_signal(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
	pthread_join(queue->thread, NULL);
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
	pthread_mutex_destroy(&queue->writing);
	free(queue->lines);
	free(queue->spare);
	free(queue);
}

/* False when the queue has no room for the line. */
static bool append(struct log_queue *queue, struct text line)
{
	bool fits;

	pthread_mutex_lock(&queue->lock);
	fits = line.length <= QUEUE_BYTES - queue->length;
	if (fits) {
		memcpy(queue->lines + queue->length, line.data, line.length);
		if (queue->length == 0)
			pthread_cond_signal(&queue->filled);
		queue->length += line.length;
	}
	pthread_mutex_unlock(&queue->lock);
	return fits;
}

void log_queue_add(struct log_queue *queue, struct text line, bool is_urgent)
{
	while (!append(queue, line))
		write_out(queue);
	if (is_urgent)
		write_out(queue);
}
