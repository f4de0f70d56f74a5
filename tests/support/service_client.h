/*
 * service_client: sends JSON requests to the service of a service_fixture, with the fixture's
 * `authorization`.
 *
 * Fails the running cmocka test on an unexpected response. Returned values live in the fixture's
 * arena.
 */
#ifndef SUPPORT_SERVICE_CLIENT_H
#define SUPPORT_SERVICE_CLIENT_H

#include "base/jsonread.h"
#include "support/service_fixture.h"

/* `body` is JSON, or NULL. */
struct response service_client_send(
	struct service_fixture *f, const char *method, const char *path, const char *body);
struct response service_client_get(struct service_fixture *f, const char *path);

/* The answer's body, once it has that status. */
const struct jsonread_node *service_client_expect(struct service_fixture *f, int status,
	const char *method, const char *path, const char *body);

/* The same with another type of body; the answer's texts live in `arena`. */
struct response service_client_answer(struct service_fixture *f, struct arena *arena, int status,
	const char *method, const char *path, const char *type, struct text body);

/* The file of an export in that format, followed by what a query has besides. */
struct text service_client_export(
	struct service_fixture *f, struct arena *arena, const char *format);

/* A review that an app submits; it is taken. */
struct service_client_submission {
	uint32_t product, user, rating; /* products are "p0", "p1" …, users "u0", "u1" … */
	const char *market, *text;
};

void service_client_submit(struct service_fixture *f, struct arena *arena,
	const struct service_client_submission *submission);

/* What GET answers with 200, once `is_over` says so of it; 200 is enough where that is NULL. */
const struct jsonread_node *service_client_await(struct service_fixture *f, const char *path,
	bool (*is_over)(const struct jsonread_node *body));

/* Whether GET answers with that status within `max_wait_ms`. */
bool service_client_await_status(
	struct service_fixture *f, const char *path, int status, int64_t max_wait_ms);

/* An admin is calling from now on; returns who did. */
struct text service_client_become_admin(struct service_fixture *f);

/* What the first row of a statement begins with, on a connection of its own. One must be there for
 * a number; the text is absent where there is none. */
int64_t service_client_number(struct service_fixture *f, const char *sql);
struct text service_client_text(struct service_fixture *f, const char *sql);

#endif
