/*
 * redactor: replaces words that occur in word lists with asterisks.
 *
 * A word list is a file NAME.txt in the directory that the setting reviews.word-list-dir names. The
 * file is in UTF-8 and contains one word or phrase per line. A line that begins with # is a
 * comment. NAME is the language of the list: a primary language subtag (RFC 5646) in lower case. If
 * NAME is "any", the list applies to every language. There may be at most 100 files of at most 1
 * MiB each. Together they may contain at most 100,000 entries, each of at most 100 characters.
 *
 * An entry matches only whole words. A word is a run of letters, marks and digits in any script.
 * Case, width, Unicode composition and invisible characters are ignored. The words of a phrase may
 * be separated by any run of blanks and punctuation. In scripts that are written without blanks
 * (fold_is_unspaced()), a word may begin and end between any two user-perceived characters. The
 * same rule applies to pictographs. If several entries match at the same position, the redactor
 * uses the longest entry. If matches overlap, the redactor replaces all matches.
 *
 * redactor_apply() makes one pass over the text. From each word boundary, the function follows a
 * trie. Each step in the trie takes one hash lookup, regardless of the number of lists and entries.
 * A text of 20,000 characters takes 0.2 to 0.6 ms (bench_redact). A call temporarily allocates 16
 * bytes per byte of text. A redactor is immutable. Several threads can use the same redactor at the
 * same time.
 */
#ifndef REVIEWS_REDACTOR_H
#define REVIEWS_REDACTOR_H

#include "base/fault.h"

struct redactor;

/* Reads all word lists in the directory `folder`. If `folder` is an empty string, there are no
 * lists. If a list is invalid, returns STATUS_INVALID and adds an error to the fault for each
 * mistake. The error names the file and, if possible, the line. */
enum status redactor_open(struct redactor **ret_redactor, const char *folder, struct fault *fault);

/* Frees the redactor, which may be NULL. */
void redactor_close(struct redactor *redactor);

/* Returns a copy of `text` in which an asterisk replaces each user-perceived character of a listed
 * word. The copy is allocated in the arena. All other bytes are the same, including separators
 * within a phrase and invisible characters. If `text` contains no listed word, returns an absent
 * text (base/text.h).
 *
 * Uses the lists for the language of `locale` and the "any" lists. If `locale` is absent or has no
 * language, uses all lists. If `redactor` is NULL, there are no lists. `text` may be absent. */
struct text redactor_apply(
	const struct redactor *redactor, struct arena *arena, struct text locale, struct text text);

#endif
