/*
 * redactor: words that readers are not to see, by language.
 *
 * A list is a file of the folder, NAME.txt, in UTF-8, one word or phrase a line; # at its beginning
 * makes a line a comment. NAME is a language (RFC 5646, its first part in lower case), or "any" for
 * every language. At most 100 files of 1 MiB, 100,000 entries of 100 characters in all of them.
 *
 * Promises: whole words match, in any script, whatever their case, width and composition, and
 * whatever invisible characters stand in them. A word is a run of letters, marks and digits; what
 * stands between the words of a phrase may be any run of blanks and punctuation. A word of a script
 * that writes no blanks (fold_is_unspaced()) and a pictograph match wherever they stand, at borders
 * of user-perceived characters. At every place the longest entry counts, so that overlapping ones
 * are hidden both.
 *
 * Costs: one pass over the text. From each border of a word a trie is followed as long as an entry
 * goes on: a hash look-up a character, whatever the number of entries and lists. 20,000 characters
 * take 0.2 to 0.6 ms (bench_redact). 16 bytes for each byte of the text, until the call returns.
 * Thread-safe: nothing changes behind redactor_open().
 */
#ifndef REVIEWS_REDACTOR_H
#define REVIEWS_REDACTOR_H

#include "base/fault.h"

struct redactor;

/* Reads the lists of the folder; an empty path is no list. STATUS_INVALID names file and line of
 * all that is wrong. */
enum status redactor_open(struct redactor **ret_redactor, const char *folder, struct fault *fault);
void redactor_close(struct redactor *redactor);

/* The text with each user-perceived character of a listed word replaced by an asterisk, in the
 * arena; what stands between the words of a phrase, invisible characters and all else stay byte
 * for byte. Absent when no listed word is there.
 *
 * The lists of the locale's language and of any language count; with an absent locale, or one
 * without a language, all do. `text` and `redactor` (NULL: no list) may be absent. */
struct text redactor_apply(
	const struct redactor *redactor, struct arena *arena, struct text locale, struct text text);

#endif
