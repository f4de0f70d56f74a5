#include "connector/admin_objects.h"

#include "connector/members.h"

#define NAME_TEXT "The name, 1 to 100 characters."
#define APP_TEXT "The application (client) ID of the app in Entra."
#define DIRECTORY_TEXT "The directory (tenant) whose tokens are accepted."
#define ENABLED_TEXT "Whether the app may call."
#define USERS_TEXT                                                                                 \
	"Whether users may call through the app, as they do with a connection by sign-in."
#define PUBLIC_TEXT "Whether clients that did not authenticate may call."
#define EXPIRES_TEXT "From then on the app is refused, such as 2026-11-28T00:00:00Z."

/* What a caller may set besides the first three members. */
#define OPTIONS                                                                                    \
	SHAPE_MEMBER("enabled", SHAPE_BOOLEAN, "Enabled", ENABLED_TEXT),                           \
		SHAPE_MEMBER("permissions", SHAPE_TEXTS, "Permissions",                            \
			"Any of Reviews.Read, Reviews.Submit and Reviews.Export."),                \
		SHAPE_MEMBER("acceptsUserTokens", SHAPE_BOOLEAN, "Accepts User Tokens",            \
			USERS_TEXT, .visibility = SHAPE_ADVANCED),                                 \
		SHAPE_MEMBER("acceptsPublicClients", SHAPE_BOOLEAN, "Accepts Public Clients",      \
			PUBLIC_TEXT, .visibility = SHAPE_ADVANCED),                                \
		SHAPE_MEMBER("notes", SHAPE_TEXT, "Notes", "Notes, up to 2,000 characters.")

static const struct shape_member new_members[] = {
	SHAPE_MEMBER("name", SHAPE_TEXT, "Name", NAME_TEXT, .required = true),
	SHAPE_MEMBER("clientAppId", SHAPE_TEXT, "Client App ID", APP_TEXT, .required = true),
	SHAPE_MEMBER(
		"directoryTenantId", SHAPE_TEXT, "Directory ID", DIRECTORY_TEXT, .required = true),
	OPTIONS,
	SHAPE_MEMBER(
		"expiresAt", SHAPE_TEXT, "Expires At", EXPIRES_TEXT, .visibility = SHAPE_ADVANCED),
};

const struct shape_object admin_objects_new_registration = {"NewAppRegistration",
	"App Registration", "An app that may call the service.", SHAPE_MEMBERS(new_members)};

static const struct shape_member change_members[] = {
	SHAPE_MEMBER("name", SHAPE_TEXT, "Name", NAME_TEXT),
	SHAPE_MEMBER(
		"clientAppId", SHAPE_TEXT, "Client App ID", APP_TEXT, .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("directoryTenantId", SHAPE_TEXT, "Directory ID", DIRECTORY_TEXT,
		.visibility = SHAPE_ADVANCED),
	OPTIONS,
	SHAPE_MEMBER(
		"expiresAt", SHAPE_TEXT, "Expires At", EXPIRES_TEXT, .visibility = SHAPE_ADVANCED),
};

const struct shape_object admin_objects_registration_change = {"AppRegistrationChange",
	"Changed Values", "The values to change; the others stay as they are.",
	SHAPE_MEMBERS(change_members)};

#define IDENTITY                                                                                   \
	SHAPE_MEMBER("id", SHAPE_TEXT, "Registration ID", "The ID of the app registration.",       \
		.format = "uuid"),                                                                 \
		SHAPE_MEMBER("name", SHAPE_TEXT, "Name", "The name of the app registration."),     \
		SHAPE_MEMBER(                                                                      \
			"clientAppId", SHAPE_TEXT, "Client App ID", APP_TEXT, .format = "uuid"),   \
		SHAPE_MEMBER("directoryTenantId", SHAPE_TEXT, "Directory ID", DIRECTORY_TEXT,      \
			.format = "uuid")

#define EXPIRES                                                                                    \
	SHAPE_MEMBER("expiresAt", SHAPE_TEXT, "Expires At", "When the app registration expires.",  \
		.format = "date-time")

#define HISTORY                                                                                    \
	SHAPE_MEMBER("createdAt", SHAPE_TEXT, "Created At", "When it was created.",                \
		.format = "date-time", .visibility = SHAPE_ADVANCED),                              \
		SHAPE_MEMBER("createdBy", SHAPE_TEXT, "Created By", "Who created it.",             \
			.visibility = SHAPE_ADVANCED),                                             \
		SHAPE_MEMBER("lastModifiedAt", SHAPE_TEXT, "Last Modified At",                     \
			"When it was last changed.", .format = "date-time",                        \
			.visibility = SHAPE_ADVANCED),                                             \
		SHAPE_MEMBER("lastModifiedBy", SHAPE_TEXT, "Last Modified By",                     \
			"Who last changed it.", .visibility = SHAPE_ADVANCED),                     \
		SHAPE_MEMBER("lastUsedAt", SHAPE_TEXT, "Last Used At",                             \
			"When the app last called; absent if it never has.",                       \
			.format = "date-time"),                                                    \
		SHAPE_MEMBER("callCount", SHAPE_INTEGER, "Calls", "The number of accepted calls.", \
			.format = "int64"),                                                        \
		SHAPE_MEMBER("etag", SHAPE_TEXT, "Entity Tag",                                     \
			"The version of the app registration.", .visibility = SHAPE_ADVANCED)

static const struct shape_member registration_members[] = {
	IDENTITY,
	OPTIONS,
	EXPIRES,
	HISTORY,
};

const struct shape_object admin_objects_registration = {"AppRegistration", "App Registration",
	"An app that may call the service.", SHAPE_MEMBERS(registration_members)};

static const struct shape_member page_members[] = {
	SHAPE_MEMBER("value", SHAPE_OBJECTS, "App Registrations",
		"The app registrations on this page.", .object = &admin_objects_registration),
	MEMBERS_NEXT_LINK,
};

const struct shape_object admin_objects_registration_page = {"AppRegistrationPage",
	"Page of App Registrations", "A page of app registrations.", SHAPE_MEMBERS(page_members)};

static const struct shape_member deleted_members[] = {
	IDENTITY,
	OPTIONS,
	EXPIRES,
	HISTORY,
	SHAPE_MEMBER("deletedAt", SHAPE_TEXT, "Deleted At", "When it was deleted.",
		.format = "date-time"),
};

static const struct shape_object deleted = {"DeletedAppRegistration", "Deleted App Registration",
	"An app registration that can be restored.", SHAPE_MEMBERS(deleted_members)};

static const struct shape_member deleted_page_members[] = {
	SHAPE_MEMBER("value", SHAPE_OBJECTS, "Deleted App Registrations",
		"The deleted app registrations on this page.", .object = &deleted),
	MEMBERS_NEXT_LINK,
};

const struct shape_object admin_objects_deleted_page = {"DeletedAppRegistrationPage",
	"Page of Deleted App Registrations", "A page of deleted app registrations.",
	SHAPE_MEMBERS(deleted_page_members)};

static const struct shape_member entry_members[] = {
	IDENTITY,
	OPTIONS,
	EXPIRES,
};

static const struct shape_object entry = {"SettingsEntry", "Settings Entry",
	"An app registration in the settings.", SHAPE_MEMBERS(entry_members)};

static const struct shape_member settings_members[] = {
	SHAPE_MEMBER("requireModerator", SHAPE_BOOLEAN, "Require Moderator",
		"Whether a moderator must publish new reviews."),
	SHAPE_MEMBER("apps", SHAPE_OBJECTS, "Apps", "All app registrations.", .object = &entry),
	SHAPE_MEMBER("lastModifiedAt", SHAPE_TEXT, "Last Modified At",
		"When the settings last changed.", .format = "date-time"),
	SHAPE_MEMBER(
		"lastModifiedBy", SHAPE_TEXT, "Last Modified By", "Who last changed the settings."),
	SHAPE_MEMBER("etag", SHAPE_TEXT, "Entity Tag", "The version of the settings.",
		.visibility = SHAPE_ADVANCED),
};

const struct shape_object admin_objects_settings = {
	"Settings", "Settings", "The settings of the service.", SHAPE_MEMBERS(settings_members)};

static const struct shape_member actor_members[] = {
	SHAPE_MEMBER("kind", SHAPE_TEXT, "Actor Kind",
		"One of adminKey, token, commandLine, service and unknown."),
	SHAPE_MEMBER("name", SHAPE_TEXT, "Actor Name", "The name or description of the actor."),
	SHAPE_MEMBER("keyId", SHAPE_TEXT, "Key ID", "The admin key.", .format = "uuid",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("objectId", SHAPE_TEXT, "Object ID", "The user or service principal.",
		.format = "uuid", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("clientAppId", SHAPE_TEXT, "Client App ID",
		"The app that requested the token.", .format = "uuid",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("directoryTenantId", SHAPE_TEXT, "Directory ID",
		"The directory that issued the token.", .format = "uuid",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("sessionId", SHAPE_TEXT, "Session ID", "The session of a signed-in admin.",
		.format = "uuid", .visibility = SHAPE_ADVANCED),
};

static const struct shape_object actor = {
	"Actor", "Actor", "Who made the call.", SHAPE_MEMBERS(actor_members)};

static const struct shape_member event_members[] = {
	SHAPE_MEMBER("id", SHAPE_TEXT, "Event ID", "The ID of the event.", .format = "uuid"),
	SHAPE_MEMBER("occurredAt", SHAPE_TEXT, "Occurred At", "When it happened.",
		.format = "date-time"),
	SHAPE_MEMBER("operation", SHAPE_TEXT, "Event Operation",
		"What was done, such as Create or Refuse."),
	SHAPE_MEMBER("resourceType", SHAPE_TEXT, "Resource Type", "The kind of what was changed."),
	SHAPE_MEMBER("resourceId", SHAPE_TEXT, "Resource ID", "The ID of what was changed.",
		.format = "uuid"),
	SHAPE_MEMBER("actor", SHAPE_OBJECT, NULL, NULL, .object = &actor),
	SHAPE_MEMBER("clientAddress", SHAPE_TEXT, "Client Address",
		"The network address of the client."),
	SHAPE_MEMBER("requestId", SHAPE_TEXT, "Request ID", "The ID of the request in the log.",
		.format = "uuid", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("clientRequestId", SHAPE_TEXT, "Client Request ID",
		"The ID that the client gave the request.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("request", SHAPE_TEXT, "Refused Request",
		"The method and path of a refused call.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("code", SHAPE_TEXT, "Refusal Code", "Why the call was refused.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("refusedCount", SHAPE_INTEGER, "Refused Calls",
		"The number of refused calls that the event stands for.", .format = "int64",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("before", SHAPE_OPEN, "Before", "The resource before the change.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("after", SHAPE_OPEN, "After", "The resource after the change.",
		.visibility = SHAPE_ADVANCED),
};

static const struct shape_object event = {
	"AuditEvent", "Audit Event", "A change, or a refused call.", SHAPE_MEMBERS(event_members)};

static const struct shape_member event_page_members[] = {
	SHAPE_MEMBER("value", SHAPE_OBJECTS, "Audit Events",
		"The events on this page, newest first.", .object = &event),
	MEMBERS_NEXT_LINK,
};

const struct shape_object admin_objects_event_page = {"AuditEventPage", "Page of Audit Events",
	"A page of audit events.", SHAPE_MEMBERS(event_page_members)};

static const struct shape_member admin_members[] = {
	SHAPE_MEMBER("actor", SHAPE_OBJECT, NULL, NULL, .object = &actor),
	SHAPE_MEMBER("roles", SHAPE_TEXTS, "Roles", "The roles of the admin."),
	SHAPE_MEMBER("tenantId", SHAPE_TEXT, "Environment ID", "The ID of the environment.",
		.format = "uuid"),
};

const struct shape_object admin_objects_admin = {"Admin", "Admin",
	"Who the service takes the connection for.", SHAPE_MEMBERS(admin_members)};
