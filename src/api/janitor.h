/*
 * janitor: what has to be done now and then: counted usage and refusals go to the database, and
 * what has been kept long enough goes: removed registrations, answers of repeated requests,
 * sessions, finished jobs, exported files.
 */
#ifndef API_JANITOR_PRIVATE_H
#define API_JANITOR_PRIVATE_H

#include "api/service.h"

struct janitor;

/* Starts the thread: usage and expired exports every registry.usage-interval-s, the rest once
 * an hour. NULL, with errno set, when there is none. */
struct janitor *janitor_start(struct service *service);

/* Stores what is counted, then ends the thread. Before the group commit ends. */
void janitor_stop(struct janitor *janitor);

/* One round of it all, on the caller's thread, once the first of the janitor's own is over. */
void janitor_run(struct service *service);

#endif
