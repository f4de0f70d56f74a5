#include "db/column.h"

struct guid column_guid(const struct db_cursor *rows, int column)
{
	struct guid guid = {{0}};

	guid_parse_strict(db_text(rows, column), &guid);
	return guid;
}

int column_name(const struct db_cursor *rows, int column, const char *const *names, size_t count,
	int otherwise)
{
	struct text name = db_text(rows, column);

	for (size_t i = 0; i < count; i++) {
		if (text_equal(name, text_from(names[i])))
			return (int)i;
	}
	return otherwise;
}

enum status column_end_int(struct db_cursor *rows, int64_t *ret_value, struct fault *fault)
{
	enum { VALUE };

	if (db_next(rows))
		*ret_value = db_int(rows, VALUE);
	return db_end(rows, fault);
}
