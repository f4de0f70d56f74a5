#include "http/proxy_list.h"

#include <string.h>

#include "http/address.h"

#define BITS (ADDRESS_BYTES * 8)

static bool read_range(struct text word, struct proxy_range *ret_range)
{
	struct text address = text_slice(word, 0, text_find(word, '/'));
	bool has_length = address.length < word.length, v4;
	struct text length = text_slice(word, address.length + 1, word.length);
	int64_t bits, bits_max;

	if (!address_bytes(address, ret_range->bytes, &v4))
		return false;
	bits = bits_max = v4 ? 32 : BITS;
	if (has_length && (!text_to_int64(length, &bits) || bits < 1 || bits > bits_max))
		return false;
	ret_range->bits = (unsigned int)(bits + BITS - bits_max);
	return true;
}

bool proxy_list_read(struct text list, struct proxy_list *ret_list, struct text *ret_wrong)
{
	ret_list->count = 0;
	while (text_next_word(&list, ret_wrong)) {
		if (ret_list->count == PROXY_LIST_MAX ||
			!read_range(*ret_wrong, &ret_list->ranges[ret_list->count]))
			return false;
		ret_list->count++;
	}
	return true;
}

static bool is_in(const struct proxy_range *range, const unsigned char *bytes)
{
	size_t whole = range->bits / 8, rest = range->bits % 8;

	if (memcmp(range->bytes, bytes, whole) != 0)
		return false;
	return rest == 0 || (range->bytes[whole] ^ bytes[whole]) >> (8 - rest) == 0;
}

bool proxy_list_has(const struct proxy_list *list, struct text address)
{
	unsigned char bytes[ADDRESS_BYTES];
	bool v4;

	if (list->count == 0 || !address_bytes(address, bytes, &v4))
		return false;
	for (size_t i = 0; i < list->count; i++) {
		if (is_in(&list->ranges[i], bytes))
			return true;
	}
	return false;
}
