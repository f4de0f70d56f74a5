#include <stdio.h>
#include <time.h>

#include "base/jsonread.h"
#include "support/http_case.h"
#include "support/wait.h"

#define REPEAT_MAX 1000000
#define SHOWN_BYTES 3000

#define AGAIN_MS 50
#define AGAIN_MAX 600

struct run {
	const struct http_case_file *file;
	const struct http_case_transport *transport;
	struct http_case_vars *vars;
	struct arena *arena;
	size_t failures;
};

static void complain(
	struct run *run, int line, struct text expected, const char *label, struct text came)
{
	fprintf(stderr, "%s:%d: %.*s\n\t%s %.*s\n", run->file->path, line, (int)expected.length,
		expected.data, label, (int)came.length, came.data);
	run->failures++;
}

static void show(const struct http_case_step *step, const struct response *answer)
{
	struct text body = text_slice(answer->body, 0, SHOWN_BYTES);

	fprintf(stderr, "\tthe step \"%.*s\" was answered: %d\n", (int)step->name.length,
		step->name.data, answer->status);
	for (size_t i = 0; i < answer->header_count; i++)
		fprintf(stderr, "\t%.*s: %.*s\n", (int)answer->headers[i].name.length,
			answer->headers[i].name.data, (int)answer->headers[i].value.length,
			answer->headers[i].value.data);
	fprintf(stderr, "\n\t%.*s\n", (int)body.length, body.length > 0 ? body.data : "");
}

/* "token", "token.v1" or "token.other", then ":directory:app:form" as far as given. */
struct wanted_token {
	struct text kind, directory, app, form;
};

static struct wanted_token read_wanted(struct text name)
{
	struct wanted_token wanted = {.form = TEXT("")};
	struct text part;

	text_cut(&name, ':', &wanted.kind);
	wanted.directory = text_equal(wanted.kind, TEXT("token.other"))
		? TEXT(HTTP_CASE_OTHER_DIRECTORY)
		: TEXT(HTTP_CASE_DIRECTORY);
	wanted.app = TEXT(HTTP_CASE_APP);
	if (text_cut(&name, ':', &part) && part.length > 0)
		wanted.directory = part;
	if (text_cut(&name, ':', &part) && part.length > 0)
		wanted.app = part;
	if (text_is_set(name))
		wanted.form = name;
	return wanted;
}

static struct http_case_request token_request(struct run *run, const struct wanted_token *wanted)
{
	bool v1 = text_equal(wanted->kind, TEXT("token.v1"));
	struct http_case_request request = {.method = TEXT("POST"), .header_count = 1};

	request.url = arena_printf(run->arena, "%s/%s/oauth2/%s",
		http_case_get(run->vars, TEXT("issuer")).data,
		arena_cstr(run->arena, wanted->directory), v1 ? "token" : "v2.0/token");
	request.headers[0] = (struct message_header){
		TEXT("Content-Type"), TEXT("application/x-www-form-urlencoded")};
	request.body = arena_printf(run->arena,
		"grant_type=client_credentials&client_id=%s&client_secret=s&%s=api://" HTTP_CASE_API
		"%s&%s",
		arena_cstr(run->arena, wanted->app), v1 ? "resource" : "scope",
		v1 ? "" : "/.default", arena_cstr(run->arena, wanted->form));
	return request;
}

/* A token is minted once a file, so that a later step can show the same one. */
static struct text mint(struct run *run, struct text name)
{
	struct wanted_token wanted = read_wanted(name);
	struct http_case_request request = token_request(run, &wanted);
	struct response answer = {0};
	struct text token;

	if (!run->transport->send(run->transport->context, run->arena, &request, &answer) ||
		answer.status != 200)
		return TEXT_NONE;
	token = jsonread_member_text(jsonread_parse(run->arena, answer.body, NULL), "access_token");
	if (text_is_set(token))
		http_case_set(run->vars, name, token);
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
		count < 0 || count > REPEAT_MAX)
		return TEXT_NONE;
	out = arena_alloc(arena, piece.length * (size_t)count + 1);
	for (size_t i = 0; i < piece.length * (size_t)count; i++)
		out[i] = piece.data[i % piece.length];
	return (struct text){out, piece.length * (size_t)count};
}

/* "httpDate" or "httpDate:-60": now, or so many seconds from now; later steps have the same. */
static struct text make_date(struct run *run, struct text name)
{
	struct text rest = name, word;
	int64_t offset_s = 0;
	time_t at = time(NULL);
	struct tm tm;
	char date[64];

	text_cut(&rest, ':', &word);
	if (!text_equal(word, TEXT("httpDate")) ||
		(text_is_set(rest) && !text_to_int64(rest, &offset_s)))
		return TEXT_NONE;
	at += (time_t)offset_s;
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &tm));
	http_case_set(run->vars, name, text_from(date));
	return http_case_get(run->vars, name);
}

static struct text value_of(struct run *run, struct text name)
{
	struct text value = http_case_get(run->vars, name);

	if (!text_is_set(value))
		value = make_date(run, name);
	if (text_is_set(value))
		return value;
	if (text_starts_with(name, TEXT("token")))
		return mint(run, name);
	return repeat(run->arena, name);
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

/* The text with its variables put in; absent, after a complaint, when one is unknown. */
static struct text expand(struct run *run, int line, struct text t)
{
	size_t open, close;

	while (find_variable(t, &open, &close)) {
		struct text name, value;

		/* The form of a token may end with the brace of a JSON object. */
		while (text_starts_with(text_slice(t, open + 2, t.length), TEXT("token")) &&
			close + 2 < t.length && t.data[close + 2] == '}')
			close++;
		name = text_slice(t, open + 2, close - open - 2);
		value = value_of(run, name);
		if (!text_is_set(value)) {
			complain(run, line, t, "has a variable that nothing gave a value:", name);
			return TEXT_NONE;
		}
		t = arena_printf(run->arena, "%.*s%.*s%.*s", (int)open, t.data, (int)value.length,
			value.data, (int)(t.length - close - 2), t.data + close + 2);
	}
	return t;
}

static char hex_digit(char c)
{
	return (char)(text_find(TEXT("0123456789abcdef"), c) & 15);
}

static char escaped_byte(struct text t, size_t *at)
{
	char c = t.data[++*at];

	if (c == 'x' && *at + 2 < t.length) {
		*at += 2;
		return (char)(hex_digit(t.data[*at - 1]) << 4 | hex_digit(t.data[*at]));
	}
	if (c == 'n')
		return '\n';
	if (c == 'r')
		return '\r';
	return c == 't' ? '\t' : c;
}

static struct text unescape(struct arena *arena, struct text t)
{
	char *out = arena_alloc(arena, t.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < t.length; i++)
		out[length++] =
			t.data[i] == '\\' && i + 1 < t.length ? escaped_byte(t, &i) : t.data[i];
	return (struct text){out, length};
}

static bool make_request(
	struct run *run, const struct http_case_step *step, struct http_case_request *request)
{
	struct text line = expand(run, step->line, step->request), url;

	if (!text_is_set(line))
		return false;
	text_cut(&line, ' ', &request->method);
	url = line;
	request->url = text_starts_with(url, TEXT("/"))
		? arena_printf(run->arena, "%s%.*s", http_case_get(run->vars, TEXT("url")).data,
			  (int)url.length, url.data)
		: url;
	for (size_t i = 0; i < step->header_count; i++) {
		struct text header = expand(run, step->line, step->headers[i]);
		struct message_header *to = &request->headers[request->header_count++];

		if (!text_is_set(header))
			return false;
		text_cut(&header, ':', &to->name);
		to->value = text_trim(header);
	}
	request->body = expand(run, step->line, step->body);
	if (step->has_escapes)
		request->body = unescape(run->arena, request->body);
	return text_is_set(request->body) == text_is_set(step->body);
}

static bool is_for_issuer(struct run *run, const struct http_case_request *request)
{
	return text_starts_with(request->url, http_case_get(run->vars, TEXT("issuer")));
}

/* Sends the request, anew as long as the step says, but for no more than half a minute. */
static bool send(struct run *run, const struct http_case_step *step,
	const struct http_case_request *request, struct response *ret_answer)
{
	for (int i = 0; i < AGAIN_MAX; i++) {
		*ret_answer = (struct response){0};
		if (!run->transport->send(run->transport->context, run->arena, request, ret_answer))
			return false;
		if (step->again == 0 || ret_answer->status != step->again)
			return true;
		wait_ms(AGAIN_MS);
	}
	return true;
}

static void run_step(struct run *run, const struct http_case_step *step)
{
	struct http_case_request request = {0};
	struct response answer = {0};
	size_t failures = run->failures;
	struct text why;

	if (!make_request(run, step, &request))
		return;
	if (!send(run, step, &request, &answer)) {
		complain(run, step->line, step->request, "got no answer to", request.url);
		return;
	}
	why = is_for_issuer(run, &request)
		? TEXT_NONE
		: http_case_check_habits(run->arena, request.method, &answer);
	if (text_is_set(why))
		complain(run, step->line, TEXT("what holds for every answer"), "does not:", why);
	for (size_t i = 0; i < step->check_count; i++) {
		struct text check = expand(run, step->checks[i].number, step->checks[i].text);

		if (!text_is_set(check))
			continue;
		why = http_case_check(run->vars, check, &answer);
		if (text_is_set(why))
			complain(run, step->checks[i].number, check, "but", why);
	}
	if (run->failures > failures)
		show(step, &answer);
}

size_t http_case_run(const struct http_case_file *file, const struct http_case_transport *transport,
	struct http_case_vars *vars)
{
	struct run run = {.file = file, .transport = transport, .vars = vars, .arena = vars->arena};

	http_case_set(vars, TEXT("directory"), TEXT(HTTP_CASE_DIRECTORY));
	http_case_set(vars, TEXT("otherDirectory"), TEXT(HTTP_CASE_OTHER_DIRECTORY));
	http_case_set(vars, TEXT("partner"), TEXT(HTTP_CASE_PARTNER));
	http_case_set(vars, TEXT("app"), TEXT(HTTP_CASE_APP));
	http_case_set(vars, TEXT("api"), TEXT(HTTP_CASE_API));
	http_case_set(vars, TEXT("adminDirectory"), TEXT(HTTP_CASE_ADMIN_DIRECTORY));
	http_case_set(vars, TEXT("adminApp"), TEXT(HTTP_CASE_ADMIN_APP));
	http_case_set(vars, TEXT("adminGroup"), TEXT(HTTP_CASE_ADMIN_GROUP));
	http_case_set(vars, TEXT("moderatorGroup"), TEXT(HTTP_CASE_MODERATOR_GROUP));
	http_case_set(vars, TEXT("auditorGroup"), TEXT(HTTP_CASE_AUDITOR_GROUP));
	for (size_t i = 0; i < file->step_count; i++)
		run_step(&run, &file->steps[i]);
	return run.failures;
}
