/*
 * service_fixture: a complete service on an empty database, and a dev issuer that provides its
 * keys. Both run without sockets; the transport reaches them by their URLs.
 *
 * Ends the process when the service does not start.
 */
#ifndef SUPPORT_SERVICE_FIXTURE_H
#define SUPPORT_SERVICE_FIXTURE_H

#include "api/pipeline/serve.h"
#include "devissuer/dev_issuer.h"
#include "service/service.h"
#include "support/fake_fetch.h"
#include "support/http_case.h"

#define SERVICE_FIXTURE_URL "http://127.0.0.1:8080"
#define SERVICE_FIXTURE_ISSUER_URL "http://127.0.0.1:4000"

struct service_fixture {
	struct arena *arena;
	const char *dir;
	struct config config;
	struct log log; /* drops every line */
	struct dev_issuer *issuer;
	struct fake_fetch *fetch;
	struct service *service;
	struct text admin_key;
	struct text authorization; /* of service_fixture_send() */
	struct http_case_transport transport;
};

/* What a test may want otherwise. */
struct service_fixture_options {
	const char *const *settings; /* "key=value", over the fixture's own; NULL ends them */
	const struct clock *clock; /* NULL: the machine's */
};

struct service_fixture *service_fixture_open(void);
struct service_fixture *service_fixture_open_with(const struct service_fixture_options *wanted);
void service_fixture_close(struct service_fixture *f);

/* Opens the service again after service_close(), with what the configuration says now. */
enum status service_fixture_reopen(struct service_fixture *f, struct fault *fault);

/* For who calls it more than a few thousand times: lines of the log are dropped from now on. */
void service_fixture_mute(struct service_fixture *f);

/* All lines that the service has logged, from LOG_INFO on; terminated. */
struct text service_fixture_log(struct service_fixture *f);

/* How many of them are of that event. */
size_t service_fixture_count_events(struct service_fixture *f, const char *event);

/* The issuer's token for HTTP_CASE_APP behind "Bearer "; `more` goes behind the form. */
struct text service_fixture_bearer(struct service_fixture *f, const char *more);

/* Registers HTTP_CASE_APP; service_fixture_send() has its token from then on. */
void service_fixture_admit(struct service_fixture *f);

/* For cmocka: *state is a fixture with HTTP_CASE_APP admitted. */
int service_fixture_start(void **state);
int service_fixture_end(void **state);
#define SERVICE_FIXTURE_TEST(name_)                                                                \
	cmocka_unit_test_setup_teardown(name_, service_fixture_start, service_fixture_end)

/* Another connection to the service's database; the caller closes it. */
struct db *service_fixture_connect(struct service_fixture *f);

/* A request to the service; `path` begins with a slash and may have a query. `type` and `body` may
 * be NULL and absent. The answer's texts live in `arena`. */
struct response service_fixture_send(struct service_fixture *f, struct arena *arena,
	const char *method, const char *path, const char *type, struct text body);

#endif
