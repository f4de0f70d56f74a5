/*
 * review_values: the products, markets and locales that the visible reviews have.
 *
 * Clients offer these values for choice. Each list is read from an index, and costs a look-up for
 * each value, however many reviews there are.
 */
#ifndef REVIEWS_REVIEW_VALUES_H
#define REVIEWS_REVIEW_VALUES_H

#include "db/db.h"

/* Maximum number of markets or locales in a list. */
#define REVIEW_VALUES_MAX 1000

struct review_values_product {
	struct text id;
	struct text name; /* absent if no recent visible review contains a name */
};

/* Lists up to `limit` products that have, or once had, visible reviews, in the order of their IDs,
 * beginning after the ID `after`. The array and its texts are allocated in the fault's arena. */
enum status review_values_products(struct db *db, struct text after, size_t limit,
	struct review_values_product **ret_products, size_t *ret_count, struct fault *fault);

/* List the first REVIEW_VALUES_MAX markets or locales of visible reviews, in byte order and as they
 * are stored. The array and its texts are allocated in the fault's arena. */
enum status review_values_markets(
	struct db *db, struct text **ret_markets, size_t *ret_count, struct fault *fault);
enum status review_values_locales(
	struct db *db, struct text **ret_locales, size_t *ret_count, struct fault *fault);

/* Finds the name of a product in the visible ones of its newest reviews. *ret_name is absent if
 * they have none, or is allocated in the fault's arena. */
enum status review_values_product_name(
	struct db *db, struct text product_id, struct text *ret_name, struct fault *fault);

#endif
