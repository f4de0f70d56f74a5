/*
 * export_link: signed links to an export's file and manifest, which need no token.
 */
#ifndef API_REVIEWS_EXPORT_LINK_PRIVATE_H
#define API_REVIEWS_EXPORT_LINK_PRIVATE_H

#include "api/core/call.h"
#include "reviews/export_store.h"

/* Writes the record as a manifest, with its links, into an open object. */
void export_link_write(
	struct call *call, struct jsonwrite *out, const struct export_record *record);

/* The record of that id, wherever it is kept; the fault is that of export_store_get(). */
enum status export_link_find(struct call *call, struct guid id, struct export_record *ret_record);

#endif
