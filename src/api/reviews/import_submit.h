/*
 * import_submit: takes an import that is to run in the background: keeps its body on disk, stores
 * its job, and answers 202.
 */
#ifndef API_REVIEWS_IMPORT_SUBMIT_PRIVATE_H
#define API_REVIEWS_IMPORT_SUBMIT_PRIVATE_H

#include "api/core/call.h"
#include "reviews/import.h"

/* On a worker thread. The body is on disk before the answer is. */
enum status import_submit_run(
	struct call *call, const struct import_options *options, bool dry_run);

#endif
