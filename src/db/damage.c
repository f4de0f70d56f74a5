#include "db/damage.h"

#include <string.h>

bool damage_is_reported(struct text line)
{
	static const char of_search[] = "inverted index for FTS5";

	return !text_equal(line, TEXT("ok")) &&
		memmem(line.data, line.length, of_search, sizeof(of_search) - 1) == NULL;
}
