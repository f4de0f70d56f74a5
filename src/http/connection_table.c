#include "http/connection_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "http/address.h"
#include "http/connection_min_rate.h"

/* The client is probably still sending a younger head. */
#define FRESH_HEAD_MS 1000
/* Descriptors other than those of connections: each connection may have a file. Descriptors are
 * numbered per process, so the connections of other servers also count here. */
#define OTHER_DESCRIPTORS 262144
/* A longer body or response may be evicted if nothing else can be. */
#define LONG_MS 60000
/* Connections that the sweep checks before it releases the lock for a moment. */
#define SWEEP_SLICE 128
/* Limit for stale heads that are evicted together, and for their difference in age. */
#define EVICTED_TOGETHER 16
#define EVICTED_SPAN_MS 200

/* The order in which connections are evicted to admit another one. */
enum eviction_class {
	EVICT_STALE_HEAD,
	EVICT_SLOW,
	EVICT_IDLE,
	EVICT_FRESH_HEAD,
	EVICT_LONG,
	EVICT_NEVER
};

static int count_slots(const struct connection_limits *limits)
{
	uint64_t wanted = 2 * (uint64_t)limits->connections + OTHER_DESCRIPTORS;
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < wanted)
		wanted = files.rlim_cur;
	return (int)wanted;
}

static int count_buckets(const struct connection_limits *limits)
{
	int count = 64;

	while ((unsigned int)count < limits->connections)
		count *= 2;
	return count;
}

struct connection_table *connection_table_new(const struct connection_limits *limits)
{
	struct connection_table *table = calloc(1, sizeof(*table));

	if (table == NULL)
		return NULL;
	table->limits = *limits;
	table->slot_count = count_slots(limits);
	table->bucket_count = count_buckets(limits);
	table->slots = aligned_alloc(
		alignof(struct connection), (size_t)table->slot_count * sizeof(*table->slots));
	table->buckets = malloc((size_t)table->bucket_count * sizeof(*table->buckets));
	pthread_mutex_init(&table->lock, NULL);
	if (table->slots == NULL || table->buckets == NULL) {
		connection_table_free(table);
		errno = ENOMEM;
		return NULL;
	}
	for (int i = 0; i < table->bucket_count; i++)
		table->buckets[i] = -1;
	return table;
}

void connection_table_free(struct connection_table *table)
{
	if (table == NULL)
		return;
	pthread_mutex_destroy(&table->lock);
	free(table->slots);
	free(table->buckets);
	free(table);
}

/* No IPv6 unicast prefix begins with the bits that mark IPv4 here. */
static uint64_t peer_key(const struct sockaddr *address)
{
	const struct sockaddr_in *v4 = (const void *)address;
	const struct sockaddr_in6 *v6 = (const void *)address;
	uint64_t peer = 0;

	if (address->sa_family == AF_INET)
		return UINT64_MAX << 32 | v4->sin_addr.s_addr;
	if (address->sa_family == AF_INET6)
		memcpy(&peer, &v6->sin6_addr, sizeof(peer));
	return peer;
}

static int *find_bucket(struct connection_table *table, uint64_t peer)
{
	uint64_t mixed = peer * UINT64_C(0x9E3779B97F4A7C15);

	return &table->buckets[(mixed >> 32) & (uint64_t)(table->bucket_count - 1)];
}

static void link_peer(struct connection_table *table, struct connection *connection)
{
	int *bucket = find_bucket(table, connection->peer);

	connection->next = *bucket;
	connection->previous = -1;
	if (*bucket >= 0)
		table->slots[*bucket].previous = connection->socket;
	*bucket = connection->socket;
}

static void unlink_peer(struct connection_table *table, struct connection *connection)
{
	if (connection->next >= 0)
		table->slots[connection->next].previous = connection->previous;
	if (connection->previous >= 0)
		table->slots[connection->previous].next = connection->next;
	else
		*find_bucket(table, connection->peer) = connection->next;
}

static enum eviction_class eviction_class_of(const struct connection *connection, int64_t now_ms)
{
	unsigned int word = atomic_load_explicit(&connection->word, memory_order_relaxed);

	switch (connection_state(word)) {
	case CONNECTION_HEAD:
	case CONNECTION_ANONYMOUS_BODY:
		return word == connection->last_word &&
				now_ms - connection->since_ms >= FRESH_HEAD_MS
			? EVICT_STALE_HEAD
			: EVICT_FRESH_HEAD;
	case CONNECTION_IDLE:
		return EVICT_IDLE;
	case CONNECTION_BODY:
	case CONNECTION_SEND:
		if (word != connection->last_word)
			return EVICT_NEVER;
		if (connection->is_slow)
			return EVICT_SLOW;
		return now_ms - connection->since_ms >= LONG_MS ? EVICT_LONG : EVICT_NEVER;
	case CONNECTION_WORK:
	default:
		return EVICT_NEVER;
	}
}

/* The best connection to evict: the lowest class, and within it the oldest. */
struct candidate {
	struct connection *connection;
	enum eviction_class eviction_class;
};

static void consider(struct candidate *candidate, struct connection *connection, int64_t now_ms)
{
	enum eviction_class eviction_class;

	if (connection->lifecycle != CONNECTION_OPEN)
		return;
	eviction_class = eviction_class_of(connection, now_ms);
	if (eviction_class > candidate->eviction_class || eviction_class == EVICT_NEVER)
		return;
	if (eviction_class == candidate->eviction_class && candidate->connection != NULL &&
		connection->since_ms >= candidate->connection->since_ms)
		return;
	*candidate = (struct candidate){connection, eviction_class};
}

/* libmicrohttpd then sees the end and closes the descriptor. Unsent data is discarded, so that the
 * kernel does not keep it for a client that does not read. */
static void shut_down(struct connection_table *table, struct connection *connection)
{
	const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

	if (connection_state(connection->last_word) == CONNECTION_SEND)
		setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	shutdown(connection->socket, SHUT_RDWR);
	connection_set_lifecycle(connection, CONNECTION_CLOSING);
	table->counts.open--;
	table->closing++;
}

/* Also shuts down stale heads of about the same age, so that in a flood of them not every new
 * client costs a search of the whole table. */
static void shut_down_similar(
	struct connection_table *table, const struct connection *chosen, int64_t now_ms)
{
	int count = 1;

	for (int i = 0; i < table->top && count < EVICTED_TOGETHER; i++) {
		struct connection *connection = &table->slots[i];

		if (connection->lifecycle != CONNECTION_OPEN ||
			connection->since_ms > chosen->since_ms + EVICTED_SPAN_MS ||
			eviction_class_of(connection, now_ms) != EVICT_STALE_HEAD)
			continue;
		shut_down(table, connection);
		table->counts.evicted++;
		count++;
	}
}

static bool shut_down_chosen(struct connection_table *table, const struct candidate *candidate,
	bool of_all, int64_t now_ms)
{
	if (candidate->connection == NULL || table->closing >= CONNECTION_TABLE_CLOSING_MAX)
		return false;
	shut_down(table, candidate->connection);
	table->counts.evicted++;
	if (of_all && candidate->eviction_class == EVICT_STALE_HEAD)
		shut_down_similar(table, candidate->connection, now_ms);
	return true;
}

static bool evict_any(struct connection_table *table, int64_t now_ms)
{
	struct candidate candidate = {NULL, EVICT_NEVER};

	for (int i = 0; i < table->top; i++)
		consider(&candidate, &table->slots[i], now_ms);
	return shut_down_chosen(table, &candidate, true, now_ms);
}

/* Evicts a connection of a peer that is at its limit. Returns false if none can be evicted. */
static bool evict_for_peer(struct connection_table *table, uint64_t peer, int64_t now_ms)
{
	struct candidate candidate = {NULL, EVICT_NEVER};
	unsigned int count = 0;

	for (int at = *find_bucket(table, peer); at >= 0; at = table->slots[at].next) {
		struct connection *connection = &table->slots[at];

		if (connection->peer != peer || connection->lifecycle == CONNECTION_CLOSING)
			continue;
		count++;
		consider(&candidate, connection, now_ms);
	}
	/* A new connection of the same peer must not end its long transfer. */
	if (candidate.eviction_class == EVICT_LONG)
		candidate.connection = NULL;
	return count < table->limits.per_peer || shut_down_chosen(table, &candidate, false, now_ms);
}

static void fill(struct connection_table *table, int socket, const struct sockaddr *address,
	uint64_t peer, int64_t now_ms)
{
	struct connection *connection = &table->slots[socket];

	for (; table->top <= socket; table->top++)
		table->slots[table->top].lifecycle = CONNECTION_ABSENT;
	*connection = (struct connection){
		.socket = socket, .lifecycle = CONNECTION_ABSENT, .peer = peer, .since_ms = now_ms};
	connection->last_word = atomic_load(&connection->word);
	address_write(address, connection->address);
	connection_set_lifecycle(connection, CONNECTION_ACCEPTED);
	link_peer(table, connection);
	table->counts.open++;
	table->counts.accepted++;
}

/* Removes a connection, e.g. the descriptor's previous one if libmicrohttpd closed it before
 * starting it. */
static void forget(struct connection_table *table, struct connection *connection)
{
	if (connection->lifecycle == CONNECTION_CLOSING)
		table->closing--;
	else
		table->counts.open--;
	unlink_peer(table, connection);
	connection_set_lifecycle(connection, CONNECTION_ABSENT);
}

static bool is_bounded(const struct connection_limits *limits, const struct sockaddr *address)
{
	char text[INET6_ADDRSTRLEN];

	if (limits->per_peer == 0 || limits->exempt == NULL || limits->exempt->count == 0)
		return limits->per_peer > 0;
	address_write(address, text);
	return !proxy_list_has(limits->exempt, text_from(text));
}

static enum connection_admission admit(
	struct connection_table *table, int socket, const struct sockaddr *address, int64_t now_ms)
{
	const struct connection_limits *limits = &table->limits;
	uint64_t peer = peer_key(address);

	if (socket >= table->slot_count)
		return CONNECTION_REFUSED;
	if (socket < table->top && table->slots[socket].lifecycle != CONNECTION_ABSENT)
		forget(table, &table->slots[socket]);
	if (is_bounded(limits, address) && !evict_for_peer(table, peer, now_ms)) {
		table->counts.refused++;
		return CONNECTION_REFUSED;
	}
	if (table->counts.open + table->closing >=
		limits->connections + CONNECTION_TABLE_CLOSING_MAX)
		return CONNECTION_FULL;
	if (table->counts.open >= limits->connections && !evict_any(table, now_ms))
		return CONNECTION_FULL;
	fill(table, socket, address, peer, now_ms);
	return CONNECTION_ADMITTED;
}

enum connection_admission connection_table_add(
	struct connection_table *table, int socket, const struct sockaddr *address, int64_t now_ms)
{
	enum connection_admission admission;

	pthread_mutex_lock(&table->lock);
	admission = admit(table, socket, address, now_ms);
	pthread_mutex_unlock(&table->lock);
	return admission;
}

struct connection *connection_table_activate(struct connection_table *table, int socket)
{
	struct connection *connection = NULL;

	pthread_mutex_lock(&table->lock);
	if (socket < table->top && table->slots[socket].lifecycle == CONNECTION_ACCEPTED) {
		connection = &table->slots[socket];
		connection_set_lifecycle(connection, CONNECTION_OPEN);
	}
	pthread_mutex_unlock(&table->lock);
	return connection;
}

void connection_table_remove(struct connection_table *table, struct connection *connection)
{
	pthread_mutex_lock(&table->lock);
	forget(table, connection);
	while (table->top > 0 && table->slots[table->top - 1].lifecycle == CONNECTION_ABSENT)
		table->top--;
	pthread_mutex_unlock(&table->lock);
}

void connection_table_discard(struct connection_table *table, int socket)
{
	pthread_mutex_lock(&table->lock);
	if (socket < table->top && table->slots[socket].lifecycle == CONNECTION_ACCEPTED)
		forget(table, &table->slots[socket]);
	pthread_mutex_unlock(&table->lock);
}

bool connection_table_evict(struct connection_table *table, int64_t now_ms)
{
	bool evicted;

	pthread_mutex_lock(&table->lock);
	evicted = evict_any(table, now_ms);
	pthread_mutex_unlock(&table->lock);
	return evicted;
}

void connection_table_sweep(struct connection_table *table, int64_t now_ms)
{
	pthread_mutex_lock(&table->lock);
	for (int i = 0; i < table->top; i++) {
		struct connection *connection = &table->slots[i];

		if (i % SWEEP_SLICE == SWEEP_SLICE - 1) {
			pthread_mutex_unlock(&table->lock);
			pthread_mutex_lock(&table->lock);
			if (i >= table->top)
				break;
		}
		if (connection->lifecycle != CONNECTION_OPEN ||
			!connection_min_rate_is_missed(connection, &table->limits, now_ms))
			continue;
		shut_down(table, connection);
		table->counts.timed_out++;
	}
	pthread_mutex_unlock(&table->lock);
}

struct connection_counts connection_table_counts(struct connection_table *table)
{
	struct connection_counts counts;

	pthread_mutex_lock(&table->lock);
	counts = table->counts;
	pthread_mutex_unlock(&table->lock);
	return counts;
}
