/*
 * service: creates, connects and owns all parts of the service. There are no global variables.
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
	/* NULL: the service uses libcurl. Tests pass their own implementation. The service frees
	 * the context of `fetch`. */
	const struct fetch *fetch;
	struct metrics *metrics; /* NULL: the service creates its own metrics */
};

/* Opens and migrates the database, loads the environment and starts the threads. All objects that
 * `options` points to must outlive the service. */
enum status service_open(
	struct service **ret_service, const struct service_options *options, struct fault *fault);

/* Finishes or interrupts all work in progress, ends all threads and frees the service. `service`
 * may be NULL. */
void service_close(struct service *service);

/* Returns the ID of the environment (`tenantId` in the API), in the arena. */
struct text service_environment_id(const struct service *service, struct arena *arena);

/* Checks all settings, and the files and directories that the settings name. Changes nothing. Adds
 * all errors to the fault. *ret_warning receives a sentence about a setting that is valid but
 * probably a mistake. If no setting deserves a warning, *ret_warning is absent (base/text.h). */
enum status service_check_config(
	const struct config *config, struct text *ret_warning, struct fault *fault);

#endif
