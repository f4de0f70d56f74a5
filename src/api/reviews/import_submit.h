/*
 * import_submit: submits a background import.
 *
 * Stores the body on disk and the job in the database, then replies 202.
 */
#ifndef API_REVIEWS_IMPORT_SUBMIT_PRIVATE_H
#define API_REVIEWS_IMPORT_SUBMIT_PRIVATE_H

#include "api/core/call.h"
#include "reviews/import.h"

/* Submits the call's import as a background job. Returns after the body and the job are durable.
 * Blocks on the disk. Must not be called on an event thread or the writer thread. */
enum status import_submit_run(
	struct call *call, const struct import_options *options, bool dry_run);

#endif
