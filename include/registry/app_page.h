/*
 * app_page: filtered and ordered pages of app registrations.
 *
 * Uses keyset pagination: the cost of a page does not depend on its position, and concurrent
 * inserts and deletes neither repeat nor skip any other entry.
 */
#ifndef REGISTRY_APP_PAGE_H
#define REGISTRY_APP_PAGE_H

#include "db/db.h"
#include "registry/app.h"

#define APP_PAGE_MAX 1000

/* Entries with equal values are ordered by id. Names are compared in folded form. */
enum app_order { APP_ORDER_ID, APP_ORDER_NAME, APP_ORDER_CREATED, APP_ORDER_MODIFIED };

struct app_query {
	enum app_order order;
	bool descending;

	/* The page begins after the entry with this app_page_key() and id. Absent: at the start. */
	struct text after_key;
	struct guid after_id;

	struct guid client_app_id, directory_tenant_id; /* zero: any */
	bool by_enabled, enabled;
	struct text name_part; /* absent: any */

	int64_t limit; /* at most APP_PAGE_MAX + 1 */
	int64_t skip;
};

/* Returns the entry's value in `order`, as text. */
struct text app_page_key(struct arena *arena, const struct app *app, enum app_order order);

/* Returns false if `key` cannot be a value in `order`. */
bool app_page_is_key(struct text key, enum app_order order);

/* Reads one page; rows and texts live in the fault's arena. */
enum status app_page_read(struct db *db, const struct app_query *query, struct app **ret_apps,
	size_t *ret_count, struct fault *fault);

#endif
