/*
 * keeper: a thread that tells other processes that this one lives, and looks whether they do: it
 * keeps the job under way (api/job_lease.h), and ends exports whose process has died.
 */
#ifndef API_KEEPER_PRIVATE_H
#define API_KEEPER_PRIVATE_H

struct keeper;
struct service;

/* When all else of the service has been made. */
struct keeper *keeper_start(struct service *service);

/* Before jobs, exports and the group commit end. NULL is allowed. */
void keeper_stop(struct keeper *keeper);

#endif
