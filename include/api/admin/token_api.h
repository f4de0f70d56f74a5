/*
 * token_api: diagnosis of a token for the command line.
 *
 * Runs every check of the guard (auth/guard.h) on the token and reports each result.
 */
#ifndef API_ADMIN_TOKEN_API_H
#define API_ADMIN_TOKEN_API_H

#include "base/fault.h"

struct service;

/* Longest accepted input, in bytes. It exceeds the longest token that the guard accepts, so that
 * the report can name an oversized token. */
#define TOKEN_API_BYTES_MAX (2 * 16384)

/* Diagnoses a token of a registered app or, if `for_admin`, of an admin. `pasted` may start with
 * "Bearer ". Writes the report to *ret_report, allocated in the arena; the report quotes claims,
 * never the token. *ret_passes says whether the guard would accept the token. A refused token is
 * not a fault. Returns the status of the fault if the registrations cannot be read. */
enum status token_api_explain(struct service *service, struct arena *arena, struct text pasted,
	bool for_admin, struct text *ret_report, bool *ret_passes, struct fault *fault);

#endif
