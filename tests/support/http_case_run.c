#include <stdio.h>

#include "support/connector_contract.h"
#include "support/contract.h"
#include "support/http_case.h"
#include "support/wait.h"

#define SHOWN_BYTES 3000

#define AGAIN_MS 50
#define AGAIN_MAX 600

struct run {
	const struct http_case_step *step;
	const struct http_case_transport *transport;
	struct http_case_vars *vars;
	struct arena *arena;
	struct contract contract;
	struct connector_contract connectors;
	size_t failures;
};

static void complain(
	struct run *run, int line, struct text expected, const char *label, struct text came)
{
	fprintf(stderr, "%s:%d: %.*s\n\t%s %.*s\n", run->step->path, line, (int)expected.length,
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

/* The text with its variables put in; absent, after a complaint, when one is unknown. */
static struct text expand(struct run *run, int line, struct text t)
{
	struct text unknown, all = http_case_expand(run->vars, run->transport, t, &unknown);

	if (!text_is_set(all) && text_is_set(t))
		complain(run, line, t, "has a variable that nothing gave a value:", unknown);
	return all;
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

static bool add_header(struct run *run, struct http_case_request *request, struct text header)
{
	struct message_header *to = &request->headers[request->header_count];

	header = expand(run, run->step->line, header);
	if (!text_is_set(header) || request->header_count == HTTP_CASE_HEADERS_MAX)
		return false;
	text_split_next(&header, ':', &to->name);
	to->value = text_trim(header);
	request->header_count++;
	return true;
}

static struct text name_of(struct text header)
{
	return text_slice(header, 0, text_find(header, ':'));
}

/* Whether the step says itself what this header is, or that there is none. */
static bool has_own(const struct http_case_step *step, struct text name)
{
	for (size_t i = 0; i < step->header_count; i++) {
		if (text_equal_nocase(name_of(step->headers[i]), name))
			return true;
	}
	for (size_t i = 0; i < step->without_count; i++) {
		if (text_equal_nocase(step->without[i], name))
			return true;
	}
	return false;
}

static bool fits(struct run *run, const struct http_case_default *usual, struct text url)
{
	struct text own = http_case_get(run->vars, TEXT("url"));

	if (text_equal(usual->where, TEXT("body")))
		return text_is_set(run->step->body);
	return text_starts_with(url, own) &&
		text_starts_with(text_slice(url, own.length, url.length), usual->where);
}

/* The defaults that the step leaves as they are: of each name the last that fits. */
static bool add_defaults(struct run *run, struct http_case_request *request)
{
	const struct http_case_step *step = run->step;

	for (size_t i = 0; i < step->default_count; i++) {
		const struct http_case_default *usual = &step->defaults[i];
		struct text name = name_of(usual->header);
		bool is_last = fits(run, usual, request->url) && !has_own(step, name);

		for (size_t j = i + 1; j < step->default_count; j++) {
			if (text_equal_nocase(name_of(step->defaults[j].header), name) &&
				fits(run, &step->defaults[j], request->url))
				is_last = false;
		}
		/* Without a value it takes the header away. */
		if (is_last && name.length + 1 < usual->header.length &&
			!add_header(run, request, usual->header))
			return false;
	}
	return true;
}

static bool make_request(
	struct run *run, const struct http_case_step *step, struct http_case_request *request)
{
	struct text line = expand(run, step->line, step->request), url;

	if (!text_is_set(line))
		return false;
	text_split_next(&line, ' ', &request->method);
	url = line;
	request->url = text_starts_with(url, TEXT("/"))
		? arena_printf(run->arena, "%s%.*s", http_case_get(run->vars, TEXT("url")).data,
			  (int)url.length, url.data)
		: url;
	for (size_t i = 0; i < step->header_count; i++) {
		if (!add_header(run, request, step->headers[i]))
			return false;
	}
	request->body = expand(run, step->line, step->body);
	if (step->has_escapes)
		request->body = unescape(run->arena, request->body);
	return text_is_set(request->body) == text_is_set(step->body) && add_defaults(run, request);
}

/* The rest of a URL of the service, or an absent text for one of the issuer or of anything else. */
static struct text target_of(struct run *run, const struct http_case_request *request)
{
	struct text base = http_case_get(run->vars, TEXT("url"));
	struct text issuer = http_case_get(run->vars, TEXT("issuer"));

	return text_starts_with(request->url, base) && !text_starts_with(request->url, issuer)
		? text_slice(request->url, base.length, request->url.length)
		: TEXT_NONE;
}

/* What holds for every response, whatever the step expects. */
static void check_every(
	struct run *run, const struct http_case_request *request, const struct response *answer)
{
	struct text target = target_of(run, request), why;
	enum message_method method = message_method(request->method);
	const char *operation;

	if (!text_is_set(target))
		return;
	why = http_case_check_habits(run->arena, request->method, answer);
	if (text_is_set(why))
		complain(run, run->step->line, TEXT("what holds for every answer"),
			"does not:", why);
	operation = contract_operation(run->arena, method, target);
	why = contract_check(&run->contract, run->arena, operation, method, answer);
	if (text_is_set(why))
		complain(run, run->step->line, TEXT("docs/openapi.json"), "says otherwise:", why);
	why = connector_contract_check(
		&run->connectors, run->arena, operation, method, target, answer);
	if (text_is_set(why))
		complain(run, run->step->line, TEXT("the connector"), "says otherwise:", why);
}

/* Sends the request, again as long as the step says, but for no more than half a minute. */
static bool send(struct run *run, const struct http_case_step *step,
	const struct http_case_request *request, struct response *ret_answer)
{
	for (int i = 0; i < AGAIN_MAX; i++) {
		*ret_answer = (struct response){0};
		if (!run->transport->send(run->transport->context, run->arena, request, ret_answer))
			return false;
		check_every(run, request, ret_answer);
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

	run->step = step;
	if (!make_request(run, step, &request))
		return;
	if (!send(run, step, &request, &answer)) {
		complain(run, step->line, step->request, "got no answer to", request.url);
		return;
	}
	for (size_t i = 0; i < step->check_count; i++) {
		struct text check = expand(run, step->checks[i].number, step->checks[i].text), why;

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
	struct run run = {.transport = transport,
		.vars = vars,
		.arena = vars->arena,
		.contract = contract_open(vars->arena),
		.connectors = connector_contract_open(vars->arena)};

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
