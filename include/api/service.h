/*
 * service: everything one process needs, made in one place and passed around. No globals.
 */
#ifndef API_SERVICE_H
#define API_SERVICE_H

#include "auth/fetch.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"
#include "config/config.h"
#include "db/db.h"
#include "http/message.h"

struct service;

struct service_options {
	const struct config *config;
	const struct clock *clock;
	const struct log *log;
	const struct fetch *fetch; /* NULL: libcurl; tests pass their own, owned by the service */
	struct metrics *metrics; /* NULL: the service has its own */
};

/* Opens and migrates the database, loads the environment, starts the threads. What the options
 * point at must outlive the service. */
enum status service_open(
	struct service **ret_service, const struct service_options *options, struct fault *fault);

/* Finishes what is under way, then frees everything. */
void service_close(struct service *service);

/* URL under which answers place their links, unless server.public-url names one; borrowed. */
void service_set_public_url(struct service *service, const char *url);

/* The environment's id (tenantId on the wire), in the arena. */
struct text service_environment_id(const struct service *service, struct arena *arena);

/* The cache of a connection that writes: what every process can spare, and what an import of its
 * own takes, so that the pages of twenty indexes stay in memory. */
#define SERVICE_CACHE_KIB (INT64_C(16) * 1024)
#define SERVICE_CACHE_LARGE_KIB (INT64_C(128) * 1024)

/* Opens and migrates the database alone, for the commands. Close it with db_close(). A small one is
 * checked first: "DatabaseDamaged". */
struct service_database {
	size_t applied; /* migrations, now */
	bool is_new; /* it was not there, or empty */
};
enum status service_open_database(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct service_database *ret_about, struct fault *fault);

/* Whether a service can be started with the configuration, as far as its settings and the files and
 * folders that they name go; the fault says all that is wrong. *ret_warning is a sentence about
 * what is not wrong and should be looked at, or absent; a start and a reload log it. Changes
 * nothing. */
enum status service_check_config(
	const struct config *config, struct text *ret_warning, struct fault *fault);

#endif
