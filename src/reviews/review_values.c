#include "reviews/review_values.h"

#include "db/column.h"

/* Many reviews of a product may lack the name, or be hidden, so only the newest are checked. */
enum status review_values_product_name(
	struct db *db, struct text product_id, struct text *ret_name, struct fault *fault)
{
	enum { PRODUCT_NAME, IS_PUBLISHED, IS_TAKEN_DOWN };
	struct db_cursor rows;

	*ret_name = TEXT_NONE;
	db_query(&rows, db,
		"SELECT product_name, is_published, is_taken_down FROM review "
		"WHERE product_id = $1 "
		"ORDER BY submitted_at_ms DESC, review_id DESC LIMIT 20",
		DB_ARGS(DB_TEXT(product_id)));
	while (!text_is_set(*ret_name) && db_next(&rows)) {
		if (db_int(&rows, IS_PUBLISHED) != 0 && db_int(&rows, IS_TAKEN_DOWN) == 0)
			*ret_name = column_text(fault->arena, &rows, PRODUCT_NAME);
	}
	return db_end(&rows, fault);
}

enum status review_values_products(struct db *db, struct text after, size_t limit,
	struct review_values_product **ret_products, size_t *ret_count, struct fault *fault)
{
	enum { PRODUCT_ID };
	struct review_values_product *products =
		arena_array(fault->arena, limit + 1, sizeof(*products));
	struct db_cursor rows;
	size_t count = 0;
	enum status status;

	/* Passes over the rows of single markets. */
	db_query(&rows, db,
		"SELECT product_id FROM product_rating WHERE product_id > $1 AND market = '' "
		"ORDER BY product_id LIMIT $2",
		DB_ARGS(DB_TEXT(after), DB_INT((int64_t)limit)));
	while (db_next(&rows))
		products[count++].id = column_text(fault->arena, &rows, PRODUCT_ID);
	status = db_end(&rows, fault);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = review_values_product_name(db, products[i].id, &products[i].name, fault);
	*ret_products = products;
	*ret_count = count;
	return status;
}

static void open_market(struct db_cursor *rows, struct db *db, const struct db_value *after)
{
	db_query(rows, db,
		"SELECT market FROM product_rating WHERE market > $1 AND score IS NOT NULL "
		"ORDER BY market LIMIT 1",
		after, 1);
}

static void open_locale(struct db_cursor *rows, struct db *db, const struct db_value *after)
{
	db_query(rows, db,
		"SELECT locale FROM review "
		"WHERE locale > $1 AND is_published = 1 AND is_taken_down = 0 "
		"ORDER BY locale LIMIT 1",
		after, 1);
}

/* Lists the distinct values of an index. Each query returns the value after `after`. */
static enum status list_values(struct db *db,
	void (*open)(struct db_cursor *rows, struct db *db, const struct db_value *after),
	struct text **ret_values, size_t *ret_count, struct fault *fault)
{
	enum { VALUE };
	struct text *values = arena_array(fault->arena, REVIEW_VALUES_MAX, sizeof(*values));
	struct text last = TEXT("");
	size_t count = 0;
	bool found = true;

	while (found && count < REVIEW_VALUES_MAX) {
		const struct db_value after = DB_TEXT(last);
		struct db_cursor rows;

		open(&rows, db, &after);
		found = db_next(&rows);
		if (found)
			last = values[count++] = column_text(fault->arena, &rows, VALUE);
		if (db_end(&rows, fault) != STATUS_OK)
			return fault->status;
	}
	*ret_values = values;
	*ret_count = count;
	return STATUS_OK;
}

enum status review_values_markets(
	struct db *db, struct text **ret_markets, size_t *ret_count, struct fault *fault)
{
	return list_values(db, open_market, ret_markets, ret_count, fault);
}

enum status review_values_locales(
	struct db *db, struct text **ret_locales, size_t *ret_count, struct fault *fault)
{
	return list_values(db, open_locale, ret_locales, ret_count, fault);
}
