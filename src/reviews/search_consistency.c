#include "reviews/search_consistency.h"

#include "db/column.h"
#include "reviews/search_levels.h"

/* Number of words between two calls of must_end(). */
#define WORDS_PER_CANCEL_CHECK 256

/* One of this many words is also searched for: a search uses an index of segments that sequential
 * reading does not touch. Frequent words are skipped because they take long. */
#define WORDS_PER_SEARCH 64
#define FREQUENT 1000

/* Returns true if the tokenizer certainly leaves the quoted word unchanged. */
static bool is_plain(struct text word)
{
	for (size_t i = 0; i < word.length; i++) {
		char c = word.data[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return word.length > 0;
}

static enum status is_found(
	struct db *db, struct text word, int64_t reviews, bool *ret_is_found, struct fault *fault)
{
	int64_t found = 0;
	struct db_cursor rows;
	enum status status;

	db_query(&rows, db,
		"SELECT count(*) FROM review_search WHERE review_search MATCH '\"' || $1 || '\"'",
		DB_ARGS(DB_TEXT(word)));
	status = column_end_int(&rows, &found, fault);
	*ret_is_found = found == reviews;
	return status;
}

/* Counts the words, and searches for some of them. */
static enum status read_words(struct db *db, bool (*must_end)(void *context), void *context,
	struct search_consistency *compare, struct fault *fault)
{
	enum { TERM, DOC, CNT };
	struct db_cursor rows;
	enum status status = STATUS_OK;

	db_query(&rows, db, "SELECT term, doc, cnt FROM review_search_words", DB_NO_ARGS);
	for (int i = 0; status == STATUS_OK && compare->is_whole && compare->is_sound; i++) {
		if (!db_next(&rows))
			break;
		compare->words += db_int(&rows, CNT);
		if (i % WORDS_PER_SEARCH == 0 && db_int(&rows, DOC) <= FREQUENT &&
			is_plain(db_text(&rows, TERM)))
			status = is_found(db, db_text(&rows, TERM), db_int(&rows, DOC),
				&compare->is_sound, fault);
		if (i % WORDS_PER_CANCEL_CHECK == 0 && must_end != NULL && must_end(context))
			compare->is_whole = false;
	}
	if (status != STATUS_OK) {
		struct fault other = fault_make(fault->arena);

		db_end(&rows, &other);
		return status;
	}
	return db_end(&rows, fault);
}

static enum status count_reviews(struct db *db, int64_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;

	*ret_count = 0;
	db_query(&rows, db, "SELECT count(*) FROM review_search_docsize", DB_NO_ARGS);
	return column_end_int(&rows, ret_count, fault);
}

static enum status compare(struct db *db, bool (*must_end)(void *context), void *context,
	struct search_consistency *ret_result, struct fault *fault)
{
	struct search_counted counted;
	int64_t reviews;
	enum status status = search_levels_read_counted(db, &counted, fault);

	if (status == STATUS_OK)
		status = count_reviews(db, &reviews, fault);
	if (status == STATUS_OK)
		status = read_words(db, must_end, context, ret_result, fault);
	if (status == STATUS_OK && ret_result->is_whole && ret_result->is_sound)
		ret_result->is_sound =
			counted.reviews == reviews && counted.words == ret_result->words;
	return status;
}

enum status search_consistency_run(struct db *db, bool (*must_end)(void *context), void *context,
	struct search_consistency *ret_result, struct fault *fault)
{
	struct fault inner = fault_make(fault->arena);

	*ret_result = (struct search_consistency){.is_sound = true, .is_whole = true};
	if (compare(db, must_end, context, ret_result, &inner) == STATUS_OK)
		return STATUS_OK;
	if (!db_is_search_broken(&inner))
		return fault_propagate(fault, &inner);
	ret_result->is_sound = false;
	return STATUS_OK;
}
