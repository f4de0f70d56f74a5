/*
 * redact: words that readers are not to see, by language.
 *
 * A list is a file of the folder, NAME.txt, one word or phrase a line, UTF-8; # begins a comment.
 * NAME is a language (RFC 5646, its first part in lower case), or "any" for every language. Whole
 * words match, in any script, whatever their case, width and composition; a word of a script that
 * writes no blanks between words matches wherever it stands.
 */
#ifndef REVIEWS_REDACT_H
#define REVIEWS_REDACT_H

#include "base/fault.h"

struct redact;

/* Reads the lists of the folder; an empty path is no list. STATUS_INVALID names file and line of
 * what is wrong. */
enum status redact_open(struct redact **ret_redact, const char *folder, struct fault *fault);
void redact_close(struct redact *redact);

/* The text with each character of a listed word replaced by an asterisk, in the arena; absent when
 * there is none. `locale` may be absent: then every list counts. `text` may be absent. */
struct text redact_text(
	const struct redact *redact, struct arena *arena, struct text locale, struct text text);

#endif
