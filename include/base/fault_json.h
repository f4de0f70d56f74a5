/*
 * fault_json: writes the errors of a fault as JSON, for problem documents (RFC 9457).
 */
#ifndef BASE_FAULT_JSON_H
#define BASE_FAULT_JSON_H

#include "base/fault.h"
#include "base/jsonwrite.h"

/* Writes the member "errors" into the open object. The value of the member is an array with the
 * target, the code and the message of each error. The names follow Microsoft's REST API Guidelines.
 * If the fault had more than FAULT_ERRORS_MAX errors, also writes the member "omittedErrors" with
 * the number of omitted errors. If the fault has no errors, writes nothing. */
void fault_json_write_errors(struct jsonwrite *out, const struct fault *fault);

#endif
