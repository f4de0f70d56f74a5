#include <stdio.h>
#include <time.h>

#include "base/jsonread.h"
#include "support/http_case.h"

#define COPIES_MAX 1000000

void http_case_set(struct http_case_vars *vars, struct text name, struct text value)
{
	size_t i = 0;

	while (i < vars->count && !text_equal(vars->names[i], name))
		i++;
	if (i == sizeof(vars->names) / sizeof(vars->names[0])) {
		fprintf(stderr, "too many variables\n");
		return;
	}
	if (i == vars->count)
		vars->names[vars->count++] = arena_text(vars->arena, name);
	vars->values[i] = arena_text(vars->arena, value);
}

struct text http_case_get(const struct http_case_vars *vars, struct text name)
{
	for (size_t i = 0; i < vars->count; i++) {
		if (text_equal(vars->names[i], name))
			return vars->values[i];
	}
	return TEXT_NONE;
}

/* Where values come from that no step has captured. */
struct source {
	struct http_case_vars *vars;
	const struct http_case_transport *transport; /* to the issuer */
	struct arena *arena;
};

/* "token", "token.v1" or "token.other", then ":directory:app:form" as far as given. */
struct wanted_token {
	struct text kind, directory, app, form;
};

static struct wanted_token read_wanted(struct text name)
{
	struct wanted_token wanted = {.form = TEXT("")};
	struct text part;

	text_split_next(&name, ':', &wanted.kind);
	wanted.directory = text_equal(wanted.kind, TEXT("token.other"))
		? TEXT(HTTP_CASE_OTHER_DIRECTORY)
		: TEXT(HTTP_CASE_DIRECTORY);
	wanted.app = TEXT(HTTP_CASE_APP);
	if (text_split_next(&name, ':', &part) && part.length > 0)
		wanted.directory = part;
	if (text_split_next(&name, ':', &part) && part.length > 0)
		wanted.app = part;
	if (text_is_set(name))
		wanted.form = name;
	return wanted;
}

static struct http_case_request token_request(
	struct source *source, const struct wanted_token *wanted)
{
	bool v1 = text_equal(wanted->kind, TEXT("token.v1"));
	struct http_case_request request = {.method = TEXT("POST"), .header_count = 1};

	request.url = arena_printf(source->arena, "%s/%s/oauth2/%s",
		http_case_get(source->vars, TEXT("issuer")).data,
		arena_cstr(source->arena, wanted->directory), v1 ? "token" : "v2.0/token");
	request.headers[0] = (struct message_header){
		TEXT("Content-Type"), TEXT("application/x-www-form-urlencoded")};
	request.body = arena_printf(source->arena,
		"grant_type=client_credentials&client_id=%s&client_secret=s&%s=api://" HTTP_CASE_API
		"%s&%s",
		arena_cstr(source->arena, wanted->app), v1 ? "resource" : "scope",
		v1 ? "" : "/.default", arena_cstr(source->arena, wanted->form));
	return request;
}

/* A token is minted once a file, so that a later step can show the same one. */
static struct text mint(struct source *source, struct text name)
{
	struct wanted_token wanted = read_wanted(name);
	struct http_case_request request = token_request(source, &wanted);
	struct response answer = {0};
	struct text token;

	if (!source->transport->send(
		    source->transport->context, source->arena, &request, &answer) ||
		answer.status != 200)
		return TEXT_NONE;
	token = jsonread_member_text(
		jsonread_parse(source->arena, answer.body, NULL), "access_token");
	if (text_is_set(token))
		http_case_set(source->vars, name, token);
	return token;
}

/* "x*1001": x as often as that. */
static struct text repeat(struct arena *arena, struct text name)
{
	size_t star = text_find(name, '*');
	struct text piece = text_slice(name, 0, star);
	int64_t count;
	char *out;

	if (piece.length == 0 || !text_to_int64(text_slice(name, star + 1, name.length), &count) ||
		count < 0 || count > COPIES_MAX)
		return TEXT_NONE;
	out = arena_alloc(arena, piece.length * (size_t)count + 1);
	for (size_t i = 0; i < piece.length * (size_t)count; i++)
		out[i] = piece.data[i % piece.length];
	return (struct text){out, piece.length * (size_t)count};
}

/* "httpDate" or "httpDate:-60": now, or so many seconds from now; later steps have the same. */
static struct text make_date(struct source *source, struct text name)
{
	struct text rest = name, word;
	int64_t offset_s = 0;
	time_t at = time(NULL);
	struct tm tm;
	char date[64];

	text_split_next(&rest, ':', &word);
	if (!text_equal(word, TEXT("httpDate")) ||
		(text_is_set(rest) && !text_to_int64(rest, &offset_s)))
		return TEXT_NONE;
	at += (time_t)offset_s;
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &tm));
	http_case_set(source->vars, name, text_from(date));
	return http_case_get(source->vars, name);
}

static struct text value_of(struct source *source, struct text name)
{
	struct text value = http_case_get(source->vars, name);

	if (!text_is_set(value))
		value = make_date(source, name);
	if (text_is_set(value))
		return value;
	if (text_starts_with(name, TEXT("token")))
		return mint(source, name);
	return repeat(source->arena, name);
}

static bool find_pair(struct text t, char c, size_t from, size_t *ret_at)
{
	for (size_t i = from; i + 1 < t.length; i++) {
		if (t.data[i] == c && t.data[i + 1] == c) {
			*ret_at = i;
			return true;
		}
	}
	return false;
}

/* The last "{{" with a "}}" behind it: an inner variable comes before the one around it. */
static bool find_variable(struct text t, size_t *ret_open, size_t *ret_close)
{
	bool found = false;
	size_t open = 0, close;

	while (find_pair(t, '{', open, &open)) {
		if (find_pair(t, '}', open + 2, &close)) {
			*ret_open = open;
			*ret_close = close;
			found = true;
		}
		open++;
	}
	return found;
}

struct text http_case_expand(struct http_case_vars *vars,
	const struct http_case_transport *transport, struct text t, struct text *ret_unknown)
{
	struct source source = {vars, transport, vars->arena};
	size_t open, close;

	while (find_variable(t, &open, &close)) {
		struct text name, value;

		/* The form of a token may end with the brace of a JSON object. */
		while (text_starts_with(text_slice(t, open + 2, t.length), TEXT("token")) &&
			close + 2 < t.length && t.data[close + 2] == '}')
			close++;
		name = text_slice(t, open + 2, close - open - 2);
		value = value_of(&source, name);
		if (!text_is_set(value)) {
			*ret_unknown = name;
			return TEXT_NONE;
		}
		t = arena_printf(vars->arena, "%.*s%.*s%.*s", (int)open, t.data, (int)value.length,
			value.data, (int)(t.length - close - 2), t.data + close + 2);
	}
	return t;
}
