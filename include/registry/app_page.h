/*
 * app_page: registrations that a filter lets through, in an order, page by page.
 *
 * Promises: a page begins behind a place in an index, not behind a count, so the last costs what
 * the first costs, and nothing is listed twice or left out when others come and go between.
 */
#ifndef REGISTRY_APP_PAGE_H
#define REGISTRY_APP_PAGE_H

#include "db/db.h"
#include "registry/app.h"

#define APP_PAGE_MAX 1000

/* Entries of one order value are in the order of their ids. Names are compared folded. */
enum app_order { APP_ORDER_ID, APP_ORDER_NAME, APP_ORDER_CREATED, APP_ORDER_MODIFIED };

struct app_query {
	enum app_order order;
	bool descending;

	/* Behind which entry the page begins: its app_page_key() and id. Absent: at the start. */
	struct text after_key;
	struct guid after_id;

	struct guid client_app_id, directory_tenant_id; /* zero: any */
	bool by_enabled, enabled;
	struct text name_part; /* absent: any */

	int64_t limit; /* at most APP_PAGE_MAX + 1 */
	int64_t skip;
};

/* The entry's value in that order, as text. */
struct text app_page_key(struct arena *arena, const struct app *app, enum app_order order);

/* False when the key cannot be one of that order. */
bool app_page_is_key(struct text key, enum app_order order);

/* Texts live in the fault's arena. */
enum status app_page_read(struct db *db, const struct app_query *query, struct app **ret_apps,
	size_t *ret_count, struct fault *fault);

#endif
