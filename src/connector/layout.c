#include "connector/layout.h"

#include "base/jsonread.h"

enum status layout_finish(const struct jsonwrite *out, struct text *ret_text, struct fault *fault)
{
	struct text json;

	if (jsonwrite_finish(out, &json, fault) != STATUS_OK)
		return fault->status;
	*ret_text = jsonread_indent(fault->arena, jsonread_parse(fault->arena, json, NULL));
	return text_is_set(*ret_text) ? STATUS_OK
				      : fault_set(fault, STATUS_INTERNAL, "InternalError",
						"A file of the connector has too many values.");
}
