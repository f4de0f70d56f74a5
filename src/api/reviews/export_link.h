/*
 * export_link: signed links to the file and the manifest of an export.
 *
 * The signature in the link is the credential. A download needs no token.
 */
#ifndef API_REVIEWS_EXPORT_LINK_PRIVATE_H
#define API_REVIEWS_EXPORT_LINK_PRIVATE_H

#include "api/core/call.h"
#include "reviews/export_store.h"

/* Writes the members of the export's manifest into an open JSON object. Adds the links to the file
 * and to the manifest. */
void export_link_write(
	struct call *call, struct jsonwrite *out, const struct export_record *record);

/* Finds the record of an export. If this process is writing the export, asks the export manager.
 * Otherwise reads the database. If there is no export with this ID, sets the call's fault and
 * returns STATUS_NOT_FOUND. */
enum status export_link_find(struct call *call, struct guid id, struct export_record *ret_record);

#endif
