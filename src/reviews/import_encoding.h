/*
 * import_encoding: how a document begins: UTF-8, and nothing else.
 */
#ifndef REVIEWS_IMPORT_ENCODING_PRIVATE_H
#define REVIEWS_IMPORT_ENCODING_PRIVATE_H

#include "base/fault.h"

/* Cuts the byte order mark off. False, with a fault that names the encoding, when the document is
 * in UTF-16 or UTF-32. */
bool import_encoding_check(struct text *document, struct fault *fault);

#endif
