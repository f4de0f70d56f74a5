/*
 * service: creates, connects and owns all parts of one process. There are no globals.
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
	const struct fetch *fetch; /* NULL: libcurl. Tests pass their own; the service frees it */
	struct metrics *metrics; /* NULL: the service creates its own */
};

/* Opens and migrates the database, loads the environment and starts the threads. Everything that
 * the options point to must outlive the service. */
enum status service_open(
	struct service **ret_service, const struct service_options *options, struct fault *fault);

/* Finishes running work, then frees everything. */
void service_close(struct service *service);

/* Returns the environment's id (tenantId on the wire), in the arena. */
struct text service_environment_id(const struct service *service, struct arena *arena);

/* Checks the settings, and the files and folders that they name, without changing anything. The
 * fault lists all errors. *ret_warning is a sentence about a valid but doubtful setting, or absent;
 * the start and a reload log it. */
enum status service_check_config(
	const struct config *config, struct text *ret_warning, struct fault *fault);

#endif
