#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/descriptors.h"
#include "http/connection_table.h"
#include "support/move_record.h"

#define PLACES 20

struct fixture {
	struct connection_table *table;
	int near[PLACES], far[PLACES]; /* ends of socket pairs: near is the server's */
};

static int start_with(void **state, unsigned int connections, unsigned int per_peer)
{
	static struct fixture f;
	struct connection_limits limits = {.connections = connections,
		.per_peer = per_peer,
		.head_ms = 10000,
		.body_ms = 10000,
		.send_ms = 30000};

	descriptors_raise_limit();
	for (int i = 0; i < PLACES; i++) {
		int pair[2];

		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
			return -1;
		f.near[i] = pair[0];
		f.far[i] = pair[1];
	}
	f.table = connection_table_new(&limits);
	*state = &f;
	return f.table == NULL ? -1 : 0;
}

static int start(void **state)
{
	return start_with(state, 4, 2);
}

static int end(void **state)
{
	struct fixture *f = *state;

	connection_table_free(f->table);
	for (int i = 0; i < PLACES; i++) {
		close(f->near[i]);
		close(f->far[i]);
	}
	return 0;
}

/* Adds the i-th socket as a connection from that address. */
static enum connection_admission add(struct fixture *f, int i, const char *address, int64_t now_ms)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} from = {.any = {.sa_family = AF_INET}};

	if (inet_pton(AF_INET, address, &from.v4.sin_addr) != 1) {
		from.any.sa_family = AF_INET6;
		assert_int_equal(inet_pton(AF_INET6, address, &from.v6.sin6_addr), 1);
	}
	return connection_table_add(f->table, f->near[i], &from.any, now_ms);
}

static struct connection *add_open(struct fixture *f, int i, const char *address, int64_t now_ms)
{
	struct connection *connection;

	assert_int_equal(add(f, i, address, now_ms), CONNECTION_ADMITTED);
	connection = connection_table_activate(f->table, f->near[i]);
	assert_non_null(connection);
	assert_string_equal(connection->address, address);
	return connection;
}

static bool is_shut(struct fixture *f, int i)
{
	char byte;

	return recv(f->far[i], &byte, 1, MSG_DONTWAIT) == 0;
}

static void ipv6_counts_by_64_bits(void **state)
{
	struct fixture *f = *state;

	connection_move(add_open(f, 0, "2001:db8::1", 0), CONNECTION_WORK);
	connection_move(add_open(f, 1, "2001:db8::ffff:2", 0), CONNECTION_WORK);
	assert_int_equal(add(f, 2, "2001:db8::3", 0), CONNECTION_REFUSED);
	assert_int_equal(add(f, 2, "2001:db8:0:1::1", 0), CONNECTION_ADMITTED);
	assert_int_equal(add(f, 3, "192.0.2.1", 0), CONNECTION_ADMITTED);
	assert_int_equal(connection_table_counts(f->table).refused, 1);
	assert_int_equal(connection_table_counts(f->table).open, 4);
}

static void who_has_least_claim_goes_first(void **state)
{
	struct fixture *f = *state;
	struct connection *at_work = add_open(f, 0, "192.0.2.1", 1000);
	struct connection *idle = add_open(f, 1, "192.0.2.2", 1000);
	struct connection *old_head = add_open(f, 2, "192.0.2.3", 5000);

	connection_move(at_work, CONNECTION_WORK);
	connection_move(idle, CONNECTION_IDLE);
	add_open(f, 3, "192.0.2.4", 7900);
	assert_int_equal(old_head->lifecycle, CONNECTION_OPEN);
	/* A head of three seconds, then who is idle, then a head that has just begun. */
	add_open(f, 4, "192.0.2.5", 8000);
	assert_true(is_shut(f, 2));
	add_open(f, 5, "192.0.2.6", 8001);
	assert_true(is_shut(f, 1));
	add_open(f, 6, "192.0.2.7", 8002);
	assert_true(is_shut(f, 3));
	assert_false(is_shut(f, 0));
	assert_int_equal(connection_table_counts(f->table).evicted, 3);
	assert_int_equal(connection_table_counts(f->table).open, 4);
}

static void what_has_ended_leaves_its_place(void **state)
{
	struct fixture *f = *state;

	for (int round = 0; round < 3; round++) {
		struct connection *connections[4];

		for (int i = 0; i < 4; i++) {
			connections[i] = add_open(f, i, i < 2 ? "192.0.2.1" : "192.0.2.2", 0);
			connection_move(connections[i], CONNECTION_WORK);
		}
		assert_int_equal(add(f, 4, "192.0.2.3", 0), CONNECTION_FULL);
		for (int i = 0; i < 4; i++)
			connection_table_remove(f->table, connections[i]);
		assert_int_equal(connection_table_counts(f->table).open, 0);
	}
}

/* Its descriptor may be another file's by now. */
static void a_connection_that_was_not_taken_is_not_shut(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(add(f, 0, "192.0.2.1", 0), CONNECTION_ADMITTED);
	connection_table_sweep(f->table, 60000);
	assert_false(is_shut(f, 0));
	connection_table_discard(f->table, f->near[0]);
	assert_null(connection_table_activate(f->table, f->near[0]));
	assert_int_equal(connection_table_counts(f->table).open, 0);
	/* libmicrohttpd closed this one without a word. */
	assert_int_equal(add(f, 1, "192.0.2.1", 0), CONNECTION_ADMITTED);
	add_open(f, 1, "192.0.2.2", 0);
	assert_int_equal(connection_table_counts(f->table).open, 1);
}

static void a_head_is_given_its_time_and_no_more(void **state)
{
	struct fixture *f = *state;
	struct connection *connection = add_open(f, 0, "192.0.2.1", 1000);

	connection_table_sweep(f->table, 10999);
	assert_false(is_shut(f, 0));
	connection_move(connection, CONNECTION_WORK);
	connection_table_sweep(f->table, 11000);
	connection_table_sweep(f->table, 99000);
	assert_false(is_shut(f, 0));
	connection_move(connection, CONNECTION_ANONYMOUS_BODY);
	connection_table_sweep(f->table, 100000);
	connection_table_sweep(f->table, 109999);
	assert_false(is_shut(f, 0));
	connection_table_sweep(f->table, 110000);
	assert_true(is_shut(f, 0));
	assert_int_equal(connection_table_counts(f->table).timed_out, 1);
	connection_table_remove(f->table, connection);
}

/* libmicrohttpd holds them until it has closed them, and is never to have more than it was told. */
static void what_is_being_closed_takes_room_too(void **state)
{
	struct fixture *f = *state;

	add_open(f, 0, "192.0.2.1", 0);
	f->table->closing = f->table->limits.connections + CONNECTION_TABLE_CLOSING_MAX - 1;
	assert_int_equal(add(f, 1, "192.0.2.2", 0), CONNECTION_FULL);
	f->table->closing--;
	assert_int_equal(add(f, 1, "192.0.2.2", 0), CONNECTION_ADMITTED);
	f->table->closing = 0;
}

static int start_large(void **state)
{
	return start_with(state, 15, 15);
}

static void exempt_addresses_have_no_bound(void **state)
{
	struct fixture *f = *state;
	struct proxy_list proxies;
	struct text wrong;

	assert_true(proxy_list_read(TEXT("192.0.2.1/32"), &proxies, &wrong));
	f->table->limits.per_peer = 1;
	f->table->limits.exempt = &proxies;
	for (int i = 0; i < 10; i++)
		connection_move(add_open(f, i, "192.0.2.1", 0), CONNECTION_WORK);
	connection_move(add_open(f, 10, "192.0.2.2", 0), CONNECTION_WORK);
	assert_int_equal(add(f, 11, "192.0.2.2", 0), CONNECTION_REFUSED);
}

/* In a flood of heads that do not end, those of the same age go together. */
static void stale_heads_go_together(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 15; i++)
		add_open(f, i, "192.0.2.1", i < 10 ? i : 3000);
	assert_int_equal(add(f, 15, "192.0.2.2", 5000), CONNECTION_ADMITTED);
	assert_int_equal(connection_table_counts(f->table).evicted, 10);
	for (int i = 0; i < 15; i++)
		assert_int_equal(is_shut(f, i), i < 10);
}

/* A body that comes fast enough for ever still holds a place; the one that has taken longest gives
 * way when all lifecycles are held so, but not to its own address. */
static void a_long_transfer_gives_way_when_all_are_long(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 4; i++) {
		struct connection *connection =
			add_open(f, i, i < 2 ? "192.0.2.1" : "192.0.2.2", 0);

		connection_move(connection, CONNECTION_WORK);
		connection_move(connection, CONNECTION_BODY);
		connection_table_sweep(f->table, 1000 + i);
	}
	assert_int_equal(add(f, 4, "192.0.2.3", 60999), CONNECTION_FULL);
	assert_int_equal(add(f, 4, "192.0.2.1", 70000), CONNECTION_REFUSED);
	assert_int_equal(add(f, 4, "192.0.2.3", 61000), CONNECTION_ADMITTED);
	for (int i = 0; i < 4; i++)
		assert_int_equal(is_shut(f, i), i == 0);
}

/* Numbers of descriptors are the process's, whatever a server's own bound. */
static void descriptors_of_other_servers_count_on(void **state)
{
	struct fixture *f = *state;
	int high;

	assert_true(descriptors_max() > 4000);
	high = fcntl(f->near[0], F_DUPFD_CLOEXEC, 4000);
	assert_true(high >= 4000);
	close(f->near[0]);
	f->near[0] = high;
	assert_int_equal(add(f, 0, "192.0.2.1", 0), CONNECTION_ADMITTED);
}

static int start_recording(void **state)
{
	(void)state;
	move_record_start();
	return 0;
}

/* By the tests before this one. */
static void every_move_of_a_place_was_made(void **state)
{
	(void)state;
	move_record_stop();
	move_record_expect_all(&connection_lifecycle_machine);
}

static void other_moves_of_a_place_end_the_process(void **state)
{
	struct connection connection = {.address = "192.0.2.1"};

	(void)state;
	move_record_expect_refusals(&connection_lifecycle_machine, &connection);
	if (!state_machine_observe(NULL))
		skip();
	connection.socket = -1;
	move_record_expect_abort(&connection_lifecycle_machine, &connection, CONNECTION_ABSENT,
		CONNECTION_ACCEPTED, "lifecycle of a connection: the invariant of");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ipv6_counts_by_64_bits, start, end),
		cmocka_unit_test_setup_teardown(who_has_least_claim_goes_first, start, end),
		cmocka_unit_test_setup_teardown(what_has_ended_leaves_its_place, start, end),
		cmocka_unit_test_setup_teardown(
			a_connection_that_was_not_taken_is_not_shut, start, end),
		cmocka_unit_test_setup_teardown(a_head_is_given_its_time_and_no_more, start, end),
		cmocka_unit_test_setup_teardown(what_is_being_closed_takes_room_too, start, end),
		cmocka_unit_test_setup_teardown(exempt_addresses_have_no_bound, start_large, end),
		cmocka_unit_test_setup_teardown(stale_heads_go_together, start_large, end),
		cmocka_unit_test_setup_teardown(
			a_long_transfer_gives_way_when_all_are_long, start, end),
		cmocka_unit_test_setup_teardown(descriptors_of_other_servers_count_on, start, end),
		cmocka_unit_test(every_move_of_a_place_was_made),
		cmocka_unit_test(other_moves_of_a_place_end_the_process),
	};

	return cmocka_run_group_tests(tests, start_recording, NULL);
}
