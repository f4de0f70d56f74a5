#include "http/conditional.h"

static struct text without_weakness(struct text tag)
{
	return text_starts_with(tag, TEXT("W/")) ? text_slice(tag, 2, tag.length) : tag;
}

static bool lists_tag(struct text list, struct text etag, bool weak)
{
	struct text tag;

	if (!text_is_set(etag))
		return false;
	if (text_equal(text_trim(list), TEXT("*")))
		return true;
	while (text_split_next(&list, ',', &tag)) {
		tag = text_trim(tag);
		if (weak ? text_equal(without_weakness(tag), without_weakness(etag))
			 : text_equal(tag, etag) && !text_starts_with(tag, TEXT("W/")))
			return true;
	}
	return false;
}

enum conditional conditional_check(const struct request *request, struct text etag)
{
	struct text if_match = message_header(request, "If-Match");
	struct text if_none_match = message_header(request, "If-None-Match");

	if (text_is_set(if_match) && !lists_tag(if_match, etag, false))
		return CONDITIONAL_FAILED;
	if (!text_is_set(if_none_match) || !lists_tag(if_none_match, etag, true))
		return CONDITIONAL_PROCEED;
	if (request->method == METHOD_GET || request->method == METHOD_HEAD)
		return CONDITIONAL_NOT_MODIFIED;
	return CONDITIONAL_FAILED;
}

/* Parses "first-last", "first-" or "-suffix". Returns false if it is malformed. */
static bool parse_range(
	struct text range, uint64_t size_bytes, int64_t *ret_first, int64_t *ret_last)
{
	struct text first = text_slice(range, 0, text_find(range, '-'));
	struct text last = text_slice(range, first.length + 1, range.length);
	int64_t size = (int64_t)size_bytes;

	if (first.length == range.length)
		return false;
	if (first.length == 0) {
		if (!text_to_int64(last, ret_last) || *ret_last < 0)
			return false;
		*ret_first = *ret_last >= size ? 0 : size - *ret_last;
		*ret_last = size - 1;
		return true;
	}
	if (!text_to_int64(first, ret_first))
		return false;
	*ret_last = size - 1;
	return last.length == 0 || (text_to_int64(last, ret_last) && *ret_last >= *ret_first);
}

enum conditional_range conditional_range(const struct request *request, struct text etag,
	uint64_t size_bytes, uint64_t *ret_from, uint64_t *ret_length)
{
	struct text range = message_header(request, "Range");
	struct text if_range = message_header(request, "If-Range");
	int64_t first, last;

	*ret_from = 0;
	*ret_length = size_bytes;
	if (request->method != METHOD_GET || !text_starts_with(range, TEXT("bytes=")) ||
		text_find(range, ',') < range.length)
		return RANGE_WHOLE;
	if (text_is_set(if_range) && !text_equal(text_trim(if_range), etag))
		return RANGE_WHOLE;
	if (!parse_range(text_slice(range, 6, range.length), size_bytes, &first, &last))
		return RANGE_WHOLE;
	if (first >= (int64_t)size_bytes || last < first)
		return RANGE_UNSATISFIABLE;
	if (last >= (int64_t)size_bytes)
		last = (int64_t)size_bytes - 1;
	*ret_from = (uint64_t)first;
	*ret_length = (uint64_t)(last - first + 1);
	return RANGE_PART;
}
