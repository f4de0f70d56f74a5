/*
 * token_api: what the guard would say of a token, check by check, for the command line.
 */
#ifndef API_ADMIN_TOKEN_API_H
#define API_ADMIN_TOKEN_API_H

#include "base/fault.h"

struct service;

/* Longer than any token that is taken, so that the report can say so. */
#define TOKEN_API_BYTES_MAX (2 * 16384)

/* Diagnoses the token that was pasted, with or without "Bearer" before it, as one of a registered
 * app or as one of an admin. The report lives in the arena; it quotes claims, never the token. A
 * refused token is no fault: *ret_passes tells. */
enum status token_api_explain(struct service *service, struct arena *arena, struct text pasted,
	bool for_admin, struct text *ret_report, bool *ret_passes, struct fault *fault);

#endif
