#include "support/http_case.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

#define FILE_BYTES_MAX (1024 * 1024)
#define CHECKS_MAX 64
#define STEPS_MAX 512
#define DEFAULTS_MAX 32

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
	struct http_case_default *defaults;
	size_t default_count;
	struct http_case_file *shared; /* what was imported; NULL while that itself is read */
};

static void complain(struct reading *reading, int line, const char *why)
{
	fprintf(stderr, "%s:%d: %s\n", reading->path, line, why);
	reading->good = false;
}

static struct http_case_line *add_check(struct reading *reading, int line, struct text text)
{
	struct http_case_step *step = reading->step;

	if (step->check_count == CHECKS_MAX) {
		complain(reading, line, "too many checks");
		return NULL;
	}
	step->checks[step->check_count] = (struct http_case_line){line, text};
	return &step->checks[step->check_count++];
}

/* Where the step says nothing of its status, that is 200. */
static void complete_status(struct reading *reading)
{
	struct http_case_step *step = reading->step;

	for (size_t i = 0; i < step->check_count; i++) {
		if (text_starts_with(step->checks[i].text, TEXT("status ")))
			return;
	}
	add_check(reading, step->line, TEXT("status 200"));
}

static void end_step(struct reading *reading)
{
	struct http_case_step *step = reading->step;

	if (step == NULL)
		return;
	/* Blank lines before the checks are for the reader's eye. */
	while (step->body.length > 0 && step->body.data[step->body.length - 1] == '\n')
		step->body.length--;
	if (step->body.length == 0)
		step->body = TEXT_NONE;
	if (!text_is_set(step->request))
		complain(reading, step->line, "this step has no request");
	complete_status(reading);
	reading->step = NULL;
}

static struct http_case_step *add_step(struct reading *reading)
{
	if (reading->file.step_count == STEPS_MAX) {
		complain(reading, reading->line, "too many steps");
		return NULL;
	}
	return &reading->file.steps[reading->file.step_count++];
}

static void start_step(struct reading *reading, struct text line)
{
	struct http_case_step *step;

	end_step(reading);
	step = add_step(reading);
	if (step == NULL)
		return;
	*step = (struct http_case_step){.path = reading->path,
		.name = text_trim(text_slice(line, 3, line.length)),
		.line = reading->line,
		.defaults = reading->defaults,
		.default_count = reading->default_count,
		.checks = arena_array(reading->arena, CHECKS_MAX, sizeof(*step->checks))};
	reading->step = step;
	reading->part = PART_START;
}

/* "WHERE Name: value": of all steps after it. */
static void read_default(struct reading *reading, struct text line)
{
	size_t end = text_find(line, ' ');
	struct text header = text_trim(text_slice(line, end, line.length));

	end_step(reading);
	reading->part = PART_NONE;
	if (text_find(header, ':') == header.length || reading->default_count == DEFAULTS_MAX) {
		complain(reading, reading->line, "a default is \"!! default WHERE Name: value\"");
		return;
	}
	reading->defaults[reading->default_count++] =
		(struct http_case_default){text_slice(line, 0, end), header};
}

static bool read_step_option(struct reading *reading, struct text line)
{
	struct text again = TEXT("!! again while "), without = TEXT("!! without ");
	struct http_case_step *step = reading->step;

	if (step == NULL || reading->part != PART_START)
		return false;
	if (text_starts_with(line, again))
		return text_to_int64(text_slice(line, again.length, line.length), &step->again);
	if (text_starts_with(line, without) && step->without_count < HTTP_CASE_WITHOUT_MAX) {
		step->without[step->without_count++] =
			text_trim(text_slice(line, without.length, line.length));
		return true;
	}
	step->has_escapes = text_equal(line, TEXT("!! escapes"));
	return step->has_escapes;
}

static void read_option(struct reading *reading, struct text line)
{
	struct text usual = TEXT("!! default ");

	if (text_starts_with(line, usual))
		read_default(reading, text_slice(line, usual.length, line.length));
	else if (!read_step_option(reading, line))
		complain(reading, reading->line,
			"the options are \"!! default WHERE Name: value\" between steps, and \"!! "
			"without NAME\", \"!! escapes\" and \"!! again while STATUS\" before a "
			"request");
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
	struct http_case_expectations all;

	reading->part = PART_CHECKS;
	if (!http_case_expect(reading->arena, text_trim(text_slice(line, 2, line.length)), &all))
		complain(reading, reading->line, "this check is none");
	for (size_t i = 0; i < all.count; i++)
		add_check(reading, reading->line, all.texts[i]);
}

/* "run #NAME": the imported step of that name. */
static void read_run(struct reading *reading, struct text name)
{
	const struct http_case_file *shared = reading->shared;
	struct http_case_step *step;

	end_step(reading);
	reading->part = PART_NONE;
	for (size_t i = 0; shared != NULL && i < shared->step_count; i++) {
		if (!text_equal(shared->steps[i].name, name))
			continue;
		step = add_step(reading);
		if (step != NULL)
			*step = shared->steps[i];
		return;
	}
	complain(reading, reading->line, "no step of that name is imported");
}

static void read_all(struct reading *reading);

/* "import FILE", which is in the folder of this file: its steps, to be run, and its defaults. */
static void read_import(struct reading *reading, struct text name)
{
	struct text path = text_from(reading->path);
	struct reading inner = {.arena = reading->arena,
		.good = true,
		.defaults = arena_array(reading->arena, DEFAULTS_MAX, sizeof(*inner.defaults))};

	while (path.length > 0 && path.data[path.length - 1] != '/')
		path.length--;
	inner.path = arena_printf(reading->arena, "%.*s%.*s", (int)path.length, path.data,
		(int)name.length, name.data)
			     .data;
	if (reading->shared == NULL || reading->step != NULL || reading->shared->step_count > 0) {
		complain(reading, reading->line, "one import may stand before the first step");
		return;
	}
	read_all(&inner);
	*reading->shared = inner.file;
	for (size_t i = 0; i < inner.default_count; i++)
		reading->defaults[reading->default_count++] = inner.defaults[i];
	reading->good = reading->good && inner.good;
}

/* Whether the line is one between steps. */
static bool read_between(struct reading *reading, struct text line)
{
	struct text run = TEXT("run #"), import = TEXT("import ");

	if (reading->part == PART_START || reading->part == PART_HEADERS)
		return false;
	if (text_starts_with(line, run))
		read_run(reading, text_trim(text_slice(line, run.length, line.length)));
	else if (text_starts_with(line, import))
		read_import(reading, text_trim(text_slice(line, import.length, line.length)));
	else
		return false;
	return true;
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
	} else if (is_skipped(reading, line) || read_between(reading, line)) {
		return;
	} else if (text_starts_with(line, TEXT("!!"))) {
		read_option(reading, line);
	} else if (reading->step == NULL) {
		complain(reading, reading->line, "a step begins with \"### its name\"");
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
		complain(reading, reading->line, "after a check only checks may stand");
	}
}

static void read_all(struct reading *reading)
{
	struct text rest = file_read(reading->arena, reading->path, FILE_BYTES_MAX, NULL), line;

	reading->file.path = reading->path;
	reading->file.steps = arena_array(reading->arena, STEPS_MAX, sizeof(*reading->file.steps));
	if (!text_is_set(rest)) {
		fprintf(stderr, "%s: %s\n", reading->path, strerror(errno));
		reading->good = false;
		return;
	}
	while (text_split_next(&rest, '\n', &line)) {
		reading->line++;
		read_line(reading, line);
	}
	end_step(reading);
}

bool http_case_load(struct arena *arena, const char *path, struct http_case_file *ret_file)
{
	struct http_case_file shared = {.step_count = 0};
	struct reading reading = {.arena = arena,
		.path = path,
		.good = true,
		.defaults = arena_array(arena, DEFAULTS_MAX, sizeof(*reading.defaults)),
		.shared = &shared};

	read_all(&reading);
	if (reading.good && reading.file.step_count == 0)
		complain(&reading, reading.line, "there is no step");
	*ret_file = reading.file;
	return reading.good;
}
