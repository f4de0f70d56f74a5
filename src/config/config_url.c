#include "config/config_url.h"

#include <string.h>

#include "base/text.h"

#define PLACE "{productId}"
#define DOMAIN_END "/?#"

/* What a URL consists of (RFC 3986 §2.2, §2.3), and the percent sign. */
#define URL_BYTES                                                                                  \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"

/* Where the host begins, or NULL. */
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
	const char *host = host_of(url), *place = strstr(url, PLACE), *rest;
	size_t length, dot;

	if (host == NULL || place == NULL)
		return false;
	length = strcspn(host, DOMAIN_END);
	dot = strcspn(host, ".");
	rest = place + strlen(PLACE);
	return dot > 0 && dot + 1 < length && place >= host + length &&
		url + strspn(url, URL_BYTES) == place && rest[strspn(rest, URL_BYTES)] == '\0';
}
