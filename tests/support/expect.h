/*
 * expect: assertions on texts and faults.
 *
 * A failure fails the running cmocka test and names the caller's line.
 */
#ifndef SUPPORT_EXPECT_H
#define SUPPORT_EXPECT_H

#include "base/fault.h"

/* Equal bytes; NULL stands for an absent text. */
#define expect_text(actual_, expected_)                                                            \
	expect_text_at((actual_), text_from(expected_), __FILE__, __LINE__)
#define expect_bytes(actual_, expected_) expect_text_at((actual_), (expected_), __FILE__, __LINE__)
void expect_text_at(struct text actual, struct text expected, const char *file, int line);

#define expect_contains(actual_, part_)                                                            \
	expect_contains_at((actual_), text_from(part_), __FILE__, __LINE__)
void expect_contains_at(struct text actual, struct text part, const char *file, int line);

/* Whether `part` stands somewhere in `t`. */
bool expect_has(struct text t, struct text part);

/* Error `index` of the fault, whole. */
#define expect_error(fault_, index_, target_, code_, message_)                                     \
	expect_error_at((fault_), (index_),                                                        \
		(struct fault_error){text_from(target_), (code_), text_from(message_)}, __FILE__,  \
		__LINE__)
void expect_error_at(const struct fault *fault, size_t index, struct fault_error expected,
	const char *file, int line);

/* The fault's status and code, by fault_set(). */
#define expect_fault(fault_, status_, code_)                                                       \
	expect_fault_at((fault_), (status_), (code_), __FILE__, __LINE__)
void expect_fault_at(const struct fault *fault, enum status status, const char *code,
	const char *file, int line);

#endif
