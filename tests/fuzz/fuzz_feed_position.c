/*
 * Parses the state of a trigger. What is accepted is not negative, and its text is parsed to the
 * same state.
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "reviews/feed_position.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text given = {size > 0 ? (const char *)data : "", size}, text;
	struct feed_position position, again;

	if (feed_position_parse(given, &position)) {
		text = feed_position_text(arena, position);
		if (position.sequence < 0 || position.started_at_ms < 0 ||
			text.length > FEED_POSITION_BYTES_MAX ||
			!feed_position_parse(text, &again) || again.sequence != position.sequence ||
			again.started_at_ms != position.started_at_ms)
			abort();
	}
	arena_free(arena);
	return 0;
}
