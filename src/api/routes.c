#include "api/route_table.h"

#include "api/handlers.h"
#include "api/routes.h"

static const struct route routes[] = {
	{"SubmitReview", METHOD_POST, "/v2.0/reviews/product/{productId}/user", PLANE_REVIEWS,
		PERMISSION_SUBMIT, RUNS_AS_WRITE, BODY_JSON, &submit_api_query, submit_api_submit},
	{"ExportReviews", METHOD_GET, "/v2.0/export/reviews", PLANE_REVIEWS, PERMISSION_EXPORT,
		RUNS_ON_WORKER, BODY_NONE, &export_api_query, export_api_create},
	{"ImportReviews", METHOD_POST, "/v2.0/reviews:import", PLANE_REVIEWS, PERMISSION_SUBMIT,
		RUNS_ON_WORKER, BODY_IMPORT, &import_api_query, import_api_import},
	{"GetProductRatings", METHOD_GET, "/v2.0/ratings/product/{productId}", PLANE_REVIEWS,
		PERMISSION_READ, RUNS_ON_EVENT, BODY_NONE, &ratings_api_product_query,
		ratings_api_product},
	{"ListRatings", METHOD_GET, "/v2.0/ratings", PLANE_REVIEWS, PERMISSION_READ, RUNS_ON_EVENT,
		BODY_NONE, &ratings_api_list_query, ratings_api_list},
	{"GetCaller", METHOD_GET, "/v2.0/caller", PLANE_REVIEWS, PERMISSION_NONE, RUNS_ON_EVENT,
		BODY_NONE, NULL, caller_api_read},

	{"ListAppRegistrations", METHOD_GET, "/admin/v1/app-registrations", PLANE_ADMIN,
		PERMISSION_NONE, RUNS_ON_EVENT, BODY_NONE, &registrations_api_list_query,
		registrations_api_list},
	{"CreateAppRegistration", METHOD_POST, "/admin/v1/app-registrations", PLANE_ADMIN,
		PERMISSION_NONE, RUNS_AS_WRITE, BODY_JSON, NULL, registrations_api_create},
	{"GetAppRegistration", METHOD_GET, "/admin/v1/app-registrations/{id}", PLANE_ADMIN,
		PERMISSION_NONE, RUNS_ON_EVENT, BODY_NONE, NULL, registrations_api_read},
	{"ReplaceAppRegistration", METHOD_PUT, "/admin/v1/app-registrations/{id}", PLANE_ADMIN,
		PERMISSION_NONE, RUNS_AS_WRITE, BODY_JSON, NULL, registrations_api_replace},
	{"UpdateAppRegistration", METHOD_PATCH, "/admin/v1/app-registrations/{id}", PLANE_ADMIN,
		PERMISSION_NONE, RUNS_AS_WRITE, BODY_PATCH, NULL, registrations_api_patch},
	{"DeleteAppRegistration", METHOD_DELETE, "/admin/v1/app-registrations/{id}", PLANE_ADMIN,
		PERMISSION_NONE, RUNS_AS_WRITE, BODY_NONE, NULL, registrations_api_delete},

	{"DiagnoseToken", METHOD_POST, "/admin/v1/token-diagnosis", PLANE_ADMIN, PERMISSION_NONE,
		RUNS_ON_WORKER, BODY_JSON, NULL, token_api_diagnose},

	{"DownloadExport", METHOD_GET, "/export/{file}", PLANE_OPEN, PERMISSION_NONE, RUNS_ON_EVENT,
		BODY_NONE, &export_api_link_query, export_api_download},
	{"GetHealth", METHOD_GET, "/healthz", PLANE_OPEN, PERMISSION_NONE, RUNS_ON_EVENT, BODY_NONE,
		NULL, health_api_alive},
	{"GetReadiness", METHOD_GET, "/readyz", PLANE_OPEN, PERMISSION_NONE, RUNS_ON_EVENT,
		BODY_NONE, NULL, health_api_ready},
	{"GetProtectedResource", METHOD_GET, "/.well-known/oauth-protected-resource", PLANE_OPEN,
		PERMISSION_NONE, RUNS_ON_EVENT, BODY_NONE, NULL, metadata_api_read},
	{"GetOpenApi", METHOD_GET, "/openapi.json", PLANE_OPEN, PERMISSION_NONE, RUNS_ON_EVENT,
		BODY_NONE, NULL, openapi_api_read},
};

#define ROUTE_COUNT (sizeof(routes) / sizeof(routes[0]))

static struct text add_method(struct arena *arena, struct text list, enum message_method method)
{
	const char *name = message_method_name(method);

	if (!text_is_set(list))
		list = TEXT("OPTIONS");
	return arena_printf(
		arena, "%s, %s%s", list.data, name, method == METHOD_GET ? ", HEAD" : "");
}

const struct route *routes_find(
	const struct request *request, struct router_params *ret_params, struct text *ret_allow)
{
	enum message_method method = request->method == METHOD_HEAD ? METHOD_GET : request->method;

	*ret_allow = TEXT_NONE;
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		struct router_params params;

		if (!router_match(request->arena, routes[i].pattern, request->path, &params))
			continue;
		if (routes[i].method == method) {
			*ret_params = params;
			return &routes[i];
		}
		*ret_allow = add_method(request->arena, *ret_allow, routes[i].method);
	}
	return NULL;
}

static const char *credentials(const struct route *route)
{
	static const char *const words[] = {"none", "token of a registered app", "admin key"};

	if (route->permission == PERMISSION_NONE)
		return words[route->plane];
	for (const struct field_name *row = app_permissions; row->name != NULL; row++) {
		if (row->bit == (uint32_t)route->permission)
			return row->name;
	}
	return words[route->plane];
}

static struct text list_parameters(struct arena *arena, const struct call_query *query)
{
	struct buffer out = buffer_make(arena, 4096);

	for (size_t i = 0; query != NULL && i < query->table.count; i++)
		buffer_printf(&out, "%s`%s`%s", i > 0 ? ", " : "", query->table.rules[i].name,
			query->table.rules[i].required ? " (required)" : "");
	return buffer_text(&out);
}

struct text routes_reference(struct arena *arena)
{
	struct buffer out = buffer_make(arena, 1024 * 1024);

	buffer_add(
		&out, TEXT("| operation | call | needs | query parameters |\n|---|---|---|---|\n"));
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		struct text parameters = list_parameters(arena, routes[i].query);

		buffer_printf(&out, "| %s | `%s %s` | %s | %.*s |\n", routes[i].name,
			message_method_name(routes[i].method), routes[i].pattern,
			credentials(&routes[i]), (int)parameters.length, parameters.data);
	}
	return buffer_text(&out);
}
