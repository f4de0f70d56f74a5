#include "auth/bearer.h"

enum refusal bearer_read(struct text value, struct text *ret_token)
{
	size_t space = text_find(value, ' ');

	if (!text_is_set(value))
		return REFUSAL_TOKEN_MISSING;
	if (!text_equal_nocase(text_slice(value, 0, space), TEXT("Bearer")))
		return REFUSAL_SCHEME_UNSUPPORTED;
	*ret_token = text_trim(text_slice(value, space, value.length));
	return ret_token->length == 0 ? REFUSAL_TOKEN_EMPTY : REFUSAL_NONE;
}
