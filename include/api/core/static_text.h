/*
 * static_text: a text that is the same in every response, as itself and compressed.
 *
 * It is compressed once. It must hold no secret: the length of a compressed text can tell what is
 * in it.
 */
#ifndef API_CORE_STATIC_TEXT_H
#define API_CORE_STATIC_TEXT_H

#include "base/arena.h"
#include "http/coding.h"

struct static_text_form {
	struct text content;
	struct text etag; /* strong entity tag, computed from the content, in double quotes */
};

struct static_text {
	struct text media_type;
	struct static_text_form
		forms[CODINGS]; /* by enum coding; gzip is absent if it is no smaller */
};

/* Returns the text in all its forms. They live in the arena, except `content` itself, which must
 * live as long. */
struct static_text static_text_make(
	struct arena *arena, struct text media_type, struct text content);

/* Copies the text with all its forms into the arena. Borrows the media type. */
struct static_text static_text_copy(struct arena *arena, const struct static_text *text);

#endif
