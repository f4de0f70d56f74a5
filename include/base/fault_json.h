/*
 * fault_json: the errors of a fault as JSON, in the shape of RFC 9457 with the members of
 * Microsoft's REST guidelines.
 */
#ifndef BASE_FAULT_JSON_H
#define BASE_FAULT_JSON_H

#include "base/fault.h"
#include "base/jsonwrite.h"

/* Writes the member "errors" into the open object: target, code and message of each; then
 * "omittedErrors", the number of errors that the fault had no room for. Writes nothing for a fault
 * without errors. */
void fault_json_write_errors(struct jsonwrite *out, const struct fault *fault);

#endif
