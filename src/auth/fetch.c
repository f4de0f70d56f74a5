#include "auth/fetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"

/* Concurrent transfers. Further ones are queued, and their timeout includes the time in the
 * queue. */
#define FETCH_CONNECTIONS_MAX 32L

struct transfer {
	struct arena *arena;
	struct buffer body;
	CURL *easy;
	void *tag;
	struct transfer *next;
	const char *refused; /* why the transfer was never started, or NULL */
};

struct context {
	struct fetch_options options;
	CURLM *multi;
	struct transfer *all; /* in progress, finished, or refused, until take() removes them */
};

bool fetch_is_allowed_url(struct text url, bool allow_loopback_http)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};
	struct text authority;

	if (text_starts_with(url, TEXT("https://")))
		return true;
	if (!allow_loopback_http || !text_starts_with(url, TEXT("http://")))
		return false;
	authority = text_slice(url, 7, url.length);
	authority = text_slice(authority, 0, text_find(authority, '/'));
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct text host = text_from(hosts[i]);
		struct text port = text_slice(authority, host.length, authority.length);

		if (text_starts_with(authority, host) &&
			(port.length == 0 || port.data[0] == ':') &&
			text_find(port, '@') == port.length)
			return true;
	}
	return false;
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;

	buffer_add(&transfer->body, (struct text){bytes, size * count});
	/* A short count makes libcurl end the transfer. */
	return transfer->body.full ? 0 : size * count;
}

/* Rejects a FIFO: libcurl opens the file on the thread of all fetches and would block forever. */
static bool set_authority_file(CURL *easy, const char *path)
{
	int descriptor = file_open(path, 0);
	bool is_odd = descriptor < 0 && errno == EINVAL;

	if (descriptor >= 0)
		close(descriptor);
	return !is_odd && curl_easy_setopt(easy, CURLOPT_CAINFO, path) == CURLE_OK;
}

/* Reads the environment variables of the curl tool, which libcurl ignores. */
static bool set_authorities(CURL *easy, const char *ca_file)
{
	static const char *const files[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};
	const char *folder = getenv("SSL_CERT_DIR");

	/* Trust only this file, not the system's directory as well. */
	if (ca_file[0] != '\0')
		return set_authority_file(easy, ca_file) &&
			curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *path = getenv(files[i]);

		if (path != NULL && path[0] != '\0')
			return set_authority_file(easy, path);
	}
	return folder == NULL || folder[0] == '\0' ||
		curl_easy_setopt(easy, CURLOPT_CAPATH, folder) == CURLE_OK;
}

/* Without a setting, libcurl reads the proxy from the environment. */
static bool set_proxy(CURL *easy, const char *proxy, bool https)
{
	if (!https)
		return curl_easy_setopt(easy, CURLOPT_NOPROXY, "*") == CURLE_OK;
	return proxy[0] == '\0' || curl_easy_setopt(easy, CURLOPT_PROXY, proxy) == CURLE_OK;
}

/* libcurl does not copy the form: it must outlive the transfer. */
static bool set_form(CURL *easy, struct text form)
{
	return !text_is_set(form) ||
		(curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)form.length) == CURLE_OK &&
			curl_easy_setopt(easy, CURLOPT_POSTFIELDS, form.data) == CURLE_OK);
}

static bool configure(const struct context *context, struct transfer *transfer,
	const struct fetch_request *request)
{
	const struct fetch_options *options = &context->options;
	bool https = text_starts_with(text_from(request->url), TEXT("https://"));
	CURL *easy = transfer->easy;

	return curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, https ? "https" : "http") ==
		CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)options->timeout_ms) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_USERAGENT, "s2s-registry") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer) == CURLE_OK &&
		set_proxy(easy, options->proxy, https) && set_form(easy, request->form);
}

/* Returns NULL, or the reason why the transfer cannot be started. */
static const char *prepare(const struct context *context, struct transfer *transfer,
	const struct fetch_request *request)
{
	transfer->body = buffer_make(transfer->arena, FETCH_BYTES_MAX);
	transfer->easy = curl_easy_init();
	if (!fetch_is_allowed_url(text_from(request->url), context->options.allow_loopback_http))
		return "the URL is not https";
	if (transfer->easy == NULL || !configure(context, transfer, request))
		return "the transfer could not be set up";
	if (!set_authorities(transfer->easy, context->options.ca_file))
		return "the file of certificate authorities is not a regular file";
	return NULL;
}

static void start(void *opaque, const char *url, void *tag)
{
	struct context *context = opaque;
	struct arena *arena = arena_new();
	struct transfer *transfer = arena_alloc(arena, sizeof(*transfer));

	transfer->arena = arena;
	transfer->tag = tag;
	transfer->refused = prepare(context, transfer, &(struct fetch_request){.url = url});
	if (transfer->refused == NULL &&
		curl_multi_add_handle(context->multi, transfer->easy) != CURLM_OK)
		transfer->refused = "the transfer could not be set up";
	transfer->next = context->all;
	context->all = transfer;
}

static struct transfer *find_refused(const struct context *context)
{
	struct transfer *transfer = context->all;

	while (transfer != NULL && transfer->refused == NULL)
		transfer = transfer->next;
	return transfer;
}

/* Transfers data without blocking. Returns true if a finished transfer has not been taken yet. */
static bool perform(struct context *context)
{
	int running = 0, known = 0;

	curl_multi_perform(context->multi, &running);
	for (struct transfer *transfer = context->all; transfer != NULL; transfer = transfer->next)
		known++;
	return running < known;
}

static void wait(void *opaque, int64_t timeout_ms)
{
	struct context *context = opaque;

	if (perform(context))
		return;
	curl_multi_poll(context->multi, NULL, 0, (int)timeout_ms, NULL);
	perform(context);
}

static void finish(struct context *context, struct transfer *transfer)
{
	struct transfer **link = &context->all;

	while (*link != NULL && *link != transfer)
		link = &(*link)->next;
	*link = transfer->next;
	if (transfer->easy != NULL) {
		curl_multi_remove_handle(context->multi, transfer->easy);
		curl_easy_cleanup(transfer->easy);
	}
	arena_free(transfer->arena);
}

static void describe(struct arena *arena, const struct transfer *transfer, CURLcode code,
	struct fetch_result *result)
{
	long status = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	result->status = (int)status;
	result->good = code == CURLE_OK && status == 200;
	if (transfer->body.full)
		result->why = TEXT("the response is larger than 1 MiB");
	else if (code != CURLE_OK)
		result->why = text_from(curl_easy_strerror(code));
	else
		result->why = arena_printf(arena, "the response has status %ld", status);
	result->body = arena_text(arena, buffer_text(&transfer->body));
}

static bool take(void *opaque, struct arena *arena, struct fetch_result *ret_result)
{
	struct context *context = opaque;
	struct transfer *transfer = find_refused(context);
	CURLMsg *message = NULL;
	int left;

	*ret_result = (struct fetch_result){0};
	if (transfer != NULL) {
		ret_result->why = text_from(transfer->refused);
	} else {
		do
			message = curl_multi_info_read(context->multi, &left);
		while (message != NULL && message->msg != CURLMSG_DONE);
		if (message == NULL)
			return false;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		describe(arena, transfer, message->data.result, ret_result);
	}
	ret_result->tag = transfer->tag;
	finish(context, transfer);
	return true;
}

static void once(void *opaque, const struct fetch_request *request, struct arena *arena,
	struct fetch_result *ret_result)
{
	struct transfer transfer = {.arena = arena};

	*ret_result = (struct fetch_result){0};
	transfer.refused = prepare(opaque, &transfer, request);
	if (transfer.refused != NULL)
		ret_result->why = text_from(transfer.refused);
	else
		describe(arena, &transfer, curl_easy_perform(transfer.easy), ret_result);
	curl_easy_cleanup(transfer.easy);
}

static void wake(void *opaque)
{
	struct context *context = opaque;

	curl_multi_wakeup(context->multi);
}

static void free_context(void *opaque)
{
	struct context *context = opaque;

	while (context->all != NULL)
		finish(context, context->all);
	curl_multi_cleanup(context->multi);
	free(context);
}

struct fetch fetch_curl(const struct fetch_options *options)
{
	struct context *context = calloc(1, sizeof(*context));

	if (context == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	context->options = *options;
	context->multi = curl_multi_init();
	if (context->multi == NULL ||
		curl_multi_setopt(context->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
			FETCH_CONNECTIONS_MAX) != CURLM_OK)
		abort();
	return (struct fetch){.context = context,
		.start = start,
		.wait = wait,
		.take = take,
		.wake = wake,
		.once = once,
		.free = free_context};
}
