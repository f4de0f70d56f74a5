/*
 * data_subject: the data subject named in a request body, by email or by userId, not both.
 */
#ifndef API_ADMIN_DATA_SUBJECT_PRIVATE_H
#define API_ADMIN_DATA_SUBJECT_PRIVATE_H

#include "api/core/call.h"
#include "reviews/data_subject_store.h"

/* Reads the data subject from the body. `extra` (may be NULL) is one more allowed member, which the
 * caller reads from *ret_body. Returns false and sets the call's fault if the body is not a JSON
 * object. Adds other faults to the call's fault and still returns true. */
bool data_subject_read(struct call *call, const struct field_rule *extra,
	struct data_subject *ret_person, const struct jsonread_node **ret_body);

#endif
