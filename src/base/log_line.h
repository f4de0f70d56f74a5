/*
 * log_line: the text of one line of the log, a JSON object and a line break.
 */
#ifndef BASE_LOG_LINE_PRIVATE_H
#define BASE_LOG_LINE_PRIVATE_H

#include <limits.h>

#include "base/log_field.h"

/* What one write(2) to a pipe keeps in one piece. */
#define LOG_LINE_BYTES PIPE_BUF

/* Makes the line in `bytes`: the time now, level, event and the fields that fit. */
struct text log_line_make(char bytes[LOG_LINE_BYTES], const char *level, const char *event,
	const struct log_field *fields, size_t count);

#endif
