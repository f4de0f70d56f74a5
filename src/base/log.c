#include "base/log.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/log_line.h"
#include "base/log_queue.h"

static const char *const level_names[] = {"debug", "info", "warning", "error"};

enum log_level log_level_named(struct text name)
{
	for (int i = LOG_DEBUG; i <= LOG_ERROR; i++) {
		if (text_equal(text_from(level_names[i]), name))
			return (enum log_level)i;
	}
	return LOG_INFO;
}

static enum log_queue_mode mode_for(enum log_level level, bool may_wait)
{
	if (level < LOG_WARNING)
		return LOG_QUEUE_DROP;
	return may_wait ? LOG_QUEUE_WAIT : LOG_QUEUE_URGENT;
}

static void add_event(const struct log *log, enum log_level level, bool may_wait, const char *event,
	const struct log_field *fields, size_t count)
{
	char bytes[LOG_LINE_BYTES];
	struct text line;

	if (level < atomic_load_explicit(&log->threshold, memory_order_relaxed))
		return;
	line = log_line_make(bytes, level_names[level], event, fields, count);
	if (log->queue != NULL)
		log_queue_add(log->queue, line, mode_for(level, may_wait));
	else if (write(log->fd, line.data, line.length) < 0) {
		/* There is no other way to report the error. */
	}
}

void log_event(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count)
{
	add_event(log, level, true, event, fields, count);
}

void log_event_now(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count)
{
	add_event(log, level, false, event, fields, count);
}

void log_start_queue(struct log *log)
{
	log->queue = log_queue_start(log->fd, log->metrics);
}

void log_end_queue(struct log *log)
{
	log_queue_end(log->queue);
	log->queue = NULL;
}

int64_t log_dropped_lines(const struct log *log)
{
	return log->queue == NULL ? 0 : log_queue_dropped(log->queue);
}
