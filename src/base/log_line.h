/*
 * log_line: formats a log line, a JSON object followed by a line break.
 */
#ifndef BASE_LOG_LINE_PRIVATE_H
#define BASE_LOG_LINE_PRIVATE_H

#include <limits.h>

#include "base/log_field.h"

/* Longest write(2) to a pipe that is atomic. */
#define LOG_LINE_BYTES PIPE_BUF

/* Formats a line in `bytes` with the current time, the level, the event, and the fields that fit.
 */
struct text log_line_make(char bytes[LOG_LINE_BYTES], const char *level, const char *event,
	const struct log_field *fields, size_t count);

#endif
