#include "http/connection_min_rate.h"

#include <linux/tcp.h>
#include <stddef.h>

#include "base/clock.h"

/* Interval of samples. Each sample costs a system call. */
#define SAMPLE_MS 2000

struct progress {
	uint64_t bytes; /* received, or acknowledged by the client */
	bool is_waiting; /* the client must acknowledge or read more */
};

/* Returns false if the kernel does not count the bytes. */
static bool read_progress(int socket, enum connection_state state, struct progress *ret_progress)
{
	struct tcp_info info = {.tcpi_state = 0};
	socklen_t size = sizeof(info);

	if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
		size < offsetof(struct tcp_info, tcpi_min_rtt))
		return false;
	ret_progress->bytes =
		state == CONNECTION_SEND ? info.tcpi_bytes_acked : info.tcpi_bytes_received;
	ret_progress->is_waiting = info.tcpi_unacked > 0 || info.tcpi_notsent_bytes > 0;
	return true;
}

static void begin_window(
	struct connection *connection, const struct progress *progress, int64_t now_ms)
{
	connection->window_ms = now_ms;
	connection->bytes = progress->bytes;
	connection->is_slow = false;
}

static bool is_below_min_rate(struct connection *connection, const struct progress *progress,
	int64_t now_ms, unsigned int window_ms)
{
	int64_t elapsed_ms = now_ms - connection->window_ms;
	int64_t moved = (int64_t)(progress->bytes - connection->bytes);

	connection->is_slow = moved * CLOCK_MS_PER_S < CONNECTION_MIN_RATE_BYTES_PER_S * elapsed_ms;
	if (elapsed_ms < window_ms)
		return false;
	if (connection->is_slow)
		return true;
	begin_window(connection, progress, now_ms);
	return false;
}

static bool judge(struct connection *connection, enum connection_state state,
	const struct progress *progress, const struct connection_limits *limits, int64_t now_ms)
{
	if (state == CONNECTION_BODY)
		return is_below_min_rate(connection, progress, now_ms, limits->body_ms);
	if (state == CONNECTION_SEND && progress->is_waiting)
		return is_below_min_rate(connection, progress, now_ms, limits->send_ms);
	/* The next head has begun during this window. */
	if (state == CONNECTION_IDLE && progress->bytes > connection->bytes)
		return now_ms - connection->window_ms >= limits->head_ms;
	begin_window(connection, progress, now_ms);
	return false;
}

static bool sample(struct connection *connection, enum connection_state state,
	const struct connection_limits *limits, int64_t now_ms)
{
	struct progress progress;

	if (now_ms < connection->next_sample_ms || state == CONNECTION_WORK ||
		!read_progress(connection->socket, state, &progress))
		return false;
	connection->next_sample_ms = now_ms + SAMPLE_MS;
	if (connection->window_ms != 0)
		return judge(connection, state, &progress, limits, now_ms);
	begin_window(connection, &progress, connection->since_ms);
	return false;
}

bool connection_min_rate_is_missed(
	struct connection *connection, const struct connection_limits *limits, int64_t now_ms)
{
	unsigned int word = atomic_load_explicit(&connection->word, memory_order_relaxed);
	enum connection_state state = connection_state(word);

	if (word != connection->last_word) {
		connection->last_word = word;
		connection->since_ms = now_ms;
		connection->window_ms = 0;
		connection->next_sample_ms = 0;
		connection->is_slow = false;
		return false;
	}
	if (state == CONNECTION_HEAD || state == CONNECTION_ANONYMOUS_BODY)
		return now_ms - connection->since_ms >= limits->head_ms;
	return sample(connection, state, limits, now_ms);
}
