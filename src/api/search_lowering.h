/*
 * search_lowering: lowers the levels of a search index that has too many, which FTS5 may no longer
 * read. With a log line.
 */
#ifndef API_SEARCH_LOWERING_PRIVATE_H
#define API_SEARCH_LOWERING_PRIVATE_H

#include "api/service.h"

/* In a transaction of its own, before anything else is written. `log` may be NULL. */
enum status search_lowering_first(struct db *db, const struct log *log, struct fault *fault);

/* By the group commit. */
enum status search_lowering_run(struct service *service, struct fault *fault);

#endif
