/*
 * data_subject: reads the data subject (the person) that a request body names by email or userId.
 */
#ifndef API_ADMIN_DATA_SUBJECT_PRIVATE_H
#define API_ADMIN_DATA_SUBJECT_PRIVATE_H

#include "api/core/call.h"
#include "reviews/data_subject_store.h"

/* Reads the data subject from the body. The body must have email or userId, but not both. If
 * `extra` is not NULL, the body may also have the member that `extra` describes. *ret_body receives
 * the root node of the body, from which the caller reads that member. If the body is not a JSON
 * object, sets the call's fault and returns false. Otherwise returns true, even if members are
 * invalid, and adds an error to the call's fault for each invalid member. */
bool data_subject_read(struct call *call, const struct field_rule *extra,
	struct data_subject *ret_person, const struct jsonread_node **ret_body);

#endif
