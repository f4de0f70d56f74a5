#include "config/config_url.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

#define PLACEHOLDER "{productId}"
#define DOMAIN_END "/?#"

/* Characters of a URL (RFC 3986 §2.2, §2.3), including the percent sign. */
#define URL_BYTES                                                                                  \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"

/* Returns the start of the host, or NULL. */
static const char *host_of(const char *url)
{
	if (text_starts_with(text_from(url), TEXT("https://")))
		return url + strlen("https://");
	if (text_starts_with(text_from(url), TEXT("http://")))
		return url + strlen("http://");
	return NULL;
}

bool config_url_is_product(const char *url)
{
	const char *host = host_of(url), *placeholder = strstr(url, PLACEHOLDER), *rest;
	size_t length, dot;

	if (host == NULL || placeholder == NULL)
		return false;
	length = strcspn(host, DOMAIN_END);
	dot = strcspn(host, ".");
	rest = placeholder + strlen(PLACEHOLDER);
	return dot > 0 && dot + 1 < length && placeholder >= host + length &&
		url + strspn(url, URL_BYTES) == placeholder &&
		rest[strspn(rest, URL_BYTES)] == '\0';
}

#define LETTERS_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define HOST_BYTES LETTERS_DIGITS "-._"
/* Characters of a path (RFC 3986 §3.3), except the apostrophe, which is a quote. */
#define PATH_BYTES LETTERS_DIGITS "-._~!$&()*+,;=:@%/"
#define PORT_MAX 65535

/* Returns the length of the host name, IPv4 address or bracketed IPv6 address at the start of
 * `url`, or 0 if there is none. */
static size_t host_length(const char *url)
{
	char address[INET6_ADDRSTRLEN];
	unsigned char bytes[sizeof(struct in6_addr)];
	size_t length;

	if (url[0] != '[')
		return strspn(url, HOST_BYTES);
	length = strcspn(url + 1, "]");
	if (length >= sizeof(address) || url[1 + length] != ']')
		return 0;
	memcpy(address, url + 1, length);
	address[length] = '\0';
	return inet_pton(AF_INET6, address, bytes) == 1 ? length + 2 : 0;
}

bool config_url_is_public(const char *url)
{
	const char *host = host_of(url), *end;
	size_t length;
	int64_t port;

	if (host == NULL || (length = host_length(host)) == 0)
		return false;
	end = host + length;
	if (end[0] == ':') {
		length = strcspn(++end, "/");
		if (!text_to_int64((struct text){end, length}, &port) || port < 1 ||
			port > PORT_MAX)
			return false;
		end += length;
	}
	return (end[0] == '\0' || end[0] == '/') && end[strspn(end, PATH_BYTES)] == '\0';
}
