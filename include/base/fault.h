/*
 * fault: what went wrong, once, from the place that knows to the place that answers.
 *
 * Promises: functions that can fail return `enum status` and describe the failure in the caller's
 * `struct fault`. A fault collects *all* errors of one input, up to FAULT_ERRORS_MAX; the rest are
 * counted. Text lives in the fault's arena. Library code never logs: only the top of a call does.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/arena.h"

#define FAULT_ERRORS_MAX 100

/* Longer texts, which quote an input, are cut (arena_shorten()). */
#define FAULT_DETAIL_BYTES_MAX 8000
#define FAULT_TARGET_BYTES_MAX 200
#define FAULT_MESSAGE_BYTES_MAX 1000

/* A fault as JSON, where each byte is written as an escape of six. */
#define FAULT_JSON_BYTES_MAX (1024 * 1024)

/* Outcome of an operation; api/core/reply.c maps each to one HTTP status. */
enum status {
	STATUS_OK,
	STATUS_INVALID, /* the input breaks a rule */
	STATUS_UNAUTHENTICATED, /* no credentials, or ones that prove nothing */
	STATUS_FORBIDDEN, /* known caller, missing right */
	STATUS_NOT_FOUND,
	STATUS_METHOD_NOT_ALLOWED,
	STATUS_CONFLICT, /* collides with what is stored */
	STATUS_GONE, /* was there, has expired */
	STATUS_PRECONDITION_FAILED, /* If-Match or If-None-Match does not hold */
	STATUS_PRECONDITION_REQUIRED, /* the call needs If-Match, and has none */
	STATUS_TOO_LARGE, /* the body passes its bound */
	STATUS_URI_TOO_LONG,
	STATUS_UNSUPPORTED_TYPE, /* Content-Type or Content-Encoding not taken */
	STATUS_RANGE_NOT_SATISFIABLE,
	STATUS_KEY_REUSED, /* the idempotency key belongs to another request */
	STATUS_TOO_MANY, /* the caller's rate; a retry can help */
	STATUS_UNAVAILABLE, /* a retry can help */
	STATUS_NO_ROOM, /* there is no place to store it; a retry can help, later */
	STATUS_NOT_IMPLEMENTED, /* asks for what this call cannot promise */
	STATUS_INTERNAL /* a defect or a broken machine */
};

struct fault_error {
	struct text target; /* field or parameter, e.g. "clientAppId" */
	const char *code; /* stable, e.g. "InvalidField" */
	struct text message; /* one sentence */
};

struct fault {
	struct arena *arena;
	enum status status; /* STATUS_OK until something is wrong */
	const char *code; /* stable problem code, e.g. "AppRegistrationExists" */
	struct text detail; /* one full sentence that tells the reader what to do */
	struct fault_error *errors;
	size_t error_count, omitted_count;
};

struct fault fault_make(struct arena *arena);

/* Replaces the fault by one of `status`, and returns `status`. */
enum status fault_set(struct fault *fault, enum status status, const char *code, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* Adds one error about `target`; the fault becomes STATUS_INVALID. */
void fault_add(struct fault *fault, struct text target, const char *code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Makes `fault` one of the same status, code and detail, in its own arena; returns the status. The
 * single errors stay behind. */
enum status fault_propagate(struct fault *fault, const struct fault *from);

/* Forgets everything, keeps the arena. */
void fault_clear(struct fault *fault);

#endif
