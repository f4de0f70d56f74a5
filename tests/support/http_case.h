/*
 * http_case: reads the case files tests/cases/<name>.http (see the README.md there), runs them over
 * any transport, and checks the responses.
 *
 * Uses no sockets and no test library. Each failure is one line on standard error with the file,
 * the line, the expected and the actual value.
 */
#ifndef SUPPORT_HTTP_CASE_H
#define SUPPORT_HTTP_CASE_H

#include "http/message.h"

/* The apps and directories that case files name. */
#define HTTP_CASE_API "11111111-1111-4111-8111-111111111111"
#define HTTP_CASE_DIRECTORY "22222222-2222-4222-8222-222222222222"
#define HTTP_CASE_APP "33333333-3333-4333-8333-333333333333"
#define HTTP_CASE_OTHER_DIRECTORY "44444444-4444-4444-8444-444444444444"
/* The directory of the OpenID provider that the dev issuer is besides. */
#define HTTP_CASE_PARTNER "55555555-5555-4555-8555-555555555555"
/* The directory whose tokens may be admins', the app they must come by, and the groups. */
#define HTTP_CASE_ADMIN_DIRECTORY "66666666-6666-4666-8666-666666666666"
#define HTTP_CASE_ADMIN_APP "77777777-7777-4777-8777-777777777777"
#define HTTP_CASE_ADMIN_GROUP "88888888-8888-4888-8888-000000000001"
#define HTTP_CASE_MODERATOR_GROUP "88888888-8888-4888-8888-000000000002"
#define HTTP_CASE_AUDITOR_GROUP "88888888-8888-4888-8888-000000000003"

#define HTTP_CASE_HEADERS_MAX 16
#define HTTP_CASE_WITHOUT_MAX 4
#define HTTP_CASE_EXPECTATIONS_MAX 32

struct http_case_line {
	int number; /* in the file, counted from 1 */
	struct text text;
};

/* A header that requests have which do not name it. */
struct http_case_default {
	struct text where; /* how the path begins, or "body": of requests with a body */
	struct text header; /* without a value: no header */
};

struct http_case_step {
	const char *path; /* the file that it stands in */
	struct text name;
	int line; /* of its "###" */
	bool has_escapes; /* "!! escapes": \xHH and the like in the body are bytes */
	int64_t again; /* "!! again while 202": where the answer has that status, it is asked again;
			  0: none is */
	struct text request; /* the request's first line */
	struct text headers[HTTP_CASE_HEADERS_MAX];
	size_t header_count;
	struct text without[HTTP_CASE_WITHOUT_MAX]; /* names of defaults that it does not have */
	size_t without_count;
	const struct http_case_default *defaults; /* of which the last one that fits holds */
	size_t default_count;
	struct text body;
	struct http_case_line
		*checks; /* one expectation each, without "?? "; a status is among them */
	size_t check_count;
};

struct http_case_file {
	const char *path;
	struct http_case_step *steps; /* what `run` names included */
	size_t step_count;
};

/* Reads a case file, and what it imports, into the arena. False, after a line on standard error,
 * when one cannot be read or breaks the format, or when there is no step. */
bool http_case_load(struct arena *arena, const char *path, struct http_case_file *ret_file);

/* What one line of checks expects, a thing at a time, each as http_case_check() takes it. */
struct http_case_expectations {
	struct text texts[HTTP_CASE_EXPECTATIONS_MAX];
	size_t count;
};

/* False when the line is not what it begins as. */
bool http_case_expect(
	struct arena *arena, struct text line, struct http_case_expectations *ret_all);

/* Names and their values, for {{name}}. */
struct http_case_vars {
	struct arena *arena;
	struct text names[256], values[256];
	size_t count;
};

void http_case_set(struct http_case_vars *vars, struct text name, struct text value);

/* The value, or absent. */
struct text http_case_get(const struct http_case_vars *vars, struct text name);

/* A request on its way to the service or to the issuer. */
struct http_case_request {
	struct text method;
	struct text url; /* absolute */
	struct message_header headers[HTTP_CASE_HEADERS_MAX];
	size_t header_count;
	struct text body; /* absent: the request has none */
};

struct http_case_transport {
	void *context;

	/* False when no answer came. Texts of the answer go to the arena. */
	bool (*send)(void *context, struct arena *arena, const struct http_case_request *request,
		struct response *ret_answer);
};

/* The text with its variables put in, tokens fetched from the issuer; absent, with the name that
 * has no value, when there is one. */
struct text http_case_expand(struct http_case_vars *vars,
	const struct http_case_transport *transport, struct text t, struct text *ret_unknown);

/* Runs the steps in order, failed ones included. The variables must hold url, issuer, tenantId and
 * adminKey. Returns how many expectations failed. */
size_t http_case_run(const struct http_case_file *file, const struct http_case_transport *transport,
	struct http_case_vars *vars);

/* Whether the answer is as the check says, its variables put in already; captures go to the
 * variables. Absent when it is, else what came in its place. */
struct text http_case_check(
	struct http_case_vars *vars, struct text check, const struct response *answer);

/* What holds for every answer of the service: request id, problem document, no null. Absent when
 * all is well. */
struct text http_case_check_habits(
	struct arena *arena, struct text method, const struct response *answer);

#endif
