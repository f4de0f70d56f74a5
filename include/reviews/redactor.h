/*
 * redactor: replaces words of word lists by asterisks. Each list is for one language, or for all.
 *
 * A list is a file NAME.txt in the folder reviews.word-list-dir, in UTF-8, with one word or phrase
 * per line; a line that begins with # is a comment. NAME is a language (the primary subtag of RFC
 * 5646, in lower case), or "any" for every language. There are at most 100 files of 1 MiB each,
 * with 100,000 entries of up to 100 characters in total.
 *
 * Whole words match, in any script; case, width, Unicode composition and invisible characters are
 * ignored. A word is a run of letters, marks and digits. Any run of blanks and punctuation may
 * separate the words of a phrase. Pictographs and words of scripts without blanks
 * (fold_is_unspaced()) match anywhere, at boundaries of user-perceived characters. At each position
 * the longest entry matches. Overlapping matches are all replaced.
 *
 * A call makes one pass over the text, and follows a trie from each word boundary: one hash lookup
 * per character, whatever the number of lists and entries. 20,000 characters take 0.2 to 0.6 ms
 * (bench_redact). A call temporarily allocates 16 bytes per byte of text. Thread-safe: a redactor
 * is immutable.
 */
#ifndef REVIEWS_REDACTOR_H
#define REVIEWS_REDACTOR_H

#include "base/fault.h"

struct redactor;

/* Reads the word lists of a folder; an empty path means no lists. Returns STATUS_INVALID with the
 * file and line of every error. */
enum status redactor_open(struct redactor **ret_redactor, const char *folder, struct fault *fault);
void redactor_close(struct redactor *redactor);

/* Returns a copy of the text, in the arena, in which each user-perceived character of a listed word
 * is an asterisk. Everything else is copied byte for byte, including separators within a phrase and
 * invisible characters. Returns an absent text if no listed word occurs.
 *
 * Uses the lists of the locale's language and the "any" lists; all lists if `locale` is absent or
 * has no language. `redactor` may be NULL (no lists), and `text` may be absent. */
struct text redactor_apply(
	const struct redactor *redactor, struct arena *arena, struct text locale, struct text text);

#endif
