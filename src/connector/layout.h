/*
 * layout: lays out JSON for people, with four blanks for each level.
 */
#ifndef CONNECTOR_LAYOUT_PRIVATE_H
#define CONNECTOR_LAYOUT_PRIVATE_H

#include "base/jsonwrite.h"

/* Stores the document of `out`, with one member or element a line and a newline at the end, in
 * *ret_text, in the fault's arena. If the document exceeds the limit of `out` or of
 * jsonread_parse(), sets the fault and returns STATUS_INTERNAL. */
enum status layout_finish(const struct jsonwrite *out, struct text *ret_text, struct fault *fault);

#endif
