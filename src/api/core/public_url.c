#include "api/core/public_url.h"

#define LOCAL TEXT("localhost")
#define WELL_KNOWN "/.well-known/oauth-protected-resource"

/* RFC 9728 §3.1: the well-known part goes between host and path. */
static const char *metadata_url(struct arena *arena, const char *public_url)
{
	struct text all = text_from(public_url);
	size_t host = 0, path;

	while (host < all.length && !text_starts_with(text_slice(all, host, 3), TEXT("://")))
		host++;
	if (host == all.length)
		return "";
	host += 3;
	path = host + text_find(text_slice(all, host, all.length), '/');
	return arena_printf(arena, "%.*s" WELL_KNOWN "%s", (int)path, all.data, all.data + path)
		.data;
}

void public_url_set(struct service *service, const char *url)
{
	if (service->public_url[0] != '\0')
		return;
	service->metadata_url = metadata_url(service->arena, url);
	service->public_url = url;
}

/* server.public-url takes precedence over the headers of a trusted proxy. */
bool public_url_is_of_request(const struct call *call)
{
	return text_is_set(call->request->host) &&
		call->service->runtime.config->server_public_url[0] == '\0';
}

struct text public_url_text(const struct call *call)
{
	const struct request *request = call->request;

	if (!public_url_is_of_request(call))
		return text_from(call->service->public_url);
	return arena_printf(call->arena, "%s://%.*s",
		text_is_set(request->scheme) ? request->scheme.data : "http",
		(int)request->host.length, request->host.data);
}

struct text public_url_link(struct call *call, const char *format, ...)
{
	va_list args;
	struct text path;

	va_start(args, format);
	path = arena_vprintf(call->arena, format, args);
	va_end(args);
	return arena_printf(call->arena, "%s%s", public_url_text(call).data, path.data);
}

bool public_url_is_secure(const struct call *call)
{
	return text_starts_with(public_url_text(call), TEXT("https://"));
}

const char *public_url_metadata(const struct call *call)
{
	return public_url_is_of_request(call)
		? metadata_url(call->arena, public_url_text(call).data)
		: call->service->metadata_url;
}

struct text public_url_authority(struct text url)
{
	size_t colon = text_find(url, ':');

	if (!text_starts_with(text_slice(url, colon, url.length), TEXT("://")))
		return TEXT("");
	url = text_slice(url, colon + 3, url.length);
	return text_slice(url, 0, text_find(url, '/'));
}

/* A client on the same machine can use this name for any address. */
static bool is_local(struct text host)
{
	return text_equal_nocase(text_slice(host, 0, text_find(host, ':')), LOCAL);
}

void public_url_check_host(const struct call *call)
{
	struct service *service = call->service;
	struct text host = message_header(call->request, "Host");
	struct text listening = text_from(service->public_url);

	if (service->runtime.config->server_public_url[0] != '\0' ||
		text_is_set(call->request->host) || host.length == 0 || listening.length == 0 ||
		atomic_load_explicit(&service->warned_of_host, memory_order_relaxed))
		return;
	if (is_local(host) || text_equal_nocase(host, public_url_authority(listening)) ||
		atomic_exchange(&service->warned_of_host, true))
		return;
	LOG_NOW(service->runtime.log, LOG_WARNING, "public-url-missing", LOG_TEXT("host", host),
		LOG_TEXT("links", listening),
		LOG_CSTR("remedy", "set server.public-url, or server.trusted-proxies"));
}
