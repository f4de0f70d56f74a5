/*
 * Chooses a coding for an Accept-Encoding header of any bytes, or for two, one line each. gzip is
 * chosen only if it exists; a client that asks for gzip last, without conditions, is not refused.
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "http/coding.h"

#define NAME TEXT("Accept-Encoding")

static enum coding choose(struct message_header *headers, size_t count, bool has_gzip)
{
	struct request request = {.headers = headers, .header_count = count};

	return coding_choose(&request, has_gzip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = {size > 0 ? (const char *)data : "", size}, line = TEXT("");
	struct message_header headers[3];

	text_split_next(&rest, '\n', &line);
	headers[0] = (struct message_header){NAME, line};
	headers[1] = (struct message_header){NAME, text_or_empty(rest)};
	headers[2] = (struct message_header){NAME, TEXT("gzip, identity;q=0")};
	if (choose(headers, 2, false) == CODING_GZIP || choose(headers, 3, false) != CODING_NONE ||
		choose(headers, 3, true) != CODING_GZIP)
		abort();
	return 0;
}
