/* Reads a document to import; the first byte selects its format. Valid items are within bounds. */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "reviews/import.h"

static void check_item(const struct import_item *item)
{
	const struct review *review = &item->review;

	if (item->fault.status != STATUS_OK) {
		if (item->fault.error_count == 0)
			abort();
		return;
	}
	if (review->rating < 1 || review->rating > 5 || review->external_id.length == 0 ||
		review->product_id.length == 0 || text_check(review->title, NULL) != TEXT_GOOD ||
		text_check(review->review_text, NULL) != TEXT_GOOD)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(), *items = arena_new();
	struct fault fault = fault_make(arena);
	struct import_options options = {.source = TEXT("fuzz"),
		.policy = {.email_key = TEXT("secret"), .now_ms = INT64_C(1700000000000)}};
	struct import_item item;
	struct import *import;

	if (size > 0) {
		options.format = (enum import_format)(data[0] % 3);
		options.document = (struct text){(const char *)data + 1, size - 1};
	} else {
		options.document = TEXT("");
	}
	if (options.format == IMPORT_CSV && size > 1 && data[0] >= 128)
		options.columns = TEXT("productId=Clothing ID;externalId=");
	import = import_open(&options, &fault);
	if (import == NULL && fault.status == STATUS_OK)
		abort();
	while (import != NULL && import_next(import, items, &item)) {
		check_item(&item);
		arena_reset(items);
	}
	arena_free(items);
	arena_free(arena);
	return 0;
}
