/*
 * access_log: one log line per answered request.
 */
#ifndef API_PIPELINE_ACCESS_LOG_PRIVATE_H
#define API_PIPELINE_ACCESS_LOG_PRIVATE_H

#include "api/core/call.h"

/* Writes the call's line. The line never contains the query, which can hold users and signatures,
 * nor review texts, nor paths of the file system. */
void access_log_write(const struct call *call);

#endif
