#include "reviews/search_store.h"

#include <ctype.h>

#include "base/fold.h"
#include "reviews/search_levels.h"

/* Pages written in one step of a merge; limits how long other writes wait. */
#define COMPACT_PAGES 250

/* Each character of a script without blanks is a token of its own. */
struct text search_store_words(struct arena *arena, const struct review *review)
{
	const struct text parts[] = {
		review->product_id, review->product_name, review->title, review->review_text};
	size_t length = 0;
	struct buffer all;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		length += parts[i].length + 1;
	all = buffer_make(arena, length);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		buffer_add(&all, text_or_empty(parts[i]));
		buffer_add_char(&all, '\n');
	}
	return fold_words(arena, buffer_text(&all));
}

enum status search_store_add(struct db *db, const struct review *review, struct fault *fault)
{
	struct text words = text_is_set(review->words) ? review->words
						       : search_store_words(fault->arena, review);

	return db_exec(db, fault,
		"INSERT INTO review_search (rowid, review_id, words) VALUES ($1, $2, $3)",
		DB_ARGS(DB_INT(review->number), DB_TEXT(review->review_id), DB_TEXT(words)));
}

enum status search_store_remove(struct db *db, const struct review *review, struct fault *fault)
{
	return db_exec(db, fault, "DELETE FROM review_search WHERE rowid = $1",
		DB_ARGS(DB_INT(review->number)));
}

enum status search_store_change(
	struct db *db, const struct review *old, const struct review *review, struct fault *fault)
{
	enum status status;

	if (text_equal(old->product_id, review->product_id) &&
		text_equal(old->product_name, review->product_name) &&
		text_equal(old->title, review->title) &&
		text_equal(old->review_text, review->review_text))
		return STATUS_OK;
	status = search_store_remove(db, old, fault);
	return status == STATUS_OK ? search_store_add(db, review, fault) : status;
}

/* FTS5's documented way to run 'optimize' in steps: the first step has a negative bound, and a step
 * that changes fewer than two rows is the last. The first step adds a level above all others, and
 * the merge adds another; search_levels_compact() removes them with the last step and before the
 * next merge. */
enum status search_store_compact(
	struct db *db, bool is_first, bool *ret_is_last, struct fault *fault)
{
	int64_t before;
	enum status status = is_first ? search_levels_compact(db, fault) : STATUS_OK;

	if (status != STATUS_OK)
		return status;
	before = db_total_changes(db);
	status = db_exec(db, fault,
		"INSERT INTO review_search (review_search, rank) VALUES ('merge', $1)",
		DB_ARGS(DB_INT(is_first ? -COMPACT_PAGES : COMPACT_PAGES)));
	*ret_is_last = !is_first && db_total_changes(db) - before < 2;
	if (status == STATUS_OK && *ret_is_last)
		status = search_levels_compact(db, fault);
	return status;
}

static bool ends_word(char c)
{
	return (unsigned char)c < 0x80 && !isalnum((unsigned char)c);
}

/* Returns true if the text's last word should be searched as a prefix. One or two letters of an
 * alphabet begin so many words that the search would have to collect a large part of all reviews. A
 * character of three bytes in UTF-8 is a syllable or a word. */
static bool is_beginning(struct text folded)
{
	size_t until = folded.length, from, letters = 0;

	while (until > 0 && ends_word(folded.data[until - 1]))
		until--;
	for (from = until; from > 0 && !ends_word(folded.data[from - 1]);)
		from--;
	for (size_t i = from; i < until; i++) {
		unsigned char byte = (unsigned char)folded.data[i];

		if (byte >= 0xe0)
			return true;
		letters += (byte & 0xc0) != 0x80;
	}
	return letters > 2;
}

/* Each run between blanks becomes a phrase with a prefix search on its last word: "wort"* "b c" */
struct text search_store_query(struct arena *arena, struct text typed)
{
	struct text rest = typed, word;
	struct buffer out = buffer_make(arena, 16 * typed.length + 16);

	while (text_next_word(&rest, &word)) {
		struct text folded = fold_words(arena, word);

		if (!fold_has_word(folded))
			continue;
		buffer_printf(&out, "%s\"", out.length > 0 ? " " : "");
		for (size_t i = 0; i < folded.length; i++) {
			if (folded.data[i] == '"')
				buffer_add_char(&out, ' ');
			else
				buffer_add_char(&out, folded.data[i]);
		}
		buffer_add(&out, is_beginning(folded) ? TEXT("\"*") : TEXT("\""));
	}
	return out.length > 0 ? buffer_text(&out) : TEXT_NONE;
}
