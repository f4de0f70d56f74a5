#include "support/http_case.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

#define FILE_BYTES_MAX (1024 * 1024)
#define CHECKS_MAX 64
#define STEPS_MAX 512

/* What a line of the step may be. */
enum part { PART_NONE, PART_START, PART_HEADERS, PART_BODY, PART_CHECKS };

struct reading {
	struct arena *arena;
	const char *path;
	int line;
	bool good;
	enum part part;
	struct http_case_file file;
	struct http_case_step *step;
};

static void complain(struct reading *reading, int line, const char *why)
{
	fprintf(stderr, "%s:%d: %s\n", reading->path, line, why);
	reading->good = false;
}

static void end_step(struct reading *reading)
{
	struct http_case_step *step = reading->step;

	if (step == NULL)
		return;
	/* Blank lines before the checks are for the reader's eye. */
	while (step->body.length > 0 && step->body.data[step->body.length - 1] == '\n')
		step->body.length--;
	if (!text_is_set(step->request))
		complain(reading, step->line, "this step has no request");
	if (step->check_count == 0)
		complain(reading, step->line, "this step checks nothing: add a line \"?? ...\"");
}

static void start_step(struct reading *reading, struct text line)
{
	end_step(reading);
	if (reading->file.step_count == STEPS_MAX) {
		complain(reading, reading->line, "too many steps");
		return;
	}
	reading->step = &reading->file.steps[reading->file.step_count++];
	reading->step->name = text_trim(text_slice(line, 3, line.length));
	reading->step->line = reading->line;
	reading->step->checks =
		arena_array(reading->arena, CHECKS_MAX, sizeof(*reading->step->checks));
	reading->part = PART_START;
}

static void read_option(struct reading *reading, struct text line)
{
	struct text again = TEXT("!! again while ");

	if (reading->part == PART_START && text_equal(line, TEXT("!! escapes")))
		reading->step->has_escapes = true;
	else if (reading->part == PART_START && text_starts_with(line, again) &&
		text_to_int64(text_slice(line, again.length, line.length), &reading->step->again))
		return;
	else
		complain(reading, reading->line,
			"the options are \"!! escapes\" and \"!! again while STATUS\"");
}

static void read_header(struct reading *reading, struct text line)
{
	struct http_case_step *step = reading->step;

	if (line.length == 0)
		reading->part = PART_BODY;
	else if (text_find(line, ':') == line.length)
		complain(reading, reading->line, "a header is \"Name: value\"");
	else if (step->header_count == HTTP_CASE_HEADERS_MAX)
		complain(reading, reading->line, "too many headers");
	else
		step->headers[step->header_count++] = line;
}

/* Lines of a body lie side by side in the file, so it grows where it is. */
static void read_body(struct reading *reading, struct text line)
{
	struct http_case_step *step = reading->step;

	if (!text_is_set(step->body))
		step->body = text_slice(line, 0, 0);
	step->body.length = (size_t)(line.data - step->body.data) + line.length;
}

static void read_check(struct reading *reading, struct text line)
{
	struct http_case_step *step = reading->step;

	reading->part = PART_CHECKS;
	if (step->check_count == CHECKS_MAX) {
		complain(reading, reading->line, "too many checks");
		return;
	}
	step->checks[step->check_count++] =
		(struct http_case_line){reading->line, text_trim(text_slice(line, 2, line.length))};
}

static bool is_skipped(const struct reading *reading, struct text line)
{
	bool outside = reading->part != PART_HEADERS && reading->part != PART_BODY;

	return outside && (line.length == 0 || line.data[0] == '#');
}

static void read_line(struct reading *reading, struct text line)
{
	if (text_starts_with(line, TEXT("###"))) {
		start_step(reading, line);
	} else if (is_skipped(reading, line)) {
		return;
	} else if (reading->step == NULL) {
		complain(reading, reading->line, "a step begins with \"### its name\"");
	} else if (text_starts_with(line, TEXT("!!"))) {
		read_option(reading, line);
	} else if (text_starts_with(line, TEXT("??"))) {
		read_check(reading, line);
	} else if (reading->part == PART_START) {
		reading->step->request = line;
		reading->part = PART_HEADERS;
	} else if (reading->part == PART_HEADERS) {
		read_header(reading, line);
	} else if (reading->part == PART_BODY) {
		read_body(reading, line);
	} else {
		complain(reading, reading->line, "behind a check only checks may stand");
	}
}

bool http_case_load(struct arena *arena, const char *path, struct http_case_file *ret_file)
{
	struct reading reading = {.arena = arena, .path = path, .good = true};
	struct text rest = file_read(arena, path, FILE_BYTES_MAX, NULL), line;

	if (!text_is_set(rest)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	reading.file.path = path;
	reading.file.steps = arena_array(arena, STEPS_MAX, sizeof(*reading.file.steps));
	while (text_cut(&rest, '\n', &line)) {
		reading.line++;
		read_line(&reading, line);
	}
	end_step(&reading);
	if (reading.file.step_count == 0)
		complain(&reading, reading.line, "there is no step");
	*ret_file = reading.file;
	return reading.good;
}

void http_case_set(struct http_case_vars *vars, struct text name, struct text value)
{
	size_t i = 0;

	while (i < vars->count && !text_equal(vars->names[i], name))
		i++;
	if (i == sizeof(vars->names) / sizeof(vars->names[0])) {
		fprintf(stderr, "too many variables\n");
		return;
	}
	if (i == vars->count)
		vars->names[vars->count++] = arena_text(vars->arena, name);
	vars->values[i] = arena_text(vars->arena, value);
}

struct text http_case_get(const struct http_case_vars *vars, struct text name)
{
	for (size_t i = 0; i < vars->count; i++) {
		if (text_equal(vars->names[i], name))
			return vars->values[i];
	}
	return TEXT_NONE;
}
