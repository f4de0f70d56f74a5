#include "api/core/handlers.h"
#include "api/core/public_url.h"
#include "api/core/reply.h"
#include "api/reviews/feed_page.h"
#include "reviews/feed_position.h"

/* Seconds until the next poll: after the last change, and while more changes wait. */
#define RETRY_AFTER_LAST "60"
#define RETRY_AFTER_MORE "1"

#define PAGE_DEFAULT 100

#define GATEWAY_HEADER "X-MS-APIM-Referrer-Prefix"
#define GATEWAY_URL_BYTES_MAX 2000
#define GATEWAY_URL_CHARS                                                                          \
	TEXT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%/:")

struct trigger_query {
	struct text since;
	int64_t page_size;
};

#define AT(member) .offset = offsetof(struct trigger_query, member)

#define RULE_SINCE                                                                                 \
	{                                                                                          \
		.name = "since", .kind = FIELD_LINE, AT(since), .max = FEED_POSITION_BYTES_MAX     \
	}

static const struct field_rule batch_rules[] = {
	RULE_SINCE,
	{.name = "pageSize",
		.kind = FIELD_INTEGER,
		AT(page_size),
		.min = 1,
		.max = FEED_STORE_PAGE_MAX},
};

static const struct field_rule single_rules[] = {RULE_SINCE};

const struct call_query trigger_api_batch_query = {
	FIELD_TABLE(batch_rules), sizeof(struct trigger_query), NULL};
const struct call_query trigger_api_single_query = {
	FIELD_TABLE(single_rules), sizeof(struct trigger_query), NULL};

static bool is_first_poll(const struct trigger_query *query)
{
	return query->since.length == 0;
}

/* Reads the state of the trigger: the position after which it continues. */
static enum status read_state(
	struct call *call, const struct trigger_query *query, struct feed_position *ret_state)
{
	struct feed_position given;
	int64_t sequence = -1;
	enum status status = feed_position_last(call->db, ret_state, &call->fault);

	if (status != STATUS_OK || is_first_poll(query))
		return status;
	if (!feed_position_parse(query->since, &given)) {
		fault_add(&call->fault, TEXT("since"), "InvalidParameter",
			"since is not a state of this trigger; take it from the Location of the "
			"last response, or omit it.");
		return call->fault.status;
	}
	status = feed_position_resolve(call->db, given, &sequence, &call->fault);
	if (status == STATUS_OK && sequence < 0)
		fault_add(&call->fault, TEXT("since"), "InvalidParameter",
			"since is ahead of this feed, so it is not a state of this service's "
			"trigger. Omit since to start with the next change; to make a flow do "
			"so, remove its trigger, save the flow, and add the trigger again.");
	ret_state->sequence = sequence;
	return call->fault.status;
}

static bool is_plain_https_url(struct text url)
{
	if (!text_starts_with(url, TEXT("https://")) || url.length > GATEWAY_URL_BYTES_MAX ||
		public_url_authority(url).length == 0)
		return false;
	for (size_t i = 0; i < url.length; i++) {
		if (text_find(GATEWAY_URL_CHARS, url.data[i]) == GATEWAY_URL_CHARS.length)
			return false;
	}
	return true;
}

/* A connector's calls come from a gateway, which adds the token and names its own URL of the
 * connection. Only a poll that goes through the gateway again has a token. */
static struct text base_url(const struct call *call)
{
	struct text gateway = message_header(call->request, GATEWAY_HEADER);

	if (!is_plain_https_url(gateway))
		return public_url_text(call);
	if (gateway.data[gateway.length - 1] == '/')
		gateway.length--;
	return arena_text(call->arena, gateway);
}

static void add_next_poll(
	struct call *call, const struct trigger_query *query, struct feed_position state, bool more)
{
	struct text size = query->page_size == 0
		? TEXT("")
		: arena_printf(call->arena, "&pageSize=%lld", (long long)query->page_size);

	message_add_header(call->response, "Location",
		arena_printf(call->arena, "%s%s?since=%s%s", base_url(call).data,
			call->route->pattern, feed_position_text(call->arena, state).data,
			size.data));
	message_add_header(call->response, "Retry-After",
		more ? TEXT(RETRY_AFTER_MORE) : TEXT(RETRY_AFTER_LAST));
}

/* Only 200 starts a flow. The first poll only takes note of the end of the feed. */
static enum status poll(struct call *call, size_t limit, bool is_batch)
{
	const struct trigger_query *query = call->query;
	struct jsonwrite out = jsonwrite_make(call->arena, FEED_PAGE_BYTES_MAX);
	struct feed_page page = {.limit = limit, .write = feed_store_write_exported};
	struct feed_position state;
	enum status status = read_state(call, query, &state);

	if (is_batch)
		jsonwrite_open(&out, '[');
	page.cursor = state.sequence;
	if (status == STATUS_OK && !is_first_poll(query))
		status = feed_page_write(call, &out, &page);
	if (is_batch)
		jsonwrite_close(&out, ']');
	if (status != STATUS_OK)
		return status;
	state.sequence = page.cursor;
	status = page.count > 0 ? reply_json(call, 200, &out) : reply_empty(call, 202);
	add_next_poll(call, query, state, page.more);
	return status;
}

enum status trigger_api_batch(struct call *call)
{
	const struct trigger_query *query = call->query;

	return poll(call, query->page_size == 0 ? PAGE_DEFAULT : (size_t)query->page_size, true);
}

enum status trigger_api_single(struct call *call)
{
	return poll(call, 1, false);
}
