#include "http/acceptor.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/thread.h"

#define SWEEP_MS 500
#define REPORT_MS 60000
/* Limit for connections accepted between two sweeps. */
#define ACCEPT_BATCH 64
/* Delay before the next accept if the system has no descriptor or memory. */
#define BACKOFF_MS 20

struct accepted {
	int socket; /* -1: none */
	struct sockaddr_storage address;
	socklen_t size;
};

struct acceptor {
	struct acceptor_options options;
	pthread_t thread;
	int wake; /* eventfd */
	atomic_bool stopping, quiet;
	atomic_bool waits_for_slot;
	pthread_mutex_t lock;
	pthread_cond_t listening_ended;
	bool ended; /* listening has ended; set by the thread, under the lock */
	struct accepted deferred; /* waits for a slot */
	int64_t sweep_ms, report_ms; /* next time */
	int64_t accept_ms; /* earliest next accept */
	struct connection_counts reported;
};

static void wake(struct acceptor *acceptor)
{
	const uint64_t one = 1;

	if (write(acceptor->wake, &one, sizeof(one)) < 0) {
		/* The counter is full, so the thread is awake. */
	}
}

static void count(struct acceptor *acceptor, const struct connection_counts *counts)
{
	struct metrics *metrics = acceptor->options.metrics;

	if (metrics == NULL)
		return;
	metrics_set(metrics, METRIC_CONNECTIONS_OPEN, counts->open);
	metrics_set(metrics, METRIC_CONNECTIONS_ACCEPTED, (int64_t)counts->accepted);
	metrics_set(metrics, METRIC_CONNECTIONS_EVICTED, (int64_t)counts->evicted);
	metrics_set(metrics, METRIC_CONNECTIONS_REFUSED, (int64_t)counts->refused);
	metrics_set(metrics, METRIC_CONNECTIONS_TIMED_OUT, (int64_t)counts->timed_out);
}

static void report(
	struct acceptor *acceptor, const struct connection_counts *counts, int64_t now_ms)
{
	const struct connection_counts *before = &acceptor->reported;
	int64_t evicted = (int64_t)(counts->evicted - before->evicted);
	int64_t refused = (int64_t)(counts->refused - before->refused);
	int64_t timed_out = (int64_t)(counts->timed_out - before->timed_out);

	if (acceptor->options.log == NULL || now_ms < acceptor->report_ms ||
		evicted + refused + timed_out == 0)
		return;
	LOG_NOW(acceptor->options.log, evicted + refused > 0 ? LOG_WARNING : LOG_INFO,
		"connections-shut-down", LOG_INT("open", counts->open), LOG_INT("evicted", evicted),
		LOG_INT("refused", refused), LOG_INT("timedOut", timed_out));
	acceptor->reported = *counts;
	acceptor->report_ms = now_ms + REPORT_MS;
}

static void sweep_if_due(struct acceptor *acceptor, int64_t now_ms)
{
	struct connection_counts counts;

	if (now_ms < acceptor->sweep_ms)
		return;
	connection_table_sweep(acceptor->options.table, now_ms);
	lingering_sweep(acceptor->options.lingering, now_ms);
	counts = connection_table_counts(acceptor->options.table);
	count(acceptor, &counts);
	report(acceptor, &counts, now_ms);
	acceptor->sweep_ms = now_ms + SWEEP_MS;
}

/* Adds the connection to the table. Returns false if it must wait for a slot. */
static bool admit(struct acceptor *acceptor, struct accepted *accepted, int64_t now_ms)
{
	const struct acceptor_options *options = &acceptor->options;
	const struct sockaddr *address = (const struct sockaddr *)&accepted->address;
	enum connection_admission admission;

	/* Set it before calling the table, so that a connection that ends meanwhile wakes the
	 * thread. */
	atomic_store(&acceptor->waits_for_slot, true);
	admission = connection_table_add(options->table, accepted->socket, address, now_ms);
	if (admission == CONNECTION_FULL)
		return false;
	atomic_store(&acceptor->waits_for_slot, false);
	if (admission == CONNECTION_REFUSED)
		close(accepted->socket);
	else if (!options->take(options->context, accepted->socket, address, accepted->size))
		connection_table_discard(options->table, accepted->socket);
	accepted->socket = -1;
	return true;
}

/* Connections in the listen queue can wait a little longer. */
static void back_off(struct acceptor *acceptor, int64_t now_ms)
{
	if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM)
		return;
	connection_table_evict(acceptor->options.table, now_ms);
	acceptor->accept_ms = now_ms + BACKOFF_MS;
}

/* Returns false if no connection can be accepted now. */
static bool accept_one(struct acceptor *acceptor, int64_t now_ms)
{
	struct accepted accepted = {.size = sizeof(accepted.address)};

	accepted.socket = accept4(acceptor->options.listener, (struct sockaddr *)&accepted.address,
		&accepted.size, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (accepted.socket < 0) {
		back_off(acceptor, now_ms);
		return errno == ECONNABORTED || errno == EINTR;
	}
	if (admit(acceptor, &accepted, now_ms))
		return true;
	acceptor->deferred = accepted;
	return false;
}

static bool is_accepting(const struct acceptor *acceptor, int64_t now_ms)
{
	return !atomic_load(&acceptor->quiet) && acceptor->deferred.socket < 0 &&
		now_ms >= acceptor->accept_ms;
}

static void accept_batch(struct acceptor *acceptor, int64_t now_ms)
{
	int count = 0;

	if (acceptor->deferred.socket >= 0 && !admit(acceptor, &acceptor->deferred, now_ms))
		return;
	while (count < ACCEPT_BATCH && is_accepting(acceptor, now_ms) &&
		accept_one(acceptor, now_ms))
		count++;
}

static void await_event(struct acceptor *acceptor, int64_t now_ms)
{
	bool accepting = is_accepting(acceptor, now_ms);
	struct pollfd events[] = {{.fd = acceptor->wake, .events = POLLIN},
		{.fd = accepting ? acceptor->options.listener : -1, .events = POLLIN},
		{.fd = lingering_descriptor(acceptor->options.lingering), .events = POLLIN}};
	int64_t until_ms = acceptor->sweep_ms;
	uint64_t count;

	if (now_ms < acceptor->accept_ms && acceptor->accept_ms < until_ms)
		until_ms = acceptor->accept_ms;
	poll(events, 3, until_ms > now_ms ? (int)(until_ms - now_ms) : 0);
	if ((events[0].revents & POLLIN) != 0 && read(acceptor->wake, &count, sizeof(count)) < 0) {
		/* Another wake() will come. */
	}
	if ((events[2].revents & POLLIN) != 0)
		lingering_read(acceptor->options.lingering);
}

/* Accepts the connections in the listen queue, which would otherwise be reset. acceptor_stop()
 * closes the descriptor. */
static void end_listening(struct acceptor *acceptor, int64_t now_ms)
{
	/* At most the length of the queue: in a flood, more would arrive all the time. */
	for (int left = SOMAXCONN; left > 0 && acceptor->deferred.socket < 0; left--) {
		if (!accept_one(acceptor, now_ms))
			break;
	}
	shutdown(acceptor->options.listener, SHUT_RDWR);
	pthread_mutex_lock(&acceptor->lock);
	acceptor->ended = true;
	pthread_cond_signal(&acceptor->listening_ended);
	pthread_mutex_unlock(&acceptor->lock);
}

static void *accept_thread(void *context)
{
	struct acceptor *acceptor = context;

	while (!atomic_load(&acceptor->stopping)) {
		int64_t now_ms = clock_monotonic_ms();

		sweep_if_due(acceptor, now_ms);
		accept_batch(acceptor, now_ms);
		if (atomic_load(&acceptor->quiet) && !acceptor->ended)
			end_listening(acceptor, now_ms);
		await_event(acceptor, clock_monotonic_ms());
	}
	return NULL;
}

bool acceptor_start(struct acceptor **ret_acceptor, const struct acceptor_options *options)
{
	struct acceptor *acceptor = calloc(1, sizeof(*acceptor));
	char name[THREAD_NAME_MAX + 1];
	int error;

	*ret_acceptor = acceptor;
	if (acceptor == NULL)
		return false;
	acceptor->options = *options;
	acceptor->deferred.socket = -1;
	pthread_mutex_init(&acceptor->lock, NULL);
	pthread_cond_init(&acceptor->listening_ended, NULL);
	acceptor->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	snprintf(name, sizeof(name), "%s-accept", options->name);
	if (acceptor->wake >= 0 && thread_start(&acceptor->thread, name, accept_thread, acceptor))
		return true;
	error = errno;
	acceptor_free(acceptor);
	*ret_acceptor = NULL;
	errno = error;
	return false;
}

void acceptor_quiesce(struct acceptor *acceptor)
{
	atomic_store(&acceptor->quiet, true);
	wake(acceptor);
	pthread_mutex_lock(&acceptor->lock);
	while (!acceptor->ended)
		pthread_cond_wait(&acceptor->listening_ended, &acceptor->lock);
	pthread_mutex_unlock(&acceptor->lock);
}

void acceptor_note_removal(struct acceptor *acceptor)
{
	if (atomic_exchange(&acceptor->waits_for_slot, false))
		wake(acceptor);
}

void acceptor_stop(struct acceptor *acceptor)
{
	atomic_store(&acceptor->stopping, true);
	wake(acceptor);
	pthread_join(acceptor->thread, NULL);
	if (acceptor->deferred.socket >= 0)
		close(acceptor->deferred.socket);
	close(acceptor->options.listener);
}

void acceptor_free(struct acceptor *acceptor)
{
	if (acceptor->wake >= 0)
		close(acceptor->wake);
	pthread_cond_destroy(&acceptor->listening_ended);
	pthread_mutex_destroy(&acceptor->lock);
	free(acceptor);
}
