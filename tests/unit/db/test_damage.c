#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/damage.h"

/* Lines as SQLite 3.40 and 3.46 write them. */
static void lines(void **state)
{
	(void)state;
	assert_false(damage_is_reported(TEXT("ok")));
	assert_false(damage_is_reported(
		TEXT("malformed inverted index for FTS5 table main.review_search")));
	assert_false(
		damage_is_reported(TEXT("unable to validate the inverted index for FTS5 table "
					"main.review_search: database disk image is malformed")));
	assert_true(damage_is_reported(TEXT("row 17 missing from index review_by_product")));
	assert_true(damage_is_reported(TEXT("*** in database main ***\nPage 9: btreeInitPage() "
					    "returns error code 11")));
	assert_true(damage_is_reported(TEXT("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(lines)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
