#include "http/forwarded.h"

#include "http/address.h"
#include "http/framing.h"

#define MALFORMED "The Forwarded or X-Forwarded-For header of a trusted proxy is malformed."

struct hop {
	struct text node, scheme, host; /* absent: not reported */
};

/* A ring of the last hops; `count` counts all of them. */
struct hops {
	struct hop list[FORWARDED_HOPS_MAX];
	size_t count;
};

/* The client as reported by one kind of headers. */
struct forwarded_info {
	struct text client, scheme, host; /* absent: not reported */
};

static struct hop *add_hop(struct hops *hops)
{
	struct hop *hop = &hops->list[hops->count++ % FORWARDED_HOPS_MAX];

	*hop = (struct hop){0};
	return hop;
}

/* Returns the hop at this distance from the last one. There must be at least one hop. */
static const struct hop *hop_from_last(const struct hops *hops, size_t distance)
{
	return &hops->list[(hops->count - 1 - distance) % FORWARDED_HOPS_MAX];
}

/* Parses an address with or without a port: as in RFC 7239 §6, or as is customary in
 * X-Forwarded-For. */
static bool read_node(struct arena *arena, struct text node, struct text *ret_address)
{
	size_t colon = text_find(node, ':');
	struct text rest = text_slice(node, colon + 1, node.length);
	bool one_colon = colon < node.length && text_find(rest, ':') == rest.length;

	if (text_starts_with(node, TEXT("["))) {
		if (!framing_is_host(node))
			return false;
		node = text_slice(node, 1, text_find(node, ']') - 1);
	} else if (one_colon) {
		if (!framing_is_host(node))
			return false;
		node = text_slice(node, 0, colon);
	}
	*ret_address = address_text(arena, node);
	return text_is_set(*ret_address);
}

/* RFC 7239 sections 6.2 and 6.3. */
static bool is_nameless(struct text node)
{
	struct text name = text_slice(node, 0, text_find(node, ':'));

	return text_equal_nocase(name, TEXT("unknown")) || text_starts_with(name, TEXT("_"));
}

/* Finds the client: its address, and its distance from the last hop. */
static const char *find_client(const struct proxy_list *trusted, const struct hops *hops,
	struct request *request, struct text *client, size_t *ret_distance)
{
	size_t distance = 0;

	for (; distance < hops->count; distance++) {
		const struct hop *hop = hop_from_last(hops, distance);

		*ret_distance = distance;
		if (distance == FORWARDED_HOPS_MAX)
			return "The request came through too many proxies.";
		if (is_nameless(hop->node))
			return NULL;
		if (!read_node(request->arena, hop->node, client))
			return MALFORMED;
		if (!proxy_list_has(trusted, *client))
			return NULL;
	}
	return NULL;
}

/* Removes one element of a list that may contain quoted strings. Returns false if a quote does not
 * end. */
static bool split_quoted(struct text *rest, char separator, struct text *ret_piece)
{
	bool quoted = false;
	size_t at = 0;

	for (; at < rest->length && (quoted || rest->data[at] != separator); at++) {
		if (rest->data[at] == '"')
			quoted = !quoted;
		else if (rest->data[at] == '\\')
			return false;
	}
	*ret_piece = text_slice(*rest, 0, at);
	*rest = at < rest->length ? text_slice(*rest, at + 1, rest->length) : TEXT_NONE;
	return !quoted;
}

static bool unquote(struct text *value)
{
	struct text t = *value;

	if (t.length >= 2 && t.data[0] == '"' && t.data[t.length - 1] == '"')
		t = text_slice(t, 1, t.length - 2);
	*value = t;
	return t.length > 0 && text_find(t, '"') == t.length;
}

/* Parses a name=value pair of an element. Ignores unknown names. */
static bool parse_pair(struct hop *hop, struct text pair)
{
	size_t equals = text_find(pair, '=');
	struct text name = text_trim(text_slice(pair, 0, equals));
	struct text value = text_trim(text_slice(pair, equals + 1, pair.length));
	struct text *to = text_equal_nocase(name, TEXT("for")) ? &hop->node
		: text_equal_nocase(name, TEXT("proto"))       ? &hop->scheme
		: text_equal_nocase(name, TEXT("host"))	       ? &hop->host
							       : NULL;

	if (equals == pair.length || name.length == 0 || !unquote(&value))
		return false;
	if (to == NULL)
		return true;
	if (text_is_set(*to))
		return false;
	*to = value;
	return true;
}

static bool parse_element(struct hops *hops, struct text element)
{
	struct hop *hop;
	struct text pair;

	if (text_trim(element).length == 0)
		return true;
	hop = add_hop(hops);
	while (text_is_set(element)) {
		if (!split_quoted(&element, ';', &pair))
			return false;
		if (text_trim(pair).length > 0 && !parse_pair(hop, pair))
			return false;
	}
	if (!text_is_set(hop->node))
		hop->node = TEXT("unknown");
	return true;
}

static const char *read_forwarded(
	const struct proxy_list *trusted, struct request *request, struct forwarded_info *info)
{
	struct hops hops = {.count = 0};
	size_t distance = 0;
	const char *flaw;

	for (size_t i = 0; i < request->header_count; i++) {
		struct text rest = request->headers[i].value, element;

		if (!text_equal_nocase(request->headers[i].name, TEXT("Forwarded")))
			continue;
		while (text_is_set(rest)) {
			if (!split_quoted(&rest, ',', &element) || !parse_element(&hops, element))
				return MALFORMED;
		}
	}
	if (hops.count == 0)
		return NULL;
	info->client = request->client_address;
	flaw = find_client(trusted, &hops, request, &info->client, &distance);
	info->scheme = hop_from_last(&hops, distance)->scheme;
	info->host = hop_from_last(&hops, distance)->host;
	return flaw;
}

static struct hops read_list(const struct request *request, const char *name)
{
	struct hops hops = {.count = 0};

	for (size_t i = 0; i < request->header_count; i++) {
		struct text rest = request->headers[i].value, element;

		if (!text_equal_nocase(request->headers[i].name, text_from(name)))
			continue;
		while (text_split_next(&rest, ',', &element)) {
			element = text_trim(element);
			if (element.length > 0)
				add_hop(&hops)->node = element;
		}
	}
	return hops;
}

/* Returns the value that the proxy next to the client wrote. Assumes that a proxy that writes a
 * list writes all of it. */
static struct text value_at(const struct request *request, const char *name, size_t distance)
{
	struct hops hops = read_list(request, name);

	if (hops.count == 0)
		return TEXT_NONE;
	return hop_from_last(&hops, distance < hops.count ? distance : hops.count - 1)->node;
}

static const char *read_x_forwarded(
	const struct proxy_list *trusted, struct request *request, struct forwarded_info *info)
{
	struct hops hops = read_list(request, "X-Forwarded-For");
	size_t distance = 0;
	const char *flaw = NULL;

	if (hops.count > 0) {
		info->client = request->client_address;
		flaw = find_client(trusted, &hops, request, &info->client, &distance);
	}
	info->scheme = value_at(request, "X-Forwarded-Proto", distance);
	info->host = value_at(request, "X-Forwarded-Host", distance);
	return flaw;
}

/* Combines two values. Either may be absent. Returns false if they differ. */
static bool agree(struct text a, struct text b, struct text *ret_one)
{
	*ret_one = text_is_set(a) ? a : b;
	return !text_is_set(a) || !text_is_set(b) || text_equal_nocase(a, b);
}

static const char *apply(
	struct request *request, const struct forwarded_info *a, const struct forwarded_info *b)
{
	struct text client, scheme, host;

	if (!agree(a->client, b->client, &client) || !agree(a->scheme, b->scheme, &scheme) ||
		!agree(a->host, b->host, &host))
		return "Forwarded and X-Forwarded-* contradict each other.";
	if (text_is_set(client))
		request->client_address = client;
	if (text_equal_nocase(scheme, TEXT("https")))
		request->scheme = TEXT("https");
	else if (text_equal_nocase(scheme, TEXT("http")))
		request->scheme = TEXT("http");
	else if (text_is_set(scheme))
		return "Forwarded or X-Forwarded-Proto names neither http nor https.";
	if (text_is_set(host) && (host.length == 0 || !framing_is_host(host)))
		return "Forwarded or X-Forwarded-Host does not name a valid host.";
	request->host = host;
	return NULL;
}

const char *forwarded_read(const struct proxy_list *trusted, struct request *request)
{
	struct forwarded_info standard = {.client = TEXT_NONE}, custom = standard;
	const char *flaw = read_forwarded(trusted, request, &standard);

	if (flaw == NULL)
		flaw = read_x_forwarded(trusted, request, &custom);
	return flaw == NULL ? apply(request, &standard, &custom) : flaw;
}
