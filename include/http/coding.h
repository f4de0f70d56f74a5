/*
 * coding: which content coding of a response the client wants (RFC 9110 section 12.5.3).
 */
#ifndef HTTP_CODING_H
#define HTTP_CODING_H

#include "http/message.h"

enum coding {
	CODING_IDENTITY, /* the text itself */
	CODING_GZIP,
	CODING_NONE /* the client accepts neither */
};

#define CODINGS 2

/* Evaluates all Accept-Encoding headers of the request for a representation that exists as itself
 * and, if `has_gzip`, compressed with gzip. Chooses gzip if the client accepts it and does not
 * prefer identity. Without the header, chooses identity. An element whose weight is malformed
 * counts as refused. */
enum coding coding_choose(const struct request *request, bool has_gzip);

#endif
