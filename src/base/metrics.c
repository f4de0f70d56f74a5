#include "base/metrics.h"

#include <inttypes.h>

#include "base/buffer.h"

#define ROW_BYTES_MAX 512

static const struct row {
	const char *name, *type, *help;
} rows[METRIC_COUNT] = {
	[METRIC_LOG_LINES_DROPPED] = {"s2s_log_lines_dropped_total", "counter",
		"Log lines that were dropped because the log was not read, or that could not be "
		"written."},
	[METRIC_SEARCH_LEVELS] = {"s2s_search_index_levels", "gauge",
		"Levels of the search index; SQLite cannot read an index of more than 2,000."},
	[METRIC_CONNECTIONS_OPEN] = {"s2s_connections_open", "gauge", "Open connections."},
	[METRIC_CONNECTIONS_ACCEPTED] = {"s2s_connections_accepted_total", "counter",
		"Connections that were accepted."},
	[METRIC_CONNECTIONS_EVICTED] = {"s2s_connections_evicted_total", "counter",
		"Unfinished, slow or idle connections that were closed for a new one."},
	[METRIC_CONNECTIONS_REFUSED] = {"s2s_connections_refused_total", "counter",
		"Connections that were closed at once because their address had too many in use."},
	[METRIC_CONNECTIONS_TIMED_OUT] = {"s2s_connections_timed_out_total", "counter",
		"Connections whose head, body or reader took too long."},
	[METRIC_WAL_BYTES] = {"s2s_write_ahead_log_bytes", "gauge",
		"Size of the database's write-ahead log when last checked."},
	[METRIC_DISK_FREE_BYTES] = {"s2s_disk_free_bytes", "gauge",
		"Free bytes on the fullest disk that the service writes to, when last checked."},
	[METRIC_CONDITIONS] = {"s2s_conditions", "gauge",
		"Conditions that impair the service; /readyz lists them."},
};

void metrics_add(struct metrics *metrics, enum metric metric, int64_t count)
{
	atomic_fetch_add_explicit(&metrics->values[metric], count, memory_order_relaxed);
}

void metrics_set(struct metrics *metrics, enum metric metric, int64_t value)
{
	atomic_store_explicit(&metrics->values[metric], value, memory_order_relaxed);
}

int64_t metrics_get(const struct metrics *metrics, enum metric metric)
{
	return atomic_load_explicit(&metrics->values[metric], memory_order_relaxed);
}

struct text metrics_write(const struct metrics *metrics, struct arena *arena)
{
	struct buffer out = buffer_make(arena, METRIC_COUNT * ROW_BYTES_MAX);

	for (int i = 0; i < METRIC_COUNT; i++)
		buffer_printf(&out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", rows[i].name,
			rows[i].help, rows[i].name, rows[i].type, rows[i].name,
			metrics_get(metrics, (enum metric)i));
	return buffer_text(&out);
}
