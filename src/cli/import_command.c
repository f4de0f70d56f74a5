#include "cli/import_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/container_of.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/import_file.h"
#include "registry/environment.h"
#include "registry/registry_state.h"
#include "reviews/redactor.h"
#include "service/service.h"
#include "upkeep/database_open.h"
#include "work/import_run.h"

#define SOURCE_BYTES_MAX 100

/* Interval between two progress reports, as a bar on a terminal or as lines in a log. */
#define BAR_MS 100
#define LINE_MS (10 * CLOCK_MS_PER_S)
#define BAR_CELLS 30

struct invocation {
	struct import_run importing; /* argument of the sink */
	struct arena *arena;
	struct fault fault;
	struct command_settings settings;
	const char *file;
	struct import_options options;
	struct config config;
	struct redactor *redactor;
	bool shows_bar;
	int64_t started_ms, shown_ms;
};

static int misused(const char *what, const char *detail)
{
	fprintf(stderr, "s2s-registry: import %s%s\n", what, detail);
	return COMMAND_EXIT_MISUSED;
}

static bool needs_value(const char *name)
{
	static const char *const names[] = {"--source", "--columns", "--config", "--set"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* Stores the value of an option. Returns false if it was given too often. */
static bool take_value(struct invocation *call, const char *name, const char *value)
{
	struct text *text =
		strcmp(name, "--source") == 0 ? &call->options.source : &call->options.columns;

	if (strcmp(name, "--set") == 0 || strcmp(name, "--config") == 0)
		return command_take_setting(&call->settings, name, value);
	if (text_is_set(*text))
		return false;
	*text = text_from(value);
	return true;
}

/* Handles an option. `next` is the next argument, or NULL. */
static bool take_option(struct invocation *call, const char *name, const char *next)
{
	if (!needs_value(name))
		return misused("does not accept ", name), false;
	if (next == NULL || strncmp(next, "--", 2) == 0)
		return misused("needs a value for ", name), false;
	if (!take_value(call, name, next))
		return misused("accepts no further ", name), false;
	return true;
}

static bool take_words(struct invocation *call, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--dry-run") == 0) {
			call->importing.dry_run = true;
		} else if (argv[i][0] == '-' && argv[i][1] != '\0') {
			if (!take_option(call, argv[i], i + 1 < argc ? argv[i + 1] : NULL))
				return false;
			i++;
		} else if (call->file != NULL) {
			return misused("accepts only one file, unexpected: ", argv[i]), false;
		} else {
			call->file = argv[i];
		}
	}
	if (call->file == NULL)
		return misused("needs ", "FILE, or - for standard input"), false;
	return true;
}

/* Applies the same rules as the import call does to its query parameter. */
static bool check_source(struct invocation *call)
{
	struct text *source = &call->options.source;

	call->options.restore = !text_is_set(*source);
	*source = text_is_set(*source) ? text_trim(*source) : *source;
	if (call->options.restore ||
		(source->length > 0 && source->length <= SOURCE_BYTES_MAX &&
			text_check(*source, NULL) == TEXT_GOOD &&
			text_find(*source, '\n') == source->length))
		return true;
	misused("needs a --source ", "of 1 to 100 characters");
	return false;
}

/* Detects the format from the first character: a JSON array, an object (NDJSON), or else CSV. */
static enum import_format format_of(struct text document)
{
	struct text start = text_slice(document, 0, 4096);

	if (text_starts_with(start, TEXT("\xef\xbb\xbf")))
		start = text_slice(start, 3, start.length);
	start = text_trim(start);
	if (text_starts_with(start, TEXT("[")))
		return IMPORT_JSON;
	return text_starts_with(start, TEXT("{")) ? IMPORT_NDJSON : IMPORT_CSV;
}

/* Loads the policy that the service applies to new reviews. */
static enum status read_policy(struct invocation *call, struct db *db)
{
	struct guid wanted = {{0}};
	struct environment environment;
	struct registry_state state = {0};
	int64_t now_ms = clock_now_ms(&clock_system);
	enum status status;

	guid_parse(text_from(call->config.environment_id), &wanted);
	status = environment_load(db, wanted, now_ms, &environment, &call->fault);
	if (status == STATUS_OK)
		status = registry_state_read(db, &state, &call->fault);
	if (status == STATUS_OK)
		status = redactor_open(
			&call->redactor, call->config.reviews_word_list_dir, &call->fault);
	if (status == STATUS_OK)
		call->options.policy =
			(struct review_policy){.email_key = environment.keys[ENVIRONMENT_EMAIL],
				.redactor = call->redactor,
				.require_moderator = state.require_moderator,
				.now_ms = now_ms};
	return status;
}

static void show(struct invocation *call, const struct import_run_batch *batch, int64_t now_ms)
{
	size_t total = call->options.document.length, done = batch->position;
	double share = total == 0 ? 1 : (double)done / (double)total;
	double seconds = (double)(now_ms - call->started_ms + 1) / CLOCK_MS_PER_S;
	double left = share > 0 ? seconds / share - seconds : 0;
	char bar[BAR_CELLS + 1];

	for (int i = 0; i < BAR_CELLS; i++)
		bar[i] = i < (int)(share * BAR_CELLS) ? '#' : '.';
	bar[BAR_CELLS] = '\0';
	if (call->shows_bar)
		fprintf(stderr, "\r[%s] ", bar);
	fprintf(stderr, "%.1f of %.1f MB, %lld rows, %.0f rows/s, %.0f s left%s",
		(double)done / 1e6, (double)total / 1e6, (long long)batch->counts.total,
		(double)batch->counts.total / seconds, left, call->shows_bar ? "   " : "\n");
	call->shown_ms = now_ms;
}

static void print_rejected(const struct import_run *importing, const struct import_run_batch *batch)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < batch->count; i++) {
		struct jsonwrite out = jsonwrite_make(arena, IMPORT_RUN_RESULT_BYTES_MAX);
		struct fault fault = fault_make(arena);
		struct text line;

		if (batch->items[i].fault.status == STATUS_OK)
			continue;
		import_run_write_item(&out, importing, batch, i);
		jsonwrite_end_line(&out);
		if (jsonwrite_finish(&out, &line, &fault) == STATUS_OK)
			(void)fwrite(line.data, 1, line.length, stdout);
		else
			fprintf(stderr, "row %zu: %s\n", batch->items[i].row, fault.detail.data);
		arena_reset(arena);
	}
	arena_free(arena);
}

static bool report(struct import_run *importing, const struct import_run_batch *batch)
{
	struct invocation *call = container_of(importing, struct invocation, importing);
	int64_t now_ms = clock_monotonic_ms();

	print_rejected(importing, batch);
	if (now_ms - call->shown_ms >= (call->shows_bar ? BAR_MS : LINE_MS) ||
		(call->shows_bar && batch->position == call->options.document.length))
		show(call, batch, now_ms);
	return true;
}

static void print_ignored(const struct import *import)
{
	size_t count;
	const struct text *names = import_ignored(import, &count);

	for (size_t i = 0; i < count; i++)
		fprintf(stderr, "ignored: %.*s\n", (int)names[i].length, names[i].data);
}

/* --source is often forgotten for a file that is not an export. */
static void hint_at_source(const struct invocation *call)
{
	const struct import_run_counts *counts = &call->importing.counts;

	if (call->options.restore && counts->total == counts->rejected)
		fputs("s2s-registry: without --source the file must be an export; use --source "
		      "NAME "
		      "for other reviews\n",
			stderr);
}

static int finish(struct invocation *call)
{
	const struct import_run_counts *counts = &call->importing.counts;

	if (call->shows_bar)
		fputc('\n', stderr);
	print_ignored(call->importing.import);
	fprintf(stderr, "%lld rows: %lld created, %lld updated, %lld unchanged, %lld rejected%s\n",
		(long long)counts->total, (long long)counts->outcomes[REVIEW_CREATED],
		(long long)counts->outcomes[REVIEW_UPDATED],
		(long long)counts->outcomes[REVIEW_UNCHANGED], (long long)counts->rejected,
		call->importing.dry_run ? "; nothing was stored" : "");
	if (counts->total > 0)
		hint_at_source(call);
	return fflush(stdout) == 0 && counts->rejected == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Runs the import. The group's writer thread takes ownership of the connection. */
static enum status import_with(struct invocation *call, struct db *db)
{
	struct import_run *importing = &call->importing;
	enum status status;

	importing->group = group_start(db, NULL);
	importing->batch_items = IMPORT_RUN_ITEMS_ALONE;
	importing->sink = report;
	call->shows_bar = isatty(STDERR_FILENO);
	call->started_ms = call->shown_ms = clock_monotonic_ms();
	status = import_run_execute(importing, &call->fault);
	group_stop(importing->group);
	return status;
}

static enum status open_import(struct invocation *call, struct db **ret_db)
{
	size_t applied;
	enum status status = command_load_config(&call->config, &call->settings, &call->fault);

	if (status == STATUS_OK)
		status = import_file_map(call->file, call->config.server_temporary_dir,
			&call->importing.mapped, &call->fault);
	if (status == STATUS_OK)
		status = command_open_database(ret_db, &call->config, DATABASE_OPEN_CACHE_LARGE_KIB,
			&applied, &call->fault);
	if (status == STATUS_OK)
		status = read_policy(call, *ret_db);
	if (status != STATUS_OK)
		return status;
	call->options.document =
		text_is_set(call->importing.mapped) ? call->importing.mapped : TEXT("");
	call->options.format = format_of(call->options.document);
	call->importing.import = import_open(&call->options, &call->fault);
	return call->fault.status;
}

static int run(struct invocation *call)
{
	struct db *db = NULL;
	enum status status = open_import(call, &db);
	int result;

	if (status == STATUS_OK)
		status = import_with(call, db);
	else
		db_close(db);
	result = status == STATUS_OK ? finish(call) : command_print_fault(&call->fault);
	if (call->fault.error_count > 0 && strcmp(call->fault.errors[0].code, "MissingColumn") == 0)
		hint_at_source(call);
	redactor_close(call->redactor);
	file_unmap(call->importing.mapped);
	return result;
}

int import_command_run(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct invocation *call = arena_alloc(arena, sizeof(*call));
	int result = COMMAND_EXIT_MISUSED;

	call->arena = arena;
	call->fault = fault_make(arena);
	if (take_words(call, argc, argv) && check_source(call))
		result = run(call);
	arena_free(arena);
	return result;
}
