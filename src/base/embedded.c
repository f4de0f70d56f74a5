#include "base/embedded.h"

/* Written by cmake/embed.cmake. */
extern const struct embedded_file embedded_table[];
extern const size_t embedded_table_count;

const struct embedded_file *embedded_files(size_t *ret_count)
{
	*ret_count = embedded_table_count;
	return embedded_table;
}

const struct embedded_file *embedded_find(struct text name)
{
	for (size_t i = 0; i < embedded_table_count; i++) {
		if (text_equal(text_from(embedded_table[i].name), name))
			return &embedded_table[i];
	}
	return NULL;
}
