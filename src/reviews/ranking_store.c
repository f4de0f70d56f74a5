#include "reviews/ranking_store.h"

#include "db/column.h"
#include "reviews/review_values.h"

/* clang-format off */
#define ENTRIES \
	"SELECT product_id, " \
		"star1_count + star2_count + star3_count + star4_count + star5_count, " \
		"star1_count + 2 * star2_count + 3 * star3_count + 4 * star4_count " \
			"+ 5 * star5_count, " \
		"score " \
	"FROM product_rating WHERE market = $1 AND score IS NOT NULL "
/* clang-format on */

enum { PRODUCT_ID, RATINGS, STARS, SCORE };

static void open_entries(struct db_cursor *rows, struct db *db, struct text market,
	enum ranking ranking, size_t limit)
{
	const struct db_value values[] = {DB_TEXT(market), DB_INT((int64_t)limit)};

	if (ranking == RANKING_MOST_LIKED)
		db_query(rows, db, ENTRIES "ORDER BY score DESC, product_id DESC LIMIT $2", values,
			2);
	else
		db_query(rows, db, ENTRIES "ORDER BY score, product_id LIMIT $2", values, 2);
}

static struct ranking_entry read_entry(const struct db_cursor *rows, struct arena *arena)
{
	return (struct ranking_entry){
		.product_id = column_text(arena, rows, PRODUCT_ID),
		.ratings = db_int(rows, RATINGS),
		.stars = db_int(rows, STARS),
		.score = db_int(rows, SCORE),
	};
}

enum status ranking_store_list(struct db *db, struct text market, enum ranking ranking,
	size_t limit, struct ranking_entry **ret_entries, size_t *ret_count, struct fault *fault)
{
	struct ranking_entry *entries = arena_array(fault->arena, limit + 1, sizeof(*entries));
	size_t count = 0;
	struct db_cursor rows;
	enum status status;

	open_entries(&rows, db, market, ranking, limit);
	while (db_next(&rows))
		entries[count++] = read_entry(&rows, fault->arena);
	status = db_end(&rows, fault);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = review_values_product_name(
			db, entries[i].product_id, &entries[i].product_name, fault);
	*ret_entries = entries;
	*ret_count = count;
	return status;
}
