#include "api/admin/token_api.h"

#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "auth/diagnosis.h"

struct token_body {
	struct text token;
	bool for_admin;
};

static const struct field_rule rules[] = {
	{.name = "token",
		.kind = FIELD_TEXT,
		.required = true,
		.offset = offsetof(struct token_body, token),
		.min = 1,
		.max = TOKEN_API_BYTES_MAX},
	{.name = "forAdmin",
		.kind = FIELD_BOOLEAN,
		.offset = offsetof(struct token_body, for_admin)},
};

static const struct field_table fields = FIELD_TABLE(rules);

/* Accepts the token alone or the value of the Authorization header, with blanks around. */
static struct text find_token(struct text pasted)
{
	struct text token = text_trim(pasted);

	if (text_equal_nocase(text_slice(token, 0, 7), TEXT("Bearer ")))
		token = text_trim(text_slice(token, 7, token.length));
	return token;
}

static bool diagnose(struct service *service, struct arena *arena, const struct token_body *body,
	struct diagnosis *ret_diagnosis, struct fault *fault)
{
	struct auth_request auth = {.arena = arena,
		.token = find_token(body->token),
		.for_admin = body->for_admin,
		.now_ms = clock_now_ms(service->runtime.clock)};
	struct app_list *apps = app_list_ref(service->apps, service->runtime.pool, fault);

	if (apps == NULL)
		return false;
	auth.apps = apps;
	diagnosis_run(
		service->guard, &auth, service->runtime.config->auth_key_wait_ms, ret_diagnosis);
	app_list_unref(apps);
	return true;
}

enum status token_api_explain(struct service *service, struct arena *arena, struct text pasted,
	bool for_admin, struct text *ret_report, bool *ret_passes, struct fault *fault)
{
	const struct token_body body = {pasted, for_admin};
	struct diagnosis *diagnosis = arena_alloc(arena, sizeof(*diagnosis));

	if (diagnose(service, arena, &body, diagnosis, fault)) {
		*ret_report = diagnosis_text(arena, diagnosis);
		*ret_passes = diagnosis->refusal == REFUSAL_NONE;
	}
	return fault->status;
}

static void write_line(struct jsonwrite *out, const struct diagnosis_line *line)
{
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "check", text_from(line->check));
	jsonwrite_text(out, "result", text_from(diagnosis_result_name(line->result)));
	if (line->refusal != REFUSAL_NONE)
		jsonwrite_text(out, "code", text_from(refusal_row(line->refusal)->code));
	jsonwrite_text(out, "expected", line->expected);
	jsonwrite_text(out, "found", line->found);
	jsonwrite_text(out, "advice", line->advice);
	jsonwrite_close(out, '}');
}

static void write_result(
	struct jsonwrite *out, struct arena *arena, const struct diagnosis *diagnosis)
{
	const struct refusal_row *row = refusal_row(diagnosis->refusal);

	jsonwrite_bool(out, "accepted", diagnosis->refusal == REFUSAL_NONE);
	if (diagnosis->refusal == REFUSAL_NONE) {
		if (diagnosis->admin_roles == 0)
			jsonwrite_names(
				out, "permissions", diagnosis->permissions, app_permissions);
		else
			jsonwrite_names(out, "roles", diagnosis->admin_roles, admin_role_names);
	} else {
		jsonwrite_text(out, "code", text_from(row->code));
		jsonwrite_int(out, "status", row->http_status);
		jsonwrite_text(out, "detail", text_from(row->sentence));
	}
	if (diagnosis->knows_caller) {
		jsonwrite_text(out, "clientAppId", guid_text(arena, diagnosis->client));
		jsonwrite_text(out, "directoryTenantId", guid_text(arena, diagnosis->directory));
	}
}

/* The token is neither stored nor logged, because bodies never are. */
enum status token_api_diagnose(struct call *call)
{
	struct field_reader reader = {.fault = &call->fault};
	struct token_body body = {0};
	struct diagnosis *diagnosis = arena_alloc(call->arena, sizeof(*diagnosis));
	struct jsonwrite out = jsonwrite_make(call->arena, 256 * 1024);

	if (call_read_body(call, &fields, &reader, &body))
		field_require(&reader, &fields);
	if (call->fault.status != STATUS_OK ||
		!diagnose(call->service, call->arena, &body, diagnosis, &call->fault))
		return call->fault.status;
	jsonwrite_open(&out, '{');
	write_result(&out, call->arena, diagnosis);
	jsonwrite_open_member(&out, "checks", '[');
	for (size_t i = 0; i < diagnosis->count; i++)
		write_line(&out, &diagnosis->lines[i]);
	jsonwrite_close(&out, ']');
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
