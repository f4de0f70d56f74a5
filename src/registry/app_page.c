#include "registry/app_page.h"

#include "base/fold.h"
#include "registry/app_row.h"

/* $1, $2: start of the page; $3 to $6: the filter; $7: a LIKE pattern; $8: limit; $9: offset. */
#define PAGE(column_, compare_, direction_)                                                        \
	APP_ROW_SELECT                                                                             \
	"WHERE deleted_at_ms IS NULL AND (" column_ ", id) " compare_ " ($1, $2) "                 \
	"AND (CAST($3 AS TEXT) IS NULL OR client_app_id = $3) "                                    \
	"AND (CAST($4 AS TEXT) IS NULL OR directory_tenant_id = $4) "                              \
	"AND (CAST($5 AS BIGINT) = 0 OR enabled = $6) "                                            \
	"AND (CAST($7 AS TEXT) IS NULL OR name_key LIKE $7 ESCAPE '\\') "                          \
	"ORDER BY " column_ " " direction_ ", id " direction_ " LIMIT $8 OFFSET $9"
#define UP(column_) PAGE(column_, ">", "ASC")
#define DOWN(column_) PAGE(column_, "<", "DESC")

#define ARGUMENTS 9

static bool is_time(enum app_order order)
{
	return order == APP_ORDER_CREATED || order == APP_ORDER_MODIFIED;
}

struct text app_page_key(struct arena *arena, const struct app *app, enum app_order order)
{
	switch (order) {
	case APP_ORDER_NAME:
		return fold_text(arena, app->name);
	case APP_ORDER_CREATED:
		return arena_printf(arena, "%lld", (long long)app->created_at_ms);
	case APP_ORDER_MODIFIED:
		return arena_printf(arena, "%lld", (long long)app->last_modified_at_ms);
	case APP_ORDER_ID:
		break;
	}
	return guid_text(arena, app->id);
}

bool app_page_is_key(struct text key, enum app_order order)
{
	int64_t number;

	return is_time(order) ? text_to_int64(key, &number) : text_check(key, NULL) == TEXT_GOOD;
}

/* Returns a text that sorts after every name: one code point longer than any name, and made
 * entirely of the highest code point. */
static struct text last_text(struct arena *arena)
{
	struct buffer out = buffer_make(arena, 4 * (APP_NAME_MAX_POINTS + 1));

	for (int i = 0; i <= APP_NAME_MAX_POINTS; i++)
		buffer_add(&out, TEXT("\xf4\x8f\xbf\xbf"));
	return buffer_text(&out);
}

static struct db_value start_of(const struct app_query *query, struct arena *arena)
{
	int64_t number = query->descending ? INT64_MAX : -1;

	if (is_time(query->order)) {
		if (text_is_set(query->after_key))
			text_to_int64(query->after_key, &number);
		return (struct db_value)DB_INT(number);
	}
	if (text_is_set(query->after_key))
		return (struct db_value)DB_TEXT(query->after_key);
	return (struct db_value)DB_TEXT(query->descending ? last_text(arena) : TEXT(""));
}

/* Returns the LIKE pattern "%part%" for folded names, with LIKE's special characters in `part`
 * escaped. */
static struct text pattern_of(const struct app_query *query, struct arena *arena)
{
	struct text part;
	struct buffer out;

	if (!text_is_set(query->name_part))
		return TEXT_NONE;
	part = fold_text(arena, query->name_part);
	out = buffer_make(arena, 2 * part.length + 2);
	buffer_add_char(&out, '%');
	for (size_t i = 0; i < part.length; i++) {
		if (part.data[i] == '%' || part.data[i] == '_' || part.data[i] == '\\')
			buffer_add_char(&out, '\\');
		buffer_add_char(&out, part.data[i]);
	}
	buffer_add_char(&out, '%');
	return buffer_text(&out);
}

static void begin(struct db_cursor *rows, struct db *db, const struct app_query *query,
	const struct db_value values[ARGUMENTS])
{
	bool down = query->descending;

	switch (query->order) {
	case APP_ORDER_NAME:
		if (down)
			db_query(rows, db, DOWN("name_key"), values, ARGUMENTS);
		else
			db_query(rows, db, UP("name_key"), values, ARGUMENTS);
		break;
	case APP_ORDER_CREATED:
		if (down)
			db_query(rows, db, DOWN("created_at_ms"), values, ARGUMENTS);
		else
			db_query(rows, db, UP("created_at_ms"), values, ARGUMENTS);
		break;
	case APP_ORDER_MODIFIED:
		if (down)
			db_query(rows, db, DOWN("last_modified_at_ms"), values, ARGUMENTS);
		else
			db_query(rows, db, UP("last_modified_at_ms"), values, ARGUMENTS);
		break;
	case APP_ORDER_ID:
		if (down)
			db_query(rows, db, DOWN("id"), values, ARGUMENTS);
		else
			db_query(rows, db, UP("id"), values, ARGUMENTS);
		break;
	}
}

enum status app_page_read(struct db *db, const struct app_query *query, struct app **ret_apps,
	size_t *ret_count, struct fault *fault)
{
	struct arena *arena = fault->arena;
	struct text after = text_is_set(query->after_key) ? guid_text(arena, query->after_id)
		: query->descending			  ? last_text(arena)
							  : TEXT("");
	const struct db_value values[ARGUMENTS] = {start_of(query, arena), DB_TEXT(after),
		DB_TEXT(guid_text_or_none(arena, query->client_app_id)),
		DB_TEXT(guid_text_or_none(arena, query->directory_tenant_id)),
		DB_INT(query->by_enabled), DB_INT(query->enabled),
		DB_TEXT(pattern_of(query, arena)), DB_INT(query->limit), DB_INT(query->skip)};
	struct app *apps = arena_array(arena, (size_t)query->limit + 1, sizeof(*apps));
	struct db_cursor rows;
	size_t count = 0;

	begin(&rows, db, query, values);
	while (db_next(&rows))
		apps[count++] = app_row_read(&rows, arena);
	*ret_apps = apps;
	*ret_count = count;
	return db_end(&rows, fault);
}
