#include "connector/definition.h"

#include "connector/definition_operation.h"
#include "connector/definition_schema.h"
#include "connector/layout.h"

/* The Power Platform accepts less than 1 MB. */
#define DOCUMENT_BYTES_MAX 999999

static void write_info(
	struct jsonwrite *out, const struct shape_connector *connector, const struct target *target)
{
	jsonwrite_open_member(out, "info", '{');
	jsonwrite_text(out, "title", text_from(connector->title));
	jsonwrite_text(out, "description", text_from(connector->description));
	jsonwrite_text(out, "version", TEXT(PROJECT_VERSION));
	jsonwrite_open_member(out, "contact", '{');
	jsonwrite_text(out, "name", target->publisher);
	jsonwrite_text(out, "url", target->website);
	jsonwrite_text(out, "email", target->email);
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
}

static void write_security(struct jsonwrite *out, const struct target *target)
{
	struct arena *arena = out->buffer.arena;

	jsonwrite_open_member(out, "securityDefinitions", '{');
	jsonwrite_open_member(out, "entra", '{');
	jsonwrite_text(out, "type", TEXT("oauth2"));
	jsonwrite_text(out, "flow", TEXT("accessCode"));
	jsonwrite_text(out, "authorizationUrl",
		arena_printf(arena, "%s/%s/oauth2/authorize", target->authority.data,
			target->directory.data));
	jsonwrite_text(out, "tokenUrl",
		arena_printf(arena, "%s/%s/oauth2/token", target->authority.data,
			target->directory.data));
	jsonwrite_open_member(out, "scopes", '{');
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
	jsonwrite_open_member(out, "security", '[');
	jsonwrite_open(out, '{');
	jsonwrite_open_member(out, "entra", '[');
	jsonwrite_close(out, ']');
	jsonwrite_close(out, '}');
	jsonwrite_close(out, ']');
}

static void write_metadata(struct jsonwrite *out, const char *name, struct text value)
{
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "propertyName", text_from(name));
	jsonwrite_text(out, "propertyValue", value);
	jsonwrite_close(out, '}');
}

static void write_extensions(
	struct jsonwrite *out, const struct shape_connector *connector, const struct target *target)
{
	jsonwrite_open_member(out, "x-ms-connector-metadata", '[');
	write_metadata(out, "Website", target->website);
	write_metadata(out, "Privacy policy", target->privacy);
	write_metadata(out, "Categories", TEXT("Commerce;Marketing"));
	jsonwrite_close(out, ']');
	jsonwrite_open_member(out, "x-ms-capabilities", '{');
	jsonwrite_open_member(out, "testConnection", '{');
	jsonwrite_text(out, "operationId", text_from(connector->test_operation));
	jsonwrite_open_member(out, "parameters", '{');
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
}

static void write_tags(struct jsonwrite *out, const struct shape_connector *connector)
{
	jsonwrite_open_member(out, "tags", '[');
	for (size_t i = 0; i < connector->tag_count; i++) {
		jsonwrite_open(out, '{');
		jsonwrite_text(out, "name", text_from(connector->tags[i].name));
		jsonwrite_text(out, "description", text_from(connector->tags[i].description));
		jsonwrite_close(out, '}');
	}
	jsonwrite_close(out, ']');
}

enum status definition_write(struct text *ret_text, const struct shape_connector *connector,
	const struct target *target, struct fault *fault)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, DOCUMENT_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "swagger", TEXT("2.0"));
	write_info(&out, connector, target);
	jsonwrite_text(&out, "host", target->host);
	jsonwrite_text(&out, "basePath", target->base_path);
	definition_schema_list(&out, "schemes", target->scheme);
	definition_schema_list(&out, "consumes", TEXT("application/json"));
	definition_schema_list(&out, "produces", TEXT("application/json"));
	definition_operation_paths(&out, connector, target);
	definition_schema_objects(&out, connector);
	write_security(&out, target);
	write_tags(&out, connector);
	write_extensions(&out, connector, target);
	jsonwrite_close(&out, '}');
	if (layout_finish(&out, ret_text, fault) != STATUS_OK)
		return fault->status;
	if (ret_text->length <= DOCUMENT_BYTES_MAX)
		return STATUS_OK;
	return fault_set(fault, STATUS_INTERNAL, "DocumentTooLarge",
		"The definition of a connector is larger than %d bytes.", DOCUMENT_BYTES_MAX);
}
