/*
 * data_subject: the person that a request is about: {"email"} or {"userId"}, exactly one of them.
 */
#ifndef API_ADMIN_DATA_SUBJECT_PRIVATE_H
#define API_ADMIN_DATA_SUBJECT_PRIVATE_H

#include "api/core/call.h"
#include "reviews/data_subject_store.h"

/* Reads the body, which may have `extra` (NULL: none) besides, a member that the caller reads out
 * of *ret_body. False, with the call's fault set, when the body is no JSON object; other faults are
 * left in the call's fault. */
bool data_subject_read(struct call *call, const struct field_rule *extra,
	struct data_subject *ret_person, const struct jsonread_node **ret_body);

#endif
