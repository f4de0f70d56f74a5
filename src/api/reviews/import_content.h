/*
 * import_content: finds the document to import in the body of a call, and its format.
 *
 * A flow's file action sends a file as a JSON object with base64 in it (base/file_content.h). Such
 * a body is replaced by the file.
 */
#ifndef API_REVIEWS_IMPORT_CONTENT_PRIVATE_H
#define API_REVIEWS_IMPORT_CONTENT_PRIVATE_H

#include "api/core/call.h"
#include "reviews/import.h"

/* Sets *ret_format from the media type of the body or of the file in it. If the media type is none
 * of an import, the first byte selects the format. Decodes a file; the request's body is then the
 * file, which lives as long as the request. Returns STATUS_OK, or sets the call's fault and returns
 * its status. May take long: must not run on an event thread. */
enum status import_content_open(struct call *call, enum import_format *ret_format);

#endif
