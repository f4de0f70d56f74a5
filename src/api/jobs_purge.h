/*
 * jobs_purge: what is left of jobs that are over, removed now and then.
 */
#ifndef API_JOBS_PURGE_PRIVATE_H
#define API_JOBS_PURGE_PRIVATE_H

#include "base/fault.h"

struct service;

/* Removes what finished more than seven days ago, but receipts of erasures, and files that belong
 * to no job. */
enum status jobs_purge_run(struct service *service, struct fault *fault);

#endif
