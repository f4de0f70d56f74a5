#include "reviews/redact.h"

#include <stdlib.h>

struct redact {
	struct arena *arena;
};

enum status redact_open(struct redact **ret_redact, const char *folder, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct redact *redact = arena_alloc(arena, sizeof(*redact));

	(void)folder;
	(void)fault;
	redact->arena = arena;
	*ret_redact = redact;
	return STATUS_OK;
}

void redact_close(struct redact *redact)
{
	if (redact != NULL)
		arena_free(redact->arena);
}

struct text redact_text(
	const struct redact *redact, struct arena *arena, struct text locale, struct text text)
{
	(void)redact;
	(void)arena;
	(void)locale;
	(void)text;
	return TEXT_NONE;
}
