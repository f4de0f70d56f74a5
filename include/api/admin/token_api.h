/*
 * token_api: lets the command line diagnose a token.
 *
 * Runs every check of the guard (auth/guard.h) on the token and reports the result of each check.
 */
#ifndef API_ADMIN_TOKEN_API_H
#define API_ADMIN_TOKEN_API_H

#include "base/fault.h"

struct service;

/* Longest accepted input, in bytes. This is more than the longest token that the guard accepts, so
 * that the report can say that a token is too long. */
#define TOKEN_API_BYTES_MAX (2 * 16384)

/* Diagnoses an admin's token if `for_admin` is true, and a token of a registered app otherwise.
 * `pasted` is the token, with or without the prefix "Bearer ". *ret_report receives the report,
 * allocated in the arena. The report quotes claims but never the token itself. *ret_passes receives
 * whether the guard would accept the token; a refused token is not a fault. Returns STATUS_OK, or
 * the status of the fault if the registrations cannot be read. */
enum status token_api_explain(struct service *service, struct arena *arena, struct text pasted,
	bool for_admin, struct text *ret_report, bool *ret_passes, struct fault *fault);

#endif
