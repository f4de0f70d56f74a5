/*
 * fault_json: the errors of a fault as JSON, in the form of RFC 9457 with the members of
 * Microsoft's REST API Guidelines.
 */
#ifndef BASE_FAULT_JSON_H
#define BASE_FAULT_JSON_H

#include "base/fault.h"
#include "base/jsonwrite.h"

/* Writes the member "errors" into the open object, with target, code and message of each error. If
 * there were more than FAULT_ERRORS_MAX, "omittedErrors" has the number of the others. Writes
 * nothing for a fault without errors. */
void fault_json_write_errors(struct jsonwrite *out, const struct fault *fault);

#endif
