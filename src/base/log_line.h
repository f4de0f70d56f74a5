/*
 * log_line: formats a log line, which is a JSON object followed by a newline.
 */
#ifndef BASE_LOG_LINE_PRIVATE_H
#define BASE_LOG_LINE_PRIVATE_H

#include <limits.h>

#include "base/log_field.h"

/* Maximum length of a line. A write(2) of at most PIPE_BUF bytes to a pipe is atomic. */
#define LOG_LINE_BYTES PIPE_BUF

/* Formats a line in `bytes` with the current time, the level, the event and the fields. Omits
 * fields for which the line has no space. */
struct text log_line_make(char bytes[LOG_LINE_BYTES], const char *level, const char *event,
	const struct log_field *fields, size_t count);

#endif
