/*
 * list_filter: the query parameters filter and orderby of lists.
 *
 * A filter is one or more comparisons joined by " and ": `enabled eq true`, `clientAppId eq '…'`,
 * `contains(name,'…')`. A literal may be enclosed in single quotes; inside, '' stands for one
 * quote. The syntax is a subset of OData 4.01 Part 2 §5.1.1 and §5.1.4.
 */
#ifndef API_CORE_LIST_FILTER_PRIVATE_H
#define API_CORE_LIST_FILTER_PRIVATE_H

#include "api/core/call.h"

/* Reads the filter into the record. The name of a rule is an allowed comparison: "enabled eq" or
 * "contains(name)". Bit i of *ret_given (may be NULL) says whether the filter has comparison i.
 * Adds faults to call->fault. An absent filter is valid. */
void list_filter_read(struct call *call, struct text filter, const struct field_table *table,
	void *record, uint64_t *ret_given);

/* A name for orderby and its value. Tables end with {NULL, 0}. */
struct list_filter_order {
	const char *name;
	int value;
};

/* Reads "name", "name asc" or "name desc". An absent text leaves both results unchanged. Adds
 * faults to call->fault. */
void list_filter_read_order(struct call *call, struct text order,
	const struct list_filter_order *orders, int *ret_value, bool *ret_descending);

#endif
