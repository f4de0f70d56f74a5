/*
 * list_filter: the parameters filter and orderby of lists, after OData 4.01 Part 2 §5.1.1 and
 * §5.1.4.
 *
 * A filter is one or more comparisons with " and " between: `enabled eq true`,
 * `clientAppId eq '…'`, `contains(name,'…')`. Literals may stand in single quotes, doubled inside.
 */
#ifndef API_CORE_LIST_FILTER_PRIVATE_H
#define API_CORE_LIST_FILTER_PRIVATE_H

#include "api/core/call.h"

/* Reads the filter into the record. A rule's name is a comparison it allows, "enabled eq" or
 * "contains(name)". Bit i of *ret_given (may be NULL): rule i was given. Faults are added to the
 * call's; an absent filter is good. */
void list_filter_read(struct call *call, struct text filter, const struct field_table *table,
	void *record, uint64_t *ret_given);

/* A name that lists can be ordered by, and the value it stands for; tables end with {NULL, 0}. */
struct list_filter_order {
	const char *name;
	int value;
};

/* Reads "name", "name asc" or "name desc"; an absent text leaves both as they are. Faults are added
 * to the call's. */
void list_filter_read_order(struct call *call, struct text order,
	const struct list_filter_order *orders, int *ret_value, bool *ret_descending);

#endif
