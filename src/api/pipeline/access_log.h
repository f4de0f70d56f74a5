/*
 * access_log: writes one log line for each request that got a response.
 */
#ifndef API_PIPELINE_ACCESS_LOG_PRIVATE_H
#define API_PIPELINE_ACCESS_LOG_PRIVATE_H

#include "api/core/call.h"

/* Writes the log line of the call. The line contains no review texts and no file paths. It contains
 * no query string either, because a query string can contain user IDs and link signatures. */
void access_log_write(const struct call *call);

#endif
