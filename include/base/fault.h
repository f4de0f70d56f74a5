/*
 * fault: the description of a failure, passed from the function that detects it to the response.
 *
 * Functions that can fail return an `enum status` and describe the failure in the caller's
 * `struct fault`. A fault collects all errors of an input, up to FAULT_ERRORS_MAX; further errors
 * are only counted. All text lives in the fault's arena.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/arena.h"

#define FAULT_ERRORS_MAX 100

/* Longer texts are cut with arena_shorten(): they may quote input of any length. */
#define FAULT_DETAIL_BYTES_MAX 8000
#define FAULT_TARGET_BYTES_MAX 200
#define FAULT_MESSAGE_BYTES_MAX 1000

/* Upper bound for a fault as JSON, with six bytes for every escaped byte. */
#define FAULT_JSON_BYTES_MAX (1024 * 1024)

/* Outcome of an operation. api/core/reply.c maps each value to one HTTP status. */
enum status {
	STATUS_OK,
	STATUS_INVALID, /* the input breaks a rule */
	STATUS_UNAUTHENTICATED, /* no credentials, or invalid ones */
	STATUS_FORBIDDEN, /* the caller lacks a permission or role */
	STATUS_NOT_FOUND,
	STATUS_METHOD_NOT_ALLOWED,
	STATUS_CONFLICT, /* conflicts with stored data */
	STATUS_GONE, /* existed, but has expired */
	STATUS_PRECONDITION_FAILED, /* If-Match or If-None-Match failed */
	STATUS_PRECONDITION_REQUIRED, /* the call requires If-Match */
	STATUS_TOO_LARGE, /* the body exceeds its limit */
	STATUS_URI_TOO_LONG,
	STATUS_UNSUPPORTED_TYPE, /* unsupported Content-Type or Content-Encoding */
	STATUS_RANGE_NOT_SATISFIABLE,
	STATUS_KEY_REUSED, /* the idempotency key was used for a different request */
	STATUS_TOO_MANY, /* a rate or concurrency limit; a later retry can succeed */
	STATUS_UNAVAILABLE, /* a temporary failure; a later retry can succeed */
	STATUS_INSUFFICIENT_STORAGE, /* no storage space; a later retry can succeed */
	STATUS_NOT_IMPLEMENTED, /* the request needs a feature that this call lacks */
	STATUS_INTERNAL /* a bug or a hardware failure */
};

struct fault_error {
	struct text target; /* field or parameter, e.g. "clientAppId" */
	const char *code; /* stable, e.g. "InvalidField" */
	struct text message; /* one sentence */
};

struct fault {
	struct arena *arena;
	enum status status; /* STATUS_OK until an error is set or added */
	const char *code; /* stable problem code, e.g. "AppRegistrationExists" */
	struct text detail; /* for people: the problem and what to do about it */
	struct fault_error *errors;
	size_t error_count, omitted_count;
};

struct fault fault_make(struct arena *arena);

/* Replaces the fault's content and returns `status`. */
enum status fault_set(struct fault *fault, enum status status, const char *code, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* Adds an error about `target` and sets the fault's status to STATUS_INVALID. */
void fault_add(struct fault *fault, struct text target, const char *code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Copies status, code and detail of `from` into `fault` and its arena, but not the list of errors.
 * Returns the status. */
enum status fault_propagate(struct fault *fault, const struct fault *from);

/* Resets the fault to STATUS_OK. Keeps the arena. */
void fault_clear(struct fault *fault);

#endif
