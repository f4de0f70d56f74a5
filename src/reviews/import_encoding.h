/*
 * import_encoding: checks that a document is not UTF-16 or UTF-32, by its first bytes.
 */
#ifndef REVIEWS_IMPORT_ENCODING_PRIVATE_H
#define REVIEWS_IMPORT_ENCODING_PRIVATE_H

#include "base/fault.h"

/* Removes a UTF-8 byte order mark. Returns false, with a fault that names the encoding, if the
 * document is in UTF-16 or UTF-32. */
bool import_encoding_check(struct text *document, struct fault *fault);

#endif
