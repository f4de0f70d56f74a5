/*
 * http_cases URL ISSUER-URL TENANT-ID ADMIN-KEY FILE: runs one case file over the wire, against a
 * service and an issuer that listen at these URLs. tests/e2e/cases.sh starts them.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "support/http_case.h"

#define ANSWER_BYTES_MAX (64 * 1024 * 1024)
#define TIMEOUT_MS 60000L

/* A response while it is received. */
struct incoming {
	struct arena *arena;
	struct response *answer;
	struct buffer body;
};

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct incoming *incoming = context;

	buffer_add(&incoming->body, (struct text){bytes, size * count});
	return incoming->body.full ? 0 : size * count;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
	struct incoming *incoming = context;
	struct text line = arena_text(incoming->arena, (struct text){bytes, size * count}), name;

	/* A new status line: the response before it was interim. */
	if (text_starts_with(line, TEXT("HTTP/")))
		incoming->answer->header_count = 0;
	else if (text_split_next(&line, ':', &name) && text_is_set(line))
		message_add_header(
			incoming->answer, arena_cstr(incoming->arena, name), text_trim(line));
	return size * count;
}

static bool has_header(const struct http_case_request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++) {
		if (text_equal_nocase(request->headers[i].name, text_from(name)))
			return true;
	}
	return false;
}

/* Sends only headers of the case file, and those that HTTP requires. */
static struct curl_slist *make_headers(struct arena *arena, const struct http_case_request *request)
{
	static const char *const unwanted[] = {"Accept", "Content-Type", "Expect"};
	struct curl_slist *list = NULL;

	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
		if (!has_header(request, unwanted[i]))
			list = curl_slist_append(
				list, arena_printf(arena, "%s:", unwanted[i]).data);
	}
	for (size_t i = 0; i < request->header_count; i++)
		list = curl_slist_append(list,
			arena_printf(arena, "%s%s%s", arena_cstr(arena, request->headers[i].name),
				request->headers[i].value.length > 0 ? ": " : ";",
				arena_cstr(arena, request->headers[i].value))
				.data);
	return list;
}

static void prepare(CURL *curl, struct arena *arena, const struct http_case_request *request,
	struct incoming *incoming)
{
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, arena_cstr(arena, request->url));
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, arena_cstr(arena, request->method));
	curl_easy_setopt(curl, CURLOPT_NOBODY, (long)text_equal(request->method, TEXT("HEAD")));
	if (text_is_set(request->body)) {
		curl_easy_setopt(
			curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.data);
	}
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, incoming);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, incoming);
}

static bool send_request(void *context, struct arena *arena,
	const struct http_case_request *request, struct response *ret_answer)
{
	CURL *curl = context;
	struct incoming incoming = {arena, ret_answer, buffer_make(arena, ANSWER_BYTES_MAX)};
	struct curl_slist *headers = make_headers(arena, request);
	long status = 0;
	CURLcode result;

	prepare(curl, arena, request, &incoming);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	result = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	ret_answer->status = (int)status;
	ret_answer->body = buffer_text(&incoming.body);
	if (result != CURLE_OK)
		fprintf(stderr, "curl: %s\n", curl_easy_strerror(result));
	return result == CURLE_OK;
}

static size_t run(CURL *curl, struct arena *arena, char **words)
{
	static const char *const names[] = {"url", "issuer", "tenantId", "adminKey"};
	struct http_case_vars vars = {.arena = arena};
	struct http_case_transport transport = {curl, send_request};
	struct http_case_file file;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		http_case_set(&vars, text_from(names[i]), text_from(words[i]));
	if (!http_case_load(arena, words[4], &file))
		return 1;
	return http_case_run(&file, &transport, &vars);
}

int main(int argc, char **argv)
{
	struct arena *arena;
	CURL *curl;
	size_t failures;

	if (argc != 6) {
		fputs("usage: http_cases URL ISSUER-URL TENANT-ID ADMIN-KEY FILE\n", stderr);
		return 2;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	curl = curl_easy_init();
	arena = arena_new();
	failures = run(curl, arena, argv + 1);
	if (failures > 0)
		fprintf(stderr, "%s: %zu expectations failed\n", argv[5], failures);
	arena_free(arena);
	curl_easy_cleanup(curl);
	curl_global_cleanup();
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
