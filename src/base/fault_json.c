#include "base/fault_json.h"

void fault_json_write_errors(struct jsonwrite *out, const struct fault *fault)
{
	if (fault->error_count == 0)
		return;
	jsonwrite_open_member(out, "errors", '[');
	for (size_t i = 0; i < fault->error_count; i++) {
		jsonwrite_open(out, '{');
		jsonwrite_text(out, "target", fault->errors[i].target);
		jsonwrite_text(out, "code", text_from(fault->errors[i].code));
		jsonwrite_text(out, "message", fault->errors[i].message);
		jsonwrite_close(out, '}');
	}
	jsonwrite_close(out, ']');
	if (fault->omitted_count > 0)
		jsonwrite_int(out, "omittedErrors", (int64_t)fault->omitted_count);
}
