/*
 * token_api: lets the command line diagnose a token.
 *
 * Runs every check of the guard (auth/guard.h) on the token and reports the result of each check.
 */
#ifndef API_ADMIN_TOKEN_API_H
#define API_ADMIN_TOKEN_API_H

#include "base/fault.h"

struct service;

/* Maximum size of the input in bytes. The maximum is larger than the longest token that the guard
 * accepts. A token that is too long can therefore still be diagnosed. */
#define TOKEN_API_BYTES_MAX (2 * 16384)

/* Diagnoses a token. If `for_admin` is true, treats the token as an admin's token, otherwise as a
 * token of a registered app. `pasted` is the token, with or without the prefix "Bearer ".
 * *ret_report receives the report, which lives in the arena. The report quotes claims but never the
 * token itself. *ret_passes is true if the guard would accept the token. Returns STATUS_OK even for
 * a token that the guard would refuse. If the registrations cannot be read, sets the fault and
 * returns its status. */
enum status token_api_explain(struct service *service, struct arena *arena, struct text pasted,
	bool for_admin, struct text *ret_report, bool *ret_passes, struct fault *fault);

#endif
