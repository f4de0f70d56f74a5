/*
 * access_log: the line of the log that each answered request gets.
 */
#ifndef API_PIPELINE_ACCESS_LOG_PRIVATE_H
#define API_PIPELINE_ACCESS_LOG_PRIVATE_H

#include "api/core/call.h"

/* Never has the query, which holds users and signatures, nor a text of a review, nor a path of the
 * machine. */
void access_log_write(const struct call *call);

#endif
