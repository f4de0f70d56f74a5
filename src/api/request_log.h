/*
 * request_log: the line of the log that each answered request gets.
 */
#ifndef API_REQUEST_LOG_PRIVATE_H
#define API_REQUEST_LOG_PRIVATE_H

#include "api/call.h"

/* Never has the query, which holds users and signatures, nor a text of a review, nor a path of the
 * machine. */
void request_log_write(const struct call *call);

#endif
