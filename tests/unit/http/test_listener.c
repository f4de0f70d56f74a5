#include "http/listener.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/scratch.h"

#define KEPT_BYTES_MAX (512 * 1024)

static int connect_to(int listener, int receive_bytes)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_addr = {htonl(INADDR_LOOPBACK)},
		.sin_port = htons(listener_port(listener))};
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(client, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
	assert_int_equal(connect(client, (struct sockaddr *)&to, sizeof(to)), 0);
	return client;
}

/* Else a thousand readers that stand still would take gigabytes of the kernel's memory. */
static void little_is_kept_for_a_client_that_reads_nothing(void **state)
{
	struct scratch *scratch = *state;
	int listener = listener_open("127.0.0.1", 0, &scratch->fault);
	int client = connect_to(listener, 2048), server = accept(listener, NULL, NULL);
	static char piece[16384];
	ssize_t count;
	size_t kept = 0;

	assert_true(server >= 0);
	while ((count = send(server, piece, sizeof(piece), MSG_DONTWAIT)) > 0)
		kept += (size_t)count;
	assert_in_range(kept, sizeof(piece), KEPT_BYTES_MAX);
	close(server);
	close(client);
	close(listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(little_is_kept_for_a_client_that_reads_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
