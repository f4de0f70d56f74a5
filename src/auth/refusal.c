#include "auth/refusal.h"

#include "base/buffer.h"

static const struct refusal_row rows[REFUSAL_COUNT] = {
#define REFUSAL_ROW(name_, code_, status_, error_, sentence_, remedy_)                             \
	[REFUSAL_##name_] = {code_, status_, error_, sentence_, remedy_},
	REFUSAL_TABLE(REFUSAL_ROW)
#undef REFUSAL_ROW
};

const struct refusal_row *refusal_row(enum refusal refusal)
{
	return &rows[refusal];
}

struct text refusal_reference(struct arena *arena)
{
	struct buffer out = buffer_make(arena, 1024 * 1024);

	buffer_add(&out,
		TEXT("| code | status | error | meaning | what to do |\n|---|---|---|---|---|\n"));
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++)
		buffer_printf(&out, "| `%s` | %d | %s | %s | %s |\n", rows[i].code,
			rows[i].http_status, rows[i].oauth_error == NULL ? "" : rows[i].oauth_error,
			rows[i].sentence, rows[i].remedy);
	return buffer_text(&out);
}
