/*
 * server_fixture: a server on a loopback port. The path of a request selects what its application
 * does; the response reports what the application saw.
 *
 * "/refuse" gets 401 in begin(). "/begin-wait", "/begin-now" and "/begin-refuse" suspend in
 * begin(): the first is resumed by another thread, the second at once by the same thread, and the
 * third is refused by another thread. "/serve-wait" and "/serve-now" suspend in serve(), "/hold"
 * until `released` is set. "/file" returns a part of a file. Every other path gets 200, 413 when
 * the body is too large, or 503 when the body was lost.
 */
#ifndef SUPPORT_SERVER_FIXTURE_H
#define SUPPORT_SERVER_FIXTURE_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/server.h"
#include "support/scratch.h"
#include "support/wire.h"

#define SERVER_FIXTURE_THREADS 256

struct server_fixture {
	struct scratch *scratch;
	struct arena *arena;
	struct server_options options;
	struct server_app app;
	struct server *server;
	size_t body_limit;
	const char *file; /* for "/file": its bytes from 100 on, 5000 of them */
	atomic_int begun, served, ended, resumed;
	atomic_bool released;
	pthread_t threads[SERVER_FIXTURE_THREADS]; /* that resume */
	atomic_int thread_count;
};

/* For cmocka: two event threads, or a thread a connection. *state is a struct server_fixture. */
int server_fixture_start(void **state);
int server_fixture_start_threads(void **state);
int server_fixture_end(void **state);

/* Stops the server, as server_fixture_end() does. */
void server_fixture_stop(struct server_fixture *f);

/* A new connection. */
struct wire server_fixture_connect(struct server_fixture *f);

/* Waits until end() has been called `count` times. */
void server_fixture_await_ends(struct server_fixture *f, int count);

#endif
