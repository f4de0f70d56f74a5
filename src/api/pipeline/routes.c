#include "api/pipeline/route_table.h"

#include <string.h>

#include "api/core/handlers.h"
#include "api/core/list_page.h"
#include "api/pipeline/routes.h"

#define ADMIN ADMIN_ROLE_ADMIN
#define READER (ADMIN_ROLE_ADMIN | ADMIN_ROLE_AUDITOR)
#define PRODUCT_PATH "/v2.0/reviews/product/{productId}"
#define REVIEW_PATH "/v2.0/reviews/{reviewId}"
#define MODERATOR (ADMIN_ROLE_ADMIN | ADMIN_ROLE_MODERATOR)
#define APPS_PATH "/admin/v1/app-registrations"
#define DELETED_PATH "/admin/v1/deleted-app-registrations"
#define SETTINGS_PATH "/admin/v1/settings"
#define KEYS_PATH "/admin/v1/admin-keys"
#define JOBS_PATH "/admin/v1/jobs"
#define MODERATION_PATH "/admin/v1/reviews"
#define REPORT_PATH "/admin/v1/report"
#define ERASURES_PATH "/admin/v1/erasures"
#define AUDIT_PATH "/admin/v1/audit-events"

static const struct route routes[] = {
	{"SubmitReview", METHOD_POST, PRODUCT_PATH "/user", PLANE_REVIEWS, PERMISSION_SUBMIT,
		EXECUTOR_BATCHED_COMMIT, BODY_JSON, IDEMPOTENCY_STORED, &submit_api_query,
		submit_api_submit},
	{"GetUserReview", METHOD_GET, PRODUCT_PATH "/user", PLANE_REVIEWS, PERMISSION_READ,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &reviews_api_own_query,
		reviews_api_own},
	{"ListProductReviews", METHOD_GET, PRODUCT_PATH, PLANE_REVIEWS, PERMISSION_READ,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &reviews_api_product_query,
		reviews_api_product},
	{"ListReviews", METHOD_GET, "/v2.0/reviews", PLANE_REVIEWS, PERMISSION_READ,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &reviews_api_list_query,
		reviews_api_list},
	{"ListReviewChanges", METHOD_GET, "/v2.0/review-changes", PLANE_REVIEWS, PERMISSION_EXPORT,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &feed_api_query,
		feed_api_list},
	{"OnReviewsChanged", METHOD_GET, "/v2.0/triggers/reviews-changed", PLANE_REVIEWS,
		PERMISSION_EXPORT, EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED,
		&trigger_api_batch_query, trigger_api_batch},
	{"OnReviewChanged", METHOD_GET, "/v2.0/triggers/review-changed", PLANE_REVIEWS,
		PERMISSION_EXPORT, EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED,
		&trigger_api_single_query, trigger_api_single},
	/* Before GetReview, which would take "changes" for an ID. Connectors take it for ambiguous
	 * too, hence the path above. */
	{"ListReviewChangesOld", METHOD_GET, "/v2.0/reviews/changes", PLANE_REVIEWS,
		PERMISSION_EXPORT, EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED,
		&feed_api_query, feed_api_list},
	{"GetReview", METHOD_GET, REVIEW_PATH, PLANE_REVIEWS, PERMISSION_READ,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, reviews_api_read},
	{"UpdateReview", METHOD_PATCH, REVIEW_PATH, PLANE_REVIEWS, PERMISSION_SUBMIT,
		EXECUTOR_GROUP_COMMIT, BODY_PATCH, IDEMPOTENCY_NOT_NEEDED, &revise_api_query,
		revise_api_patch},
	{"DeleteReview", METHOD_DELETE, REVIEW_PATH, PLANE_REVIEWS, PERMISSION_SUBMIT,
		EXECUTOR_GROUP_COMMIT, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &revise_api_query,
		revise_api_delete},
	{"VoteOnReview", METHOD_POST, REVIEW_PATH ":vote", PLANE_REVIEWS, PERMISSION_SUBMIT,
		EXECUTOR_GROUP_COMMIT, BODY_JSON, IDEMPOTENCY_STORED, NULL, feedback_api_vote},
	{"WithdrawVote", METHOD_POST, REVIEW_PATH ":withdraw-vote", PLANE_REVIEWS,
		PERMISSION_SUBMIT, EXECUTOR_GROUP_COMMIT, BODY_JSON, IDEMPOTENCY_STORED, NULL,
		feedback_api_withdraw},
	{"ReportReview", METHOD_POST, REVIEW_PATH ":report", PLANE_REVIEWS, PERMISSION_SUBMIT,
		EXECUTOR_GROUP_COMMIT, BODY_JSON, IDEMPOTENCY_STORED, NULL, feedback_api_report},
	{"ExportReviews", METHOD_GET, "/v2.0/export/reviews", PLANE_REVIEWS, PERMISSION_EXPORT,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NEW_RESULT, &export_api_query,
		export_api_create},
	{"ListExports", METHOD_GET, "/v2.0/exports", PLANE_REVIEWS, PERMISSION_EXPORT,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &list_page_plain_query,
		export_api_list},
	{"GetExport", METHOD_GET, "/v2.0/exports/{exportId}", PLANE_REVIEWS, PERMISSION_EXPORT,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, export_api_read},
	{"RevokeExport", METHOD_DELETE, "/v2.0/exports/{exportId}", PLANE_REVIEWS,
		PERMISSION_EXPORT, EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		export_api_revoke},
	{"ImportReviews", METHOD_POST, "/v2.0/reviews:import", PLANE_REVIEWS, PERMISSION_SUBMIT,
		EXECUTOR_FAIR_QUEUE, BODY_IMPORT, IDEMPOTENCY_NOT_NEEDED, &import_api_query,
		import_api_import},
	{"ImportReviewsFromFile", METHOD_POST, "/v2.0/reviews:import-file", PLANE_REVIEWS,
		PERMISSION_SUBMIT, EXECUTOR_FAIR_QUEUE, BODY_FILE, IDEMPOTENCY_NOT_NEEDED,
		&import_api_query, import_api_import_file},
	{"GetJob", METHOD_GET, "/v2.0/jobs/{id}", PLANE_REVIEWS, PERMISSION_NONE,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, jobs_api_read},
	{"GetJobRejectedItems", METHOD_GET, "/v2.0/jobs/{id}/rejected-items", PLANE_REVIEWS,
		PERMISSION_NONE, EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		jobs_api_rejected},
	{"GetProductRatings", METHOD_GET, "/v2.0/ratings/product/{productId}", PLANE_REVIEWS,
		PERMISSION_READ, EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED,
		&ratings_api_product_query, ratings_api_product},
	{"ListRatings", METHOD_GET, "/v2.0/ratings", PLANE_REVIEWS, PERMISSION_READ,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &ratings_api_list_query,
		ratings_api_list},
	{"ListProducts", METHOD_GET, "/v2.0/products", PLANE_REVIEWS, PERMISSION_READ,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &values_api_products_query,
		values_api_products},
	{"ListMarkets", METHOD_GET, "/v2.0/markets", PLANE_REVIEWS, PERMISSION_READ,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, values_api_markets},
	{"ListLocales", METHOD_GET, "/v2.0/locales", PLANE_REVIEWS, PERMISSION_READ,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, values_api_locales},
	{"GetCaller", METHOD_GET, "/v2.0/caller", PLANE_REVIEWS, PERMISSION_NONE,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, caller_api_read},

	{"ListAppRegistrations", METHOD_GET, APPS_PATH, PLANE_ADMIN, READER, EXECUTOR_THREAD_POOL,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &registrations_api_list_query,
		registrations_api_list},
	{"CreateAppRegistration", METHOD_POST, APPS_PATH, PLANE_ADMIN, ADMIN, EXECUTOR_GROUP_COMMIT,
		BODY_JSON, IDEMPOTENCY_STORED, NULL, registrations_api_create},
	{"GetAppRegistration", METHOD_GET, APPS_PATH "/{id}", PLANE_ADMIN, READER,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		registrations_api_read},
	{"ReplaceAppRegistration", METHOD_PUT, APPS_PATH "/{id}", PLANE_ADMIN, ADMIN,
		EXECUTOR_GROUP_COMMIT, BODY_JSON, IDEMPOTENCY_NOT_NEEDED, NULL,
		registrations_api_replace},
	{"UpdateAppRegistration", METHOD_PATCH, APPS_PATH "/{id}", PLANE_ADMIN, ADMIN,
		EXECUTOR_GROUP_COMMIT, BODY_PATCH, IDEMPOTENCY_NOT_NEEDED, NULL,
		registrations_api_patch},
	{"DeleteAppRegistration", METHOD_DELETE, APPS_PATH "/{id}", PLANE_ADMIN, ADMIN,
		EXECUTOR_GROUP_COMMIT, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		registrations_api_delete},
	{"ListDeletedAppRegistrations", METHOD_GET, DELETED_PATH, PLANE_ADMIN, READER,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &deleted_api_list_query,
		deleted_api_list},
	{"GetDeletedAppRegistration", METHOD_GET, DELETED_PATH "/{id}", PLANE_ADMIN, READER,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, deleted_api_read},
	{"PurgeAppRegistration", METHOD_DELETE, DELETED_PATH "/{id}", PLANE_ADMIN, ADMIN,
		EXECUTOR_GROUP_COMMIT, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, deleted_api_purge},
	{"RestoreAppRegistration", METHOD_POST, DELETED_PATH "/{id}:restore", PLANE_ADMIN, ADMIN,
		EXECUTOR_GROUP_COMMIT, BODY_NONE, IDEMPOTENCY_STORED, NULL, deleted_api_restore},
	/* The same for clients that cannot use a verb in a path, such as connectors. */
	{"RestoreDeletedAppRegistration", METHOD_POST, DELETED_PATH "/{id}/restore", PLANE_ADMIN,
		ADMIN, EXECUTOR_GROUP_COMMIT, BODY_NONE, IDEMPOTENCY_STORED, NULL,
		deleted_api_restore},

	{"GetSettings", METHOD_GET, SETTINGS_PATH, PLANE_ADMIN, READER, EXECUTOR_THREAD_POOL,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, settings_api_read},
	{"SaveSettings", METHOD_PUT, SETTINGS_PATH, PLANE_ADMIN, ADMIN, EXECUTOR_THREAD_POOL,
		BODY_SETTINGS, IDEMPOTENCY_NOT_NEEDED, NULL, settings_api_save},
	{"ValidateSettings", METHOD_POST, SETTINGS_PATH ":validate", PLANE_ADMIN, READER,
		EXECUTOR_THREAD_POOL, BODY_SETTINGS, IDEMPOTENCY_NOT_NEEDED, NULL,
		settings_api_validate},
	{"GetConnection", METHOD_GET, "/admin/v1/connection", PLANE_ADMIN, READER,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		connection_api_read},

	{"ListReviewsToModerate", METHOD_GET, MODERATION_PATH, PLANE_ADMIN, ADMIN_ROLE_ANY,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &moderation_api_list_query,
		moderation_api_list},
	{"GetReviewToModerate", METHOD_GET, MODERATION_PATH "/{reviewId}", PLANE_ADMIN,
		ADMIN_ROLE_ANY, EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		moderation_api_read},
	{"PublishReviews", METHOD_POST, MODERATION_PATH ":publish", PLANE_ADMIN, MODERATOR,
		EXECUTOR_THREAD_POOL, BODY_JSON, IDEMPOTENCY_NOT_NEEDED, NULL,
		moderation_publish_api_publish},
	{"TakeDownReview", METHOD_POST, MODERATION_PATH "/{reviewId}:take-down", PLANE_ADMIN,
		MODERATOR, EXECUTOR_GROUP_COMMIT, BODY_JSON, IDEMPOTENCY_NOT_NEEDED, NULL,
		moderation_change_api_take_down},
	{"RestoreReview", METHOD_POST, MODERATION_PATH "/{reviewId}:restore", PLANE_ADMIN,
		MODERATOR, EXECUTOR_GROUP_COMMIT, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		moderation_change_api_restore},
	{"RespondToReview", METHOD_PUT, MODERATION_PATH "/{reviewId}/response", PLANE_ADMIN,
		MODERATOR, EXECUTOR_GROUP_COMMIT, BODY_JSON, IDEMPOTENCY_NOT_NEEDED, NULL,
		moderation_change_api_respond},
	{"DeleteResponse", METHOD_DELETE, MODERATION_PATH "/{reviewId}/response", PLANE_ADMIN,
		MODERATOR, EXECUTOR_GROUP_COMMIT, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		moderation_change_api_withdraw},

	{"GetReport", METHOD_GET, REPORT_PATH, PLANE_ADMIN, ADMIN_ROLE_ANY, EXECUTOR_THREAD_POOL,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &report_api_query, report_api_read},
	{"GetProductReport", METHOD_GET, REPORT_PATH "/products", PLANE_ADMIN, ADMIN_ROLE_ANY,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &report_api_products_query,
		report_api_products},
	{"CreateExport", METHOD_POST, "/admin/v1/exports", PLANE_ADMIN, ADMIN_ROLE_ANY,
		EXECUTOR_THREAD_POOL, BODY_JSON, IDEMPOTENCY_REFUSED, NULL,
		export_api_create_for_admin},

	{"SearchPersonalData", METHOD_POST, "/admin/v1/personal-data:search", PLANE_ADMIN,
		MODERATOR, EXECUTOR_THREAD_POOL, BODY_JSON, IDEMPOTENCY_NOT_NEEDED,
		&personal_data_api_query, personal_data_api_search},
	{"CreateErasure", METHOD_POST, ERASURES_PATH, PLANE_ADMIN, MODERATOR, EXECUTOR_THREAD_POOL,
		BODY_JSON, IDEMPOTENCY_STORED, NULL, erasures_api_create},
	{"ListErasures", METHOD_GET, ERASURES_PATH, PLANE_ADMIN, ADMIN_ROLE_ANY,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &list_page_plain_query,
		erasures_api_list},
	{"GetErasure", METHOD_GET, ERASURES_PATH "/{id}", PLANE_ADMIN, ADMIN_ROLE_ANY,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, erasures_api_read},

	{"ListAuditEvents", METHOD_GET, AUDIT_PATH, PLANE_ADMIN, READER, EXECUTOR_THREAD_POOL,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &audit_api_list_query, audit_api_list},
	{"GetAuditEvent", METHOD_GET, AUDIT_PATH "/{id}", PLANE_ADMIN, READER,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, audit_api_read},

	{"ListJobs", METHOD_GET, JOBS_PATH, PLANE_ADMIN, READER, EXECUTOR_THREAD_POOL, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, &list_page_plain_query, jobs_api_admin_list},
	{"GetAnyJob", METHOD_GET, JOBS_PATH "/{id}", PLANE_ADMIN, READER, EXECUTOR_THREAD_POOL,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, jobs_api_admin_read},

	{"ListAdminKeys", METHOD_GET, KEYS_PATH, PLANE_ADMIN, READER, EXECUTOR_EVENT_THREAD,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, admin_keys_api_list},
	{"CreateAdminKey", METHOD_POST, KEYS_PATH, PLANE_ADMIN, ADMIN, EXECUTOR_GROUP_COMMIT,
		BODY_JSON, IDEMPOTENCY_REFUSED, NULL, admin_keys_api_create},
	{"GetAdminKey", METHOD_GET, KEYS_PATH "/{id}", PLANE_ADMIN, READER, EXECUTOR_EVENT_THREAD,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, admin_keys_api_read},
	{"UpdateAdminKey", METHOD_PATCH, KEYS_PATH "/{id}", PLANE_ADMIN, ADMIN,
		EXECUTOR_GROUP_COMMIT, BODY_PATCH, IDEMPOTENCY_NOT_NEEDED, NULL,
		admin_keys_api_patch},
	{"DeleteAdminKey", METHOD_DELETE, KEYS_PATH "/{id}", PLANE_ADMIN, ADMIN,
		EXECUTOR_GROUP_COMMIT, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		admin_keys_api_delete},
	{"GetAdmin", METHOD_GET, "/admin/v1/caller", PLANE_ADMIN, ADMIN_ROLE_ANY,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		admin_keys_api_caller},
	{"DiagnoseToken", METHOD_POST, "/admin/v1/token-diagnosis", PLANE_ADMIN, READER,
		EXECUTOR_THREAD_POOL, BODY_JSON, IDEMPOTENCY_NOT_NEEDED, NULL, token_api_diagnose},

	{"GetSession", METHOD_GET, "/session", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, session_api_read},
	{"SignIn", METHOD_POST, "/session", PLANE_OPEN, 0, EXECUTOR_THREAD_POOL, BODY_JSON,
		IDEMPOTENCY_REFUSED, NULL, session_api_create},
	{"SignOut", METHOD_DELETE, "/session", PLANE_OPEN, 0, EXECUTOR_THREAD_POOL, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, session_api_delete},
	{"StartSignIn", METHOD_GET, "/sign-in/entra", PLANE_OPEN, 0, EXECUTOR_THREAD_POOL,
		BODY_NONE, IDEMPOTENCY_NEW_RESULT, NULL, sign_in_api_start},
	{"FinishSignIn", METHOD_GET, "/sign-in/callback", PLANE_OPEN, 0, EXECUTOR_THREAD_POOL,
		BODY_NONE, IDEMPOTENCY_NEW_RESULT, &sign_in_api_finish_query, sign_in_api_finish},

	{"DownloadExport", METHOD_GET, "/export/{file}", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &export_link_query, export_link_download},
	{"GetExportManifest", METHOD_GET, "/export/{exportId}/manifest", PLANE_OPEN, 0,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &export_link_query,
		export_link_manifest},
	{"FollowJob", METHOD_GET, "/job/{jobId}", PLANE_OPEN, 0, EXECUTOR_THREAD_POOL, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, &jobs_api_link_query, jobs_api_follow},
	{"FollowJobRejectedItems", METHOD_GET, "/job/{jobId}/rejected-items", PLANE_OPEN, 0,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, &jobs_api_link_query,
		jobs_api_follow_rejected},
	{"GetHealth", METHOD_GET, "/healthz", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, health_api_alive},
	{"GetReadiness", METHOD_GET, "/readyz", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, health_api_ready},
	{"GetProtectedResource", METHOD_GET, "/.well-known/oauth-protected-resource", PLANE_OPEN, 0,
		EXECUTOR_EVENT_THREAD, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, metadata_api_read},
	{"GetHome", METHOD_GET, "/", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, web_api_home},
	{"GetSignInPage", METHOD_GET, "/sign-in", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, &web_api_sign_in_query, web_api_home},
	{"GetPage", METHOD_GET, "/reviews/{page}", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, web_api_page},
	{"GetPageFile", METHOD_GET, "/web/{file}", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, web_api_file},
	{"GetConnectorFile", METHOD_GET, "/connector/{file}", PLANE_OPEN, 0, EXECUTOR_THREAD_POOL,
		BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL, connector_api_read},
	{"GetAdminConnectorFile", METHOD_GET, "/connector/admin/{file}", PLANE_OPEN, 0,
		EXECUTOR_THREAD_POOL, BODY_NONE, IDEMPOTENCY_NOT_NEEDED, NULL,
		connector_api_read_admin},
	{"GetOpenApi", METHOD_GET, "/openapi.json", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, openapi_api_read},
	{"GetApiPage", METHOD_GET, "/docs", PLANE_OPEN, 0, EXECUTOR_EVENT_THREAD, BODY_NONE,
		IDEMPOTENCY_NOT_NEEDED, NULL, web_api_docs},
};

#define ROUTE_COUNT (sizeof(routes) / sizeof(routes[0]))

static bool takes_head(const struct route *route)
{
	return route->method == METHOD_GET && route->idempotency != IDEMPOTENCY_NEW_RESULT;
}

static bool takes(const struct route *route, enum message_method method)
{
	return method == METHOD_HEAD ? takes_head(route) : route->method == method;
}

static struct text add_method(struct arena *arena, struct text list, const struct route *route)
{
	const char *name = message_method_name(route->method);

	if (!text_is_set(list))
		list = TEXT("OPTIONS");
	return arena_printf(arena, "%s, %s%s", list.data, name, takes_head(route) ? ", HEAD" : "");
}

static bool matches(struct arena *arena, const struct route *route, struct text path,
	struct router_params *ret_params)
{
	return router_begins(route->pattern, path) &&
		router_match(arena, route->pattern, path, ret_params);
}

static bool has_verb(const struct route *route)
{
	return strstr(route->pattern, "}:") != NULL;
}

/* "{id}:restore" is an action on a resource. The pattern "{id}" would match it too, as an ID. */
static bool is_action(struct arena *arena, struct text path)
{
	struct router_params params;

	if (text_find(path, ':') == path.length)
		return false;
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		if (has_verb(&routes[i]) && matches(arena, &routes[i], path, &params))
			return true;
	}
	return false;
}

const struct route *routes_find(
	const struct request *request, struct router_params *ret_params, struct text *ret_allow)
{
	bool action = is_action(request->arena, request->path);

	*ret_allow = TEXT_NONE;
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		struct router_params params;

		if (!matches(request->arena, &routes[i], request->path, &params) ||
			has_verb(&routes[i]) != action)
			continue;
		if (takes(&routes[i], request->method)) {
			*ret_params = params;
			return &routes[i];
		}
		*ret_allow = add_method(request->arena, *ret_allow, &routes[i]);
	}
	return NULL;
}

/* Names the credentials of a route: "Reviews.Read", "Registry.Admin or Registry.Auditor". */
static struct text credentials(struct arena *arena, const struct route *route)
{
	const struct field_name *names =
		route->plane == PLANE_ADMIN ? admin_role_names : app_permissions;
	struct text needs = field_list_names(arena, route->needs, names, " or ");

	if (route->plane == PLANE_OPEN)
		return TEXT("none");
	return needs.length > 0 ? needs : TEXT("token of a registered app");
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
			credentials(arena, &routes[i]).data, (int)parameters.length,
			parameters.data);
	}
	return buffer_text(&out);
}
