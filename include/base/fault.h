/*
 * fault: the description of a failure, for the error response to the client.
 *
 * A function that can fail returns an `enum status` and describes the failure in a `struct fault`
 * that the caller provides. A fault can list all errors of an input. It lists the first
 * FAULT_ERRORS_MAX errors, and only counts further errors. All texts live in the fault's arena.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/arena.h"

#define FAULT_ERRORS_MAX 100

/* Maximum lengths of the texts in a fault. Texts may quote input of any length. Longer texts are
 * truncated with arena_shorten(). */
#define FAULT_DETAIL_BYTES_MAX 8000
#define FAULT_TARGET_BYTES_MAX 200
#define FAULT_MESSAGE_BYTES_MAX 1000

/* Upper bound on the size of a fault serialized as JSON, even if every byte is escaped as \u00XX
 * (six bytes). */
#define FAULT_JSON_BYTES_MAX (1024 * 1024)

/* Outcome of an operation. api/core/reply.c maps each value to one HTTP status. */
enum status {
	STATUS_OK,
	STATUS_INVALID, /* the input breaks a rule */
	STATUS_UNAUTHENTICATED, /* the credentials are absent or invalid */
	STATUS_FORBIDDEN, /* the caller lacks a permission or role */
	STATUS_NOT_FOUND,
	STATUS_METHOD_NOT_ALLOWED,
	STATUS_NOT_ACCEPTABLE, /* the client accepts none of the forms that there are */
	STATUS_CONFLICT, /* the request conflicts with stored data */
	STATUS_GONE, /* the resource existed, but is no longer available */
	STATUS_PRECONDITION_FAILED, /* a condition in If-Match or If-None-Match is false */
	STATUS_PRECONDITION_REQUIRED, /* the request lacks a required If-Match */
	STATUS_TOO_LARGE, /* the body exceeds its limit */
	STATUS_URI_TOO_LONG,
	STATUS_UNSUPPORTED_TYPE, /* unsupported Content-Type or Content-Encoding */
	STATUS_RANGE_NOT_SATISFIABLE,
	STATUS_KEY_REUSED, /* the idempotency key was used for a different request */
	STATUS_TOO_MANY, /* a rate or concurrency limit is exceeded; a later retry can succeed */
	STATUS_UNAVAILABLE, /* a temporary failure; a later retry can succeed */
	STATUS_INSUFFICIENT_STORAGE, /* no storage space is left; a later retry can succeed */
	STATUS_NOT_IMPLEMENTED, /* the request uses a feature that is not supported */
	STATUS_INTERNAL /* a bug or a hardware failure */
};

struct fault_error {
	struct text target; /* name of the field or parameter, e.g. "clientAppId" */
	const char *code; /* machine-readable and stable, e.g. "InvalidField" */
	struct text message; /* human-readable; one sentence */
};

struct fault {
	struct arena *arena;
	enum status status; /* STATUS_OK until an error is set or added */
	const char *code; /* machine-readable and stable, e.g. "AppRegistrationExists" */
	struct text detail; /* human-readable; says what is wrong and what to do */
	struct fault_error *errors;
	size_t error_count, omitted_count;
};

struct fault fault_make(struct arena *arena);

/* Sets the fault's status, code and detail, and empties its list of errors. Returns `status`. */
enum status fault_set(struct fault *fault, enum status status, const char *code, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* Adds an error about `target` to the fault's list. The fault's status becomes STATUS_INVALID and
 * its code becomes "InvalidRequest". */
void fault_add(struct fault *fault, struct text target, const char *code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Copies the status, code and detail of `from` into `fault`, but not the list of errors. Returns
 * the status. */
enum status fault_propagate(struct fault *fault, const struct fault *from);

/* Resets the fault to STATUS_OK and removes its code, detail and errors. Keeps the arena. */
void fault_clear(struct fault *fault);

#endif
