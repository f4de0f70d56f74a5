#include "devissuer/dev_authorize.h"

#include "base/base64url.h"
#include "base/hash.h"

#define LINE_MAX_CHARS 16384
#define CODE_REFUSED 70008

/* The parameters of an authorization request. Texts are absent if it does not contain them. */
struct sign_in {
	struct text client_id, response_type, redirect_uri, scope, state;
	struct text challenge, challenge_method, login_hint;

	/* The user; for tests and for the links of the page. */
	struct text user, roles, groups, claims;
	struct text error; /* respond with this error instead */
};

#define LINE(name_, member_)                                                                       \
	{                                                                                          \
		.name = (name_), .kind = FIELD_LINE, .offset = offsetof(struct sign_in, member_),  \
		.max = LINE_MAX_CHARS                                                              \
	}

static const struct field_rule rules[] = {
	LINE("client_id", client_id),
	LINE("response_type", response_type),
	LINE("redirect_uri", redirect_uri),
	LINE("scope", scope),
	LINE("state", state),
	LINE("code_challenge", challenge),
	LINE("code_challenge_method", challenge_method),
	LINE("login_hint", login_hint),
	LINE("dev_user", user),
	LINE("dev_roles", roles),
	LINE("dev_groups", groups),
	LINE("dev_claims", claims),
	LINE("dev_error", error),
};

static const struct field_table table = FIELD_TABLE(rules);

static bool check_request(struct dev_call *call, const struct sign_in *sign_in)
{
	struct guid client;

	if (!guid_parse_strict(sign_in->client_id, &client))
		return dev_call_refuse(call, 400, "unauthorized_client", 700016,
			"The request must name an application by its client_id, a GUID.");
	if (!text_starts_with(sign_in->redirect_uri, TEXT("http://")) &&
		!text_starts_with(sign_in->redirect_uri, TEXT("https://")))
		return dev_call_refuse(call, 400, "invalid_request", 50011,
			"The redirect URI must be an absolute URL.");
	if (!text_equal(sign_in->response_type, TEXT("code")) ||
		!text_equal(sign_in->challenge_method, TEXT("S256")) ||
		sign_in->challenge.length == 0)
		return dev_call_refuse(call, 400, "invalid_request", DEV_CALL_INVALID_INPUT,
			"This issuer supports only response_type=code with "
			"code_challenge_method=S256.");
	return true;
}

static bool names_user(const struct sign_in *sign_in)
{
	return text_is_set(sign_in->user) || text_is_set(sign_in->roles) ||
		text_is_set(sign_in->groups) || text_is_set(sign_in->claims) ||
		text_is_set(sign_in->login_hint) || text_is_set(sign_in->error);
}

/* Redirects to the client. */
static void redirect(
	struct dev_call *call, const struct sign_in *sign_in, const char *name, struct text value)
{
	struct buffer url = buffer_make(call->arena, DEV_CALL_LIMIT_BYTES);
	struct text to = sign_in->redirect_uri;

	buffer_add(&url, to);
	buffer_printf(&url, "%c%s=", text_find(to, '?') < to.length ? '&' : '?', name);
	buffer_add_percent(&url, value);
	buffer_add(&url, TEXT("&state="));
	buffer_add_percent(&url, sign_in->state);
	/* Entra adds parameters that no specification defines. */
	buffer_add(&url, TEXT("&session_state=00000000-0000-4000-8000-000000000000"));
	message_add_header(call->response, "Location", buffer_text(&url));
	dev_call_text(call, 302, "text/plain", TEXT("signed in\n"));
}

static void add_escaped(struct buffer *out, struct text t)
{
	for (size_t i = 0; i < t.length; i++) {
		if (text_find(TEXT("&<>\"'"), t.data[i]) < 5)
			buffer_printf(out, "&#%d;", t.data[i]);
		else
			buffer_add_char(out, t.data[i]);
	}
}

static void show_page(struct dev_call *call)
{
	static const char *const links[][2] = {{"dev_roles=Registry.Admin", "a Registry.Admin"},
		{"dev_roles=Reviews.Moderator", "a Reviews.Moderator"},
		{"dev_roles=Registry.Auditor", "a Registry.Auditor"},
		{"dev_user=nobody@example.com", "a user without a role"},
		{"dev_error=access_denied", "cancel"}};
	struct buffer page = buffer_make(call->arena, DEV_CALL_LIMIT_BYTES);

	buffer_add(&page,
		TEXT("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
		     "<title>Sign in</title><h1>s2s-dev-issuer</h1><p>Sign in as</p><ul>\n"));
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		buffer_add(&page, TEXT("<li><a href=\"?"));
		add_escaped(&page, call->request->query);
		buffer_printf(&page, "&amp;%s\">%s</a>\n", links[i][0], links[i][1]);
	}
	buffer_add(&page, TEXT("</ul></html>\n"));
	dev_call_text(call, 200, "text/html; charset=utf-8", buffer_text(&page));
}

/* Appends the fields of the selected user to the request, so that the code alone identifies the
 * user. */
static struct text add_user(struct dev_call *call, struct text query)
{
	struct text user = dev_codes_user(call->codes, call->arena);

	if (!text_is_set(user))
		return TEXT_NONE;
	return arena_printf(call->arena, "%.*s&%.*s", (int)query.length, query.data,
		(int)user.length, user.data);
}

void dev_authorize_serve(struct dev_call *call)
{
	struct text query = call->request->query;
	struct sign_in sign_in = {.scope = TEXT("")};

	if (!dev_call_read(call, query, &table, &sign_in) || !check_request(call, &sign_in))
		return;
	if (!names_user(&sign_in))
		query = add_user(call, query);
	if (!text_is_set(query)) {
		show_page(call);
		return;
	}
	if (!dev_call_read(call, query, &table, &sign_in))
		return;
	if (text_is_set(sign_in.error))
		redirect(call, &sign_in, "error", sign_in.error);
	else
		redirect(call, &sign_in, "code",
			dev_codes_add(call->codes, call->arena,
				arena_printf(call->arena, "%s?%.*s", call->directory.data,
					(int)query.length, query.data),
				call->now_ms));
}

void dev_authorize_choose_user(struct dev_call *call)
{
	struct sign_in sign_in = {.scope = TEXT("")};

	if (!dev_call_form(call, &table, &sign_in))
		return;
	dev_codes_set_user(
		call->codes, call->request->body.length > 0 ? call->request->body : TEXT_NONE);
	call->response->status = 204;
}

static bool refuse(struct dev_call *call, int code, const char *sentence)
{
	return dev_call_refuse(call, 400, "invalid_grant", code, "%s", sentence);
}

static bool check_code(struct dev_call *call, const struct dev_token_request *grant,
	const struct sign_in *sign_in, struct text directory)
{
	struct hash digest = hash_sha256(grant->code_verifier);
	struct guid client;

	if (!text_equal(directory, call->directory))
		return refuse(call, 700005, "The code is for another tenant.");
	if (!guid_parse_strict(sign_in->client_id, &client) ||
		!text_equal(guid_text(call->arena, client), grant->client_id))
		return refuse(call, 70000, "The code was issued to another application.");
	if (!text_equal(sign_in->redirect_uri, grant->redirect_uri))
		return refuse(call, 500112,
			"The redirect URI does not match that of the authorization request.");
	if (!text_equal(sign_in->challenge, base64url_encode(call->arena, hash_text(&digest))))
		return refuse(call, 501481,
			"The Code_Verifier does not match the code_challenge supplied in the "
			"authorization request.");
	return true;
}

bool dev_authorize_redeem(struct dev_call *call, struct dev_token_request *grant)
{
	struct text rest = dev_codes_redeem(call->codes, call->arena, grant->code, call->now_ms);
	struct sign_in sign_in = {.scope = TEXT("")};
	struct text directory;

	if (!text_split_next(&rest, '?', &directory))
		return refuse(
			call, CODE_REFUSED, "The code is unknown, already redeemed, or expired.");
	if (!dev_call_read(call, rest, &table, &sign_in) ||
		!check_code(call, grant, &sign_in, directory))
		return false;
	grant->scope = sign_in.scope;
	grant->scp = TEXT("user_impersonation");
	grant->user = text_is_set(sign_in.user) ? sign_in.user : sign_in.login_hint;
	grant->roles = sign_in.roles;
	grant->groups = sign_in.groups;
	grant->claims = sign_in.claims;
	return true;
}
