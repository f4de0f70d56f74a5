/*
 * service: everything one process needs, made in one place and passed around. No globals.
 */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "auth/fetch.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"
#include "config/config.h"
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

/* The environment's id (tenantId on the wire), in the arena. */
struct text service_environment_id(const struct service *service, struct arena *arena);

/* Whether a service can be started with the configuration, as far as its settings and the files and
 * folders that they name go; the fault says all that is wrong. *ret_warning is a sentence about
 * what is not wrong and should be looked at, or absent; a start and a reload log it. Changes
 * nothing. */
enum status service_check_config(
	const struct config *config, struct text *ret_warning, struct fault *fault);

#endif
