/*
 * raw_insert SOURCE TARGET: inserts the reviews of one database into another one, which is
 * migrated and empty, with prepared statements in commits of 64. Writes everything that a submit
 * writes: the review, its words in the search index, and the counters of its product, days and
 * months. Prints reviews per second.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COMMIT_ROWS 64
#define ROWS_MAX 20000

/* Columns that the SELECT has after those of the review table. */
enum extra { EXTRA_NUMBER, EXTRA_ID, EXTRA_WORDS, EXTRA_PRODUCT, EXTRA_CHANNEL, EXTRA_DAY, EXTRAS };

struct raw {
	sqlite3 *source, *target;
	sqlite3_stmt *rows, *review, *words, *rating, *period, *sequence;
};

static void check(sqlite3 *db, int code)
{
	if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
		return;
	fprintf(stderr, "raw_insert: %s\n", sqlite3_errmsg(db));
	exit(EXIT_FAILURE);
}

static sqlite3 *open_database(const char *path)
{
	sqlite3 *db = NULL;

	check(db, sqlite3_open(path, &db));
	check(db,
		sqlite3_exec(db,
			"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			"PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
			NULL, NULL, NULL));
	return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
	return statement;
}

static void run(sqlite3 *db, sqlite3_stmt *statement)
{
	check(db, sqlite3_step(statement));
	check(db, sqlite3_reset(statement));
}

/* Formats a statement with the columns of the review table, without generated ones. */
static sqlite3_stmt *prepare_columns(sqlite3 *db, const char *format)
{
	sqlite3_stmt *names = prepare(db,
		"SELECT group_concat(name, ', '), group_concat('?', ', ') "
		"FROM pragma_table_info('review')");
	sqlite3_stmt *statement;
	char *sql;

	check(db, sqlite3_step(names));
	sql = sqlite3_mprintf(format, sqlite3_column_text(names, 0), sqlite3_column_text(names, 1));
	statement = prepare(db, sql);
	sqlite3_free(sql);
	sqlite3_finalize(names);
	return statement;
}

static void prepare_all(struct raw *raw)
{
	raw->rows = prepare_columns(raw->source,
		"SELECT number, review_id, title || ' ' || review_text, product_id, channel_id, "
		"submitted_at_ms / 86400000, %s FROM review ORDER BY number LIMIT 20000 /* %s */");
	raw->review = prepare_columns(raw->target, "INSERT INTO review (%s) VALUES (%s)");
	raw->words = prepare(raw->target,
		"INSERT INTO review_search (rowid, review_id, words) VALUES (?, ?, ?)");
	raw->rating = prepare(raw->target,
		"INSERT INTO product_rating (product_id, market, star1_count, star2_count, "
		"star3_count, "
		"star4_count, star5_count, star1_review_count, star2_review_count, "
		"star3_review_count, "
		"star4_review_count, star5_review_count, sequence) "
		"VALUES (?, ?, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, ?) ON CONFLICT (product_id, market) "
		"DO UPDATE SET star5_count = star5_count + 1, star5_review_count = "
		"star5_review_count + 1, "
		"sequence = excluded.sequence");
	raw->period = prepare(raw->target,
		"INSERT INTO review_period (channel_id, is_month, first_day, market, star1_count, "
		"star2_count, star3_count, star4_count, star5_count, text_count, received_count, "
		"unpublished_count, taken_down_count, reported_count, responded_count) "
		"VALUES (?, ?, ?, ?, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0) "
		"ON CONFLICT (channel_id, is_month, first_day, market) DO UPDATE SET "
		"star5_count = star5_count + 1, text_count = text_count + 1, "
		"received_count = received_count + 1");
	raw->sequence = prepare(
		raw->target, "UPDATE feed_state SET sequence = sequence + 1 WHERE singleton = 1");
}

static void bind(sqlite3_stmt *statement, int index, const sqlite3_value *value)
{
	sqlite3_bind_value(statement, index, value);
}

static void insert_counts(struct raw *raw, sqlite3_value *const *row)
{
	static const char *const markets[] = {"", "US"};

	for (int market = 0; market < 2; market++) {
		bind(raw->rating, 1, row[EXTRA_PRODUCT]);
		sqlite3_bind_text(raw->rating, 2, markets[market], -1, SQLITE_STATIC);
		bind(raw->rating, 3, row[EXTRA_NUMBER]);
		run(raw->target, raw->rating);
	}
	for (int i = 0; i < 8; i++) {
		sqlite3_int64 day = sqlite3_value_int64(row[EXTRA_DAY]);

		if ((i & 1) != 0)
			bind(raw->period, 1, row[EXTRA_CHANNEL]);
		else
			sqlite3_bind_text(raw->period, 1, "", -1, SQLITE_STATIC);
		sqlite3_bind_int(raw->period, 2, i >> 1 & 1);
		sqlite3_bind_int64(raw->period, 3, (i >> 1 & 1) != 0 ? day / 30 * 30 : day);
		sqlite3_bind_text(raw->period, 4, markets[i >> 2], -1, SQLITE_STATIC);
		run(raw->target, raw->period);
	}
}

static void insert(struct raw *raw, sqlite3_value *const *row, int column_count)
{
	run(raw->target, raw->sequence);
	for (int i = EXTRAS; i < column_count; i++)
		bind(raw->review, i - EXTRAS + 1, row[i]);
	run(raw->target, raw->review);
	for (int i = 0; i < 3; i++)
		bind(raw->words, i + 1, row[i]);
	run(raw->target, raw->words);
	insert_counts(raw, row);
}

/* Reads all rows before any is written. */
static sqlite3_value **read_rows(struct raw *raw, int *ret_rows, int *ret_columns)
{
	int columns = sqlite3_column_count(raw->rows), count = 0;
	sqlite3_value **values = calloc((size_t)columns * ROWS_MAX, sizeof(*values));

	while (count < ROWS_MAX && sqlite3_step(raw->rows) == SQLITE_ROW) {
		for (int i = 0; i < columns; i++)
			values[count * columns + i] =
				sqlite3_value_dup(sqlite3_column_value(raw->rows, i));
		count++;
	}
	*ret_rows = count;
	*ret_columns = columns;
	return values;
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int count, char **arguments)
{
	struct raw raw = {0};
	sqlite3_value **values;
	int rows = 0, columns = 0;
	double begun;

	if (count != 3)
		return EXIT_FAILURE;
	raw.source = open_database(arguments[1]);
	raw.target = open_database(arguments[2]);
	prepare_all(&raw);
	values = read_rows(&raw, &rows, &columns);
	begun = now_s();
	for (int i = 0; i < rows; i++) {
		if (i % COMMIT_ROWS == 0)
			check(raw.target,
				sqlite3_exec(raw.target, "BEGIN IMMEDIATE", NULL, NULL, NULL));
		insert(&raw, &values[i * columns], columns);
		if (i % COMMIT_ROWS == COMMIT_ROWS - 1 || i == rows - 1)
			check(raw.target, sqlite3_exec(raw.target, "COMMIT", NULL, NULL, NULL));
	}
	printf("%.0f\n", rows / (now_s() - begun));
	return EXIT_SUCCESS;
}
