/*
 * list_filter: reads the query parameters filter and orderby of lists.
 *
 * A filter consists of comparisons joined by " and ". Examples of comparisons are `enabled eq
 * true`, `clientAppId eq '…'` and `contains(name,'…')`. A literal may be enclosed in single quotes.
 * Inside the quotes, two single quotes in a row stand for a single quote. The syntax is a subset of
 * OData 4.01 Part 2 §5.1.1 and §5.1.4.
 */
#ifndef API_CORE_LIST_FILTER_PRIVATE_H
#define API_CORE_LIST_FILTER_PRIVATE_H

#include "api/core/call.h"

/* Reads the filter into `record`. Each rule in `table` allows one comparison. The name of the rule
 * is the comparison without its literal, for example "enabled eq" or "contains(name)". If
 * `ret_given` is not NULL, the function sets bit i of *ret_given if the filter contains the
 * comparison of rule i. Adds errors to the call's fault. An absent filter is valid and leaves
 * `record` unchanged. */
void list_filter_read(struct call *call, struct text filter, const struct field_table *table,
	void *record, uint64_t *ret_given);

/* A name that orderby accepts, and the value that stands for the name. The last element of an array
 * is {NULL, 0}. */
struct list_filter_order {
	const char *name;
	int value;
};

/* Reads an orderby parameter of the form "name", "name asc" or "name desc". *ret_value receives the
 * value of the name. *ret_descending is true if the order is descending. If `order` is absent,
 * leaves both results unchanged. If `order` is invalid, adds an error to the call's fault. */
void list_filter_read_order(struct call *call, struct text order,
	const struct list_filter_order *orders, int *ret_value, bool *ret_descending);

#endif
