/*
 * export_link: signed links to an export's file and manifest.
 *
 * The link is the credential: a download needs no token.
 */
#ifndef API_REVIEWS_EXPORT_LINK_PRIVATE_H
#define API_REVIEWS_EXPORT_LINK_PRIVATE_H

#include "api/core/call.h"
#include "reviews/export_store.h"

/* Writes the members of the export's manifest, with its links, into an open JSON object. */
void export_link_write(
	struct call *call, struct jsonwrite *out, const struct export_record *record);

/* Finds the record of an export, whether the export is in progress or finished. Sets the fault
 * of export_store_get() if there is none. */
enum status export_link_find(struct call *call, struct guid id, struct export_record *ret_record);

#endif
