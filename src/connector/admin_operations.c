#include "connector/admin_operations.h"

#include "connector/admin_objects.h"
#include "connector/members.h"

#define APPS_PATH "/admin/v1/app-registrations"
#define DELETED_PATH "/admin/v1/deleted-app-registrations"

#define PAGE_SIZE                                                                                  \
	SHAPE_MEMBER("maxpagesize", SHAPE_INTEGER, "Page Size",                                    \
		"The number of entries on a page, 1 to 1,000.", .format = "int32",                 \
		.visibility = SHAPE_ADVANCED, .place = SHAPE_IN_QUERY)
#define TOP                                                                                        \
	SHAPE_MEMBER("top", SHAPE_INTEGER, "Top", "The number of entries on all pages together.",  \
		.format = "int32", .place = SHAPE_IN_QUERY)
#define ID                                                                                         \
	SHAPE_MEMBER("id", SHAPE_TEXT, "Registration ID", "The ID of the app registration.",       \
		.required = true, .place = SHAPE_IN_PATH)

static const struct shape_member list_parameters[] = {
	SHAPE_MEMBER("filter", SHAPE_TEXT, "Filter",
		"Such as enabled eq true and contains(name,'flow'); empty: all.",
		.place = SHAPE_IN_QUERY),
	SHAPE_MEMBER("orderby", SHAPE_TEXT, "Order",
		"Such as name or lastModifiedAt desc; by default the ID.", .place = SHAPE_IN_QUERY),
	TOP,
	PAGE_SIZE,
};

static const struct shape_member page_parameters[] = {TOP, PAGE_SIZE};

static const struct shape_member create_parameters[] = {
	MEMBERS_IDEMPOTENCY_KEY("app registration", "the expression guid()", SHAPE_ADVANCED),
};

static const struct shape_member id_parameters[] = {ID};

static const struct shape_member restore_parameters[] = {
	ID,
	MEMBERS_IDEMPOTENCY_KEY("restoration", "the expression guid()", SHAPE_ADVANCED),
};

static const struct shape_member event_parameters[] = {
	SHAPE_MEMBER("filter", SHAPE_TEXT, "Filter",
		"Such as operation eq 'Refuse' and occurredAt ge 2025-12-01; empty: all.",
		.place = SHAPE_IN_QUERY),
	TOP,
	PAGE_SIZE,
};

static const struct shape_operation operations[] = {
	{.id = "ListAppRegistrations",
		.method = "get",
		.path = APPS_PATH,
		.tag = "Registry",
		.summary = "List app registrations",
		.description =
			"Lists the apps that may call the service. Turn on pagination to get "
			"more than one page.",
		.pageable = true,
		SHAPE_PARAMETERS(list_parameters),
		.answer_status = 200,
		.answer_object = &admin_objects_registration_page,
		.answer_description = "A page of app registrations."},
	{.id = "CreateAppRegistration",
		.method = "post",
		.path = APPS_PATH,
		.tag = "Registry",
		.summary = "Create an app registration",
		.description = "Admits an app of a directory, which may call from then on.",
		SHAPE_PARAMETERS(create_parameters),
		.body = SHAPE_BODY_OBJECT,
		.body_object = &admin_objects_new_registration,
		.body_summary = "App Registration",
		.body_description = "The app registration to create.",
		.answer_status = 201,
		.answer_object = &admin_objects_registration,
		.answer_description = "The new app registration.",
		.errors = {409, 412, 422}},
	{.id = "GetAppRegistration",
		.method = "get",
		.path = APPS_PATH "/{id}",
		.tag = "Registry",
		.summary = "Get an app registration",
		.description = "Returns one app registration.",
		SHAPE_PARAMETERS(id_parameters),
		.answer_status = 200,
		.answer_object = &admin_objects_registration,
		.answer_description = "The app registration.",
		.errors = {404}},
	{.id = "UpdateAppRegistration",
		.method = "patch",
		.path = APPS_PATH "/{id}",
		.tag = "Registry",
		.summary = "Update an app registration",
		.description =
			"Changes the given values of an app registration, from the next call "
			"of the app on.",
		SHAPE_PARAMETERS(id_parameters),
		.body = SHAPE_BODY_OBJECT,
		.body_object = &admin_objects_registration_change,
		.body_summary = "Changed Values",
		.body_description = "The values to change.",
		.answer_status = 200,
		.answer_object = &admin_objects_registration,
		.answer_description = "The changed app registration.",
		.errors = {404, 409, 412}},
	{.id = "DeleteAppRegistration",
		.method = "delete",
		.path = APPS_PATH "/{id}",
		.tag = "Registry",
		.summary = "Delete an app registration",
		.description = "Removes an app registration, so that the next call of the app is "
			       "refused. It can be restored for some days.",
		.visibility = SHAPE_ADVANCED,
		SHAPE_PARAMETERS(id_parameters),
		.answer = SHAPE_ANSWER_NONE,
		.answer_status = 204,
		.answer_description = "There is no such app registration any more.",
		.errors = {412}},
	{.id = "ListDeletedAppRegistrations",
		.method = "get",
		.path = DELETED_PATH,
		.tag = "Registry",
		.summary = "List deleted app registrations",
		.description = "Lists the app registrations that can be restored, last deleted "
			       "first.",
		.visibility = SHAPE_ADVANCED,
		.pageable = true,
		SHAPE_PARAMETERS(page_parameters),
		.answer_status = 200,
		.answer_object = &admin_objects_deleted_page,
		.answer_description = "A page of deleted app registrations."},
	{.id = "RestoreDeletedAppRegistration",
		.method = "post",
		.path = DELETED_PATH "/{id}/restore",
		.tag = "Registry",
		.summary = "Restore an app registration",
		.description = "Restores a deleted app registration unchanged, so that the app may "
			       "call again.",
		.visibility = SHAPE_ADVANCED,
		SHAPE_PARAMETERS(restore_parameters),
		.answer_status = 200,
		.answer_object = &admin_objects_registration,
		.answer_description = "The restored app registration.",
		.errors = {404, 409, 412, 422}},
	{.id = "GetSettings",
		.method = "get",
		.path = "/admin/v1/settings",
		.tag = "Registry",
		.summary = "Get the settings",
		.description = "Returns the settings with all app registrations.",
		.visibility = SHAPE_ADVANCED,
		.answer_status = 200,
		.answer_object = &admin_objects_settings,
		.answer_description = "The settings.",
		.errors = {409}},
	{.id = "ListAuditEvents",
		.method = "get",
		.path = "/admin/v1/audit-events",
		.tag = "Audit",
		.summary = "List audit events",
		.description = "Lists what was changed, by whom, and which calls of admins were "
			       "refused, newest first.",
		.pageable = true,
		SHAPE_PARAMETERS(event_parameters),
		.answer_status = 200,
		.answer_object = &admin_objects_event_page,
		.answer_description = "A page of audit events."},
	{.id = "GetAdmin",
		.method = "get",
		.path = "/admin/v1/caller",
		.tag = "Connection",
		.summary = "Get the admin",
		.description = "Returns who the service takes the connection for, and the roles.",
		.answer_status = 200,
		.answer_object = &admin_objects_admin,
		.answer_description = "The admin."},
};

static const struct shape_tag tags[] = {
	{"Registry", "The apps that may call the service."},
	{"Audit", "What was changed, and by whom."},
	{"Connection", "The connection itself."},
};

const struct shape_connector admin_operations_connector = {.title = "Ratings and Reviews Registry",
	.description = "Manages which apps may call a ratings and reviews service, and shows who "
		       "changed what. For admins of the service.",
	.test_operation = "GetAdmin",
	.operations = operations,
	.operation_count = SHAPE_COUNT(operations),
	.tags = tags,
	.tag_count = SHAPE_COUNT(tags),
	.readme = "src/connector/admin_readme.md",
	.intro = "src/connector/admin_intro.md"};
