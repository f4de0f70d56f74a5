/*
 * import_encoding: detects documents in UTF-16 or UTF-32, and zip files such as workbooks, by their
 * first bytes.
 */
#ifndef REVIEWS_IMPORT_ENCODING_PRIVATE_H
#define REVIEWS_IMPORT_ENCODING_PRIVATE_H

#include "base/fault.h"

/* Removes a UTF-8 byte order mark from the beginning of *document. If the document is in UTF-16 or
 * UTF-32 or a zip file, adds an error that says so and returns false. */
bool import_encoding_check(struct text *document, struct fault *fault);

#endif
