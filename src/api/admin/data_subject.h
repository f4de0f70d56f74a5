/*
 * data_subject: reads the person (data subject) whom a request body names by email or by userId.
 */
#ifndef API_ADMIN_DATA_SUBJECT_PRIVATE_H
#define API_ADMIN_DATA_SUBJECT_PRIVATE_H

#include "api/core/call.h"
#include "reviews/data_subject_store.h"

/* Reads the data subject from the body, which must have email or userId, but not both. If `extra`
 * is not NULL, the body may have one more member, which `extra` describes. The caller reads this
 * member from *ret_body, the root node of the body. If the body is not a JSON object, sets the
 * call's fault and returns false. Otherwise adds any other errors to the call's fault and returns
 * true. */
bool data_subject_read(struct call *call, const struct field_rule *extra,
	struct data_subject *ret_person, const struct jsonread_node **ret_body);

#endif
