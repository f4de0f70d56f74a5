/*
 * app_page: reads filtered and sorted pages of app registrations.
 *
 * Uses keyset pagination. The cost of a page does not depend on the position of the page in the
 * list. If a registration is inserted or deleted between two page requests, no other registration
 * is repeated or skipped.
 */
#ifndef REGISTRY_APP_PAGE_H
#define REGISTRY_APP_PAGE_H

#include "db/db.h"
#include "registry/app.h"

#define APP_PAGE_MAX 1000

/* Sort orders. Registrations with equal values are sorted by id. Names are compared in folded form
 * (base/fold.h). */
enum app_order { APP_ORDER_ID, APP_ORDER_NAME, APP_ORDER_CREATED, APP_ORDER_MODIFIED };

struct app_query {
	enum app_order order;
	bool descending;

	/* The page begins after the registration that has the sort key after_key (app_page_key())
	 * and the id after_id. If after_key is absent, the page begins with the first registration.
	 */
	struct text after_key;
	struct guid after_id;

	struct guid client_app_id, directory_tenant_id; /* zero: any */
	bool by_enabled, enabled; /* if by_enabled is true, select only registrations with this
				     value of `enabled` */
	struct text name_part; /* text that the name must contain; absent: any name */

	int64_t limit; /* at most APP_PAGE_MAX + 1 */
	int64_t skip; /* number of matching registrations to skip before the page */
};

/* Returns the registration's sort key for the sort order `order`. The caller can use the key as
 * app_query.after_key. */
struct text app_page_key(struct arena *arena, const struct app *app, enum app_order order);

/* Returns true if `key` has the format of a sort key for the sort order `order`. */
bool app_page_is_key(struct text key, enum app_order order);

/* Reads one page. The array and its texts are allocated in the fault's arena. */
enum status app_page_read(struct db *db, const struct app_query *query, struct app **ret_apps,
	size_t *ret_count, struct fault *fault);

#endif
