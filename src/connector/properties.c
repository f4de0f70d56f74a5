#include "connector/properties.h"

#include "connector/layout.h"

#define DOCUMENT_BYTES_MAX 65536
/* Where Entra sends the user back to. Each connector gets a redirect URL of its own below it. */
#define REDIRECT_URL TEXT("https://global.consent.azure-apim.net/redirect")

static void write_value(struct jsonwrite *out, const char *name, struct text value)
{
	jsonwrite_open_member(out, name, '{');
	jsonwrite_text(out, "value", value);
	jsonwrite_close(out, '}');
}

static void write_constraints(struct jsonwrite *out, bool required, bool hidden)
{
	jsonwrite_open_member(out, "constraints", '{');
	jsonwrite_text(out, "required", required ? TEXT("true") : TEXT("false"));
	jsonwrite_text(out, "hidden", hidden ? TEXT("true") : TEXT("false"));
	jsonwrite_close(out, '}');
}

static void write_labels(struct jsonwrite *out, const char *name, const char *description)
{
	jsonwrite_text(out, "displayName", text_from(name));
	jsonwrite_text(out, "description", text_from(description));
}

/* Says that the parameter is the ID of a directory. */
static void write_directory_source(struct jsonwrite *out)
{
	jsonwrite_open_member(out, "metadata", '{');
	jsonwrite_text(out, "sourceType", TEXT("AzureActiveDirectoryTenant"));
	jsonwrite_close(out, '}');
}

/* The token of the user who signs in: an authorization code for the audience. */
static void write_user_token(struct jsonwrite *out, const struct target *target)
{
	jsonwrite_open_member(out, "token", '{');
	jsonwrite_text(out, "type", TEXT("oauthSetting"));
	jsonwrite_open_member(out, "oAuthSettings", '{');
	jsonwrite_text(out, "identityProvider", TEXT("aad"));
	jsonwrite_text(out, "clientId", target->client_id);
	jsonwrite_open_member(out, "scopes", '[');
	jsonwrite_close(out, ']');
	jsonwrite_text(out, "redirectMode", TEXT("GlobalPerConnector"));
	jsonwrite_text(out, "redirectUrl", REDIRECT_URL);
	jsonwrite_open_member(out, "properties", '{');
	jsonwrite_text(out, "IsFirstParty", TEXT("False"));
	jsonwrite_text(out, "AzureActiveDirectoryResourceId", target->audience);
	jsonwrite_close(out, '}');
	jsonwrite_open_member(out, "customParameters", '{');
	write_value(out, "loginUri", target->authority);
	write_value(out, "tenantId", target->directory);
	write_value(out, "resourceUri", target->audience);
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
}

static void write_user_parameters(
	struct jsonwrite *out, const char *name, const struct target *target)
{
	jsonwrite_open_member(out, name, '{');
	write_user_token(out, target);
	jsonwrite_open_member(out, "token:TenantId", '{');
	jsonwrite_text(out, "type", TEXT("string"));
	write_directory_source(out);
	jsonwrite_open_member(out, "uiDefinition", '{');
	write_constraints(out, false, true);
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
}

/* The token of an app: its ID, its secret and its directory are typed in when a connection is made,
 * and the platform keeps the secret. */
static void write_app_token(struct jsonwrite *out, const struct target *target)
{
	jsonwrite_open_member(out, "token", '{');
	jsonwrite_text(out, "type", TEXT("oauthSetting"));
	jsonwrite_open_member(out, "oAuthSettings", '{');
	jsonwrite_text(out, "identityProvider", TEXT("aad"));
	jsonwrite_open_member(out, "scopes", '[');
	jsonwrite_close(out, ']');
	jsonwrite_text(out, "redirectMode", TEXT("Global"));
	jsonwrite_open_member(out, "customParameters", '{');
	write_value(out, "loginUri", target->authority);
	jsonwrite_open_member(out, "tenantId", '{');
	jsonwrite_close(out, '}');
	write_value(out, "resourceUri", target->audience);
	write_value(out, "grantType", TEXT("client_credentials"));
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
	jsonwrite_open_member(out, "uiDefinition", '{');
	write_constraints(out, false, true);
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
}

static const struct {
	const char *name, *type, *label, *description;
	bool is_directory;
} app_fields[] = {
	{"token:TenantId", "string", "Directory (tenant) ID", "The directory of the app.", true},
	{"token:clientId", "string", "Client ID",
		"The application (client) ID of an app that is registered with the service.",
		false},
	{"token:clientSecret", "securestring", "Client secret", "A client secret of the app.",
		false},
};

static void write_app_parameters(struct jsonwrite *out, const struct target *target)
{
	jsonwrite_open_member(out, "parameters", '{');
	write_app_token(out, target);
	for (size_t i = 0; i < SHAPE_COUNT(app_fields); i++) {
		jsonwrite_open_member(out, app_fields[i].name, '{');
		jsonwrite_text(out, "type", text_from(app_fields[i].type));
		if (app_fields[i].is_directory)
			write_directory_source(out);
		jsonwrite_open_member(out, "uiDefinition", '{');
		write_labels(out, app_fields[i].label, app_fields[i].description);
		write_constraints(out, true, false);
		jsonwrite_close(out, '}');
		jsonwrite_close(out, '}');
	}
	jsonwrite_close(out, '}');
}

static void begin_set(
	struct jsonwrite *out, const char *name, const char *label, const char *description)
{
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "name", text_from(name));
	jsonwrite_open_member(out, "uiDefinition", '{');
	write_labels(out, label, description);
	jsonwrite_close(out, '}');
	jsonwrite_open_member(out, "metadata", '{');
	jsonwrite_bool(out, "allowSharing", false);
	jsonwrite_close(out, '}');
}

static void write_sets(struct jsonwrite *out, const struct target *target)
{
	jsonwrite_open_member(out, "connectionParameterSets", '{');
	jsonwrite_open_member(out, "uiDefinition", '{');
	write_labels(out, "Authentication", "How this connection signs in.");
	jsonwrite_close(out, '}');
	jsonwrite_open_member(out, "values", '[');
	begin_set(out, "signIn", "Sign in", "Sign in with your account at Entra.");
	write_user_parameters(out, "parameters", target);
	jsonwrite_close(out, '}');
	begin_set(out, "servicePrincipal", "Service principal",
		"Use the client ID and the client secret of an app.");
	write_app_parameters(out, target);
	jsonwrite_close(out, '}');
	jsonwrite_close(out, ']');
	jsonwrite_close(out, '}');
}

/* Without this policy, the second page is requested without the token. */
static void write_policies(struct jsonwrite *out, const struct shape_connector *connector)
{
	jsonwrite_open_member(out, "policyTemplateInstances", '[');
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "templateId", TEXT("updatenextlink"));
	jsonwrite_text(out, "title", TEXT("Keep paging inside the connection"));
	jsonwrite_open_member(out, "parameters", '{');
	jsonwrite_open_member(out, "x-ms-apimTemplate-operationName", '[');
	for (size_t i = 0; i < connector->operation_count; i++) {
		if (connector->operations[i].pageable)
			jsonwrite_text(out, NULL, text_from(connector->operations[i].id));
	}
	jsonwrite_close(out, ']');
	jsonwrite_text(out, "x-ms-apimTemplateParameter.nextLinkPropertyName", TEXT("nextLink"));
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
	jsonwrite_close(out, ']');
}

static void write_capabilities(struct jsonwrite *out, const struct shape_connector *connector)
{
	bool has_trigger = false;

	for (size_t i = 0; i < connector->operation_count; i++)
		has_trigger |= connector->operations[i].trigger != SHAPE_ACTION;
	jsonwrite_open_member(out, "capabilities", '[');
	jsonwrite_text(out, NULL, TEXT("actions"));
	if (has_trigger)
		jsonwrite_text(out, NULL, TEXT("triggers"));
	jsonwrite_close(out, ']');
}

enum status properties_write(struct text *ret_text, const struct shape_connector *connector,
	const struct target *target, struct fault *fault)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, DOCUMENT_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "properties", '{');
	write_user_parameters(&out, "connectionParameters", target);
	write_sets(&out, target);
	jsonwrite_text(&out, "iconBrandColor", target->brand_color);
	write_capabilities(&out, connector);
	write_policies(&out, connector);
	jsonwrite_text(&out, "publisher", target->publisher);
	jsonwrite_text(&out, "stackOwner", target->publisher);
	jsonwrite_close(&out, '}');
	jsonwrite_close(&out, '}');
	return layout_finish(&out, ret_text, fault);
}

enum status properties_write_settings(
	struct text *ret_text, const struct target *target, struct fault *fault)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, DOCUMENT_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "apiProperties", TEXT("apiProperties.json"));
	jsonwrite_text(&out, "apiDefinition", TEXT("apiDefinition.swagger.json"));
	jsonwrite_text(&out, "icon", TEXT("icon.png"));
	jsonwrite_text(&out, "powerAppsApiVersion", TEXT("2016-11-01"));
	/* The other clouds have other URLs, which the maker passes to paconn. */
	if (target->is_global)
		jsonwrite_text(&out, "powerAppsUrl", TEXT("https://api.powerapps.com"));
	jsonwrite_close(&out, '}');
	return layout_finish(&out, ret_text, fault);
}
