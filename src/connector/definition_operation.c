#include "connector/definition_operation.h"

#include <string.h>

#include "connector/definition_schema.h"

static const char *const place_names[] = {
	[SHAPE_IN_BODY] = "body",
	[SHAPE_IN_PATH] = "path",
	[SHAPE_IN_QUERY] = "query",
	[SHAPE_IN_HEADER] = "header",
};

/* What each error means for a maker. */
static const struct {
	int status;
	bool is_common; /* every operation can reply with it */
	const char *description;
} errors[] = {
	{400, true, "The input is invalid; the response names each error."},
	{401, true, "The sign-in is missing, invalid or expired."},
	{403, true, "The app is not registered, is disabled, or lacks the permission."},
	{404, false, "There is nothing with this ID."},
	{409, false, "The request conflicts with stored data; the response names the conflict."},
	{412, false, "The resource has changed in the meantime, or the key is too old."},
	{413, false, "The input is too large."},
	{422, false, "The key was used for a different request."},
	{429, true, "There are too many calls; they are retried."},
	{503, true, "The service is not available for the moment; the call is retried."},
};

static bool names_error(const struct shape_operation *operation, int status)
{
	for (size_t i = 0; i < SHAPE_COUNT(operation->errors); i++) {
		if (operation->errors[i] == status)
			return true;
	}
	return false;
}

static void write_description(struct jsonwrite *out, int status, const char *description)
{
	jsonwrite_open_member(out, arena_printf(out->buffer.arena, "%d", status).data, '{');
	jsonwrite_text(out, "description", text_from(description));
	jsonwrite_close(out, '}');
}

static void write_array(struct jsonwrite *out, const struct shape_object *object)
{
	jsonwrite_open_member(out, "schema", '{');
	jsonwrite_text(out, "type", TEXT("array"));
	definition_schema_reference(out, "items", object);
	jsonwrite_close(out, '}');
}

static void write_text_schema(struct jsonwrite *out, const char *format)
{
	jsonwrite_open_member(out, "schema", '{');
	jsonwrite_text(out, "type", TEXT("string"));
	jsonwrite_text(out, "format", text_from(format));
	jsonwrite_close(out, '}');
}

static void write_answer(struct jsonwrite *out, const struct shape_operation *operation)
{
	if (operation->answer == SHAPE_ANSWER_NONE) {
		write_description(out, operation->answer_status, operation->answer_description);
		return;
	}
	jsonwrite_open_member(
		out, arena_printf(out->buffer.arena, "%d", operation->answer_status).data, '{');
	jsonwrite_text(out, "description", text_from(operation->answer_description));
	if (operation->answer == SHAPE_ANSWER_TEXT)
		write_text_schema(out, "uuid");
	else if (operation->answer == SHAPE_ANSWER_OBJECTS)
		write_array(out, operation->answer_object);
	else
		definition_schema_reference(out, "schema", operation->answer_object);
	jsonwrite_close(out, '}');
}

static void write_responses(struct jsonwrite *out, const struct shape_operation *operation)
{
	jsonwrite_open_member(out, "responses", '{');
	write_answer(out, operation);
	if (operation->pending != NULL)
		write_description(out, 202, operation->pending);
	for (size_t i = 0; i < SHAPE_COUNT(errors); i++) {
		if (errors[i].is_common || names_error(operation, errors[i].status))
			write_description(out, errors[i].status, errors[i].description);
	}
	jsonwrite_open_member(out, "default", '{');
	jsonwrite_text(out, "description", TEXT("Another error; the response says what to do."));
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
}

/* A value by itself, or in an object. */
static void write_preset(
	struct jsonwrite *out, const struct shape_member *parameter, bool is_in_object)
{
	jsonwrite_open_member(out, "parameters", '{');
	if (is_in_object)
		jsonwrite_open_member(out, parameter->name, '{');
	jsonwrite_text(out, is_in_object ? "value" : parameter->name, text_from(parameter->preset));
	if (is_in_object)
		jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
}

/* Both extensions, since older designers know only the first one. */
static void write_values(struct jsonwrite *out, const struct shape_values *values)
{
	static const char *const names[][4] = {
		{"x-ms-dynamic-values", "value-collection", "value-path", "value-title"},
		{"x-ms-dynamic-list", "itemsPath", "itemValuePath", "itemTitlePath"},
	};

	for (size_t i = 0; i < SHAPE_COUNT(names); i++) {
		jsonwrite_open_member(out, names[i][0], '{');
		jsonwrite_text(out, "operationId", text_from(values->operation));
		if (values->parameter != NULL)
			write_preset(out, values->parameter, i == 1);
		jsonwrite_text(out, names[i][1], text_from(values->collection));
		jsonwrite_text(out, names[i][2], text_from(values->member));
		jsonwrite_text(out, names[i][3], text_from(values->member));
		jsonwrite_close(out, '}');
	}
}

static void write_parameter(
	struct jsonwrite *out, const struct shape_member *parameter, const struct target *target)
{
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "name", text_from(parameter->name));
	jsonwrite_text(out, "in", text_from(place_names[parameter->place]));
	jsonwrite_bool(out, "required", parameter->required);
	definition_schema_type(out, parameter);
	jsonwrite_text(out, "x-ms-summary", text_from(parameter->summary));
	jsonwrite_text(out, "description", text_from(parameter->description));
	definition_schema_visibility(out, parameter->visibility);
	if (parameter->is_environment && target->environment.length > 0)
		jsonwrite_text(out, "default", target->environment);
	if (parameter->place == SHAPE_IN_PATH)
		jsonwrite_text(out, "x-ms-url-encoding", TEXT("single"));
	if (parameter->values != NULL)
		write_values(out, parameter->values);
	jsonwrite_close(out, '}');
}

static void write_body(struct jsonwrite *out, const struct shape_operation *operation)
{
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "name", TEXT("body"));
	jsonwrite_text(out, "in", TEXT("body"));
	jsonwrite_bool(out, "required", true);
	jsonwrite_text(out, "x-ms-summary", text_from(operation->body_summary));
	jsonwrite_text(out, "description", text_from(operation->body_description));
	if (operation->body == SHAPE_BODY_FILE)
		write_text_schema(out, "binary");
	else if (operation->body == SHAPE_BODY_OBJECTS)
		write_array(out, operation->body_object);
	else
		definition_schema_reference(out, "schema", operation->body_object);
	jsonwrite_close(out, '}');
}

static void write_parameters(
	struct jsonwrite *out, const struct shape_operation *operation, const struct target *target)
{
	if (operation->parameter_count == 0 && operation->body == SHAPE_BODY_NONE)
		return;
	jsonwrite_open_member(out, "parameters", '[');
	for (size_t i = 0; i < operation->parameter_count; i++)
		write_parameter(out, &operation->parameters[i], target);
	if (operation->body != SHAPE_BODY_NONE)
		write_body(out, operation);
	jsonwrite_close(out, ']');
}

static void write_trigger(struct jsonwrite *out, const struct shape_operation *operation)
{
	if (operation->trigger == SHAPE_ACTION)
		return;
	jsonwrite_text(out, "x-ms-trigger",
		operation->trigger == SHAPE_TRIGGER_BATCH ? TEXT("batch") : TEXT("single"));
	jsonwrite_open_member(out, "x-ms-trigger-metadata", '{');
	jsonwrite_text(out, "kind", TEXT("query"));
	jsonwrite_text(out, "mode", TEXT("polling"));
	jsonwrite_close(out, '}');
	jsonwrite_text(out, "x-ms-trigger-hint", text_from(operation->trigger_hint));
}

static void write_operation(
	struct jsonwrite *out, const struct shape_operation *operation, const struct target *target)
{
	jsonwrite_open_member(out, operation->method, '{');
	jsonwrite_text(out, "operationId", text_from(operation->id));
	definition_schema_list(out, "tags", text_from(operation->tag));
	jsonwrite_text(out, "summary", text_from(operation->summary));
	jsonwrite_text(out, "description", text_from(operation->description));
	definition_schema_visibility(out, operation->visibility);
	write_trigger(out, operation);
	if (operation->pageable) {
		jsonwrite_open_member(out, "x-ms-pageable", '{');
		jsonwrite_text(out, "nextLinkName", TEXT("nextLink"));
		jsonwrite_close(out, '}');
	}
	if (operation->body == SHAPE_BODY_FILE)
		definition_schema_list(out, "consumes", TEXT("text/plain"));
	write_parameters(out, operation, target);
	write_responses(out, operation);
	jsonwrite_close(out, '}');
}

static bool is_first_of_path(const struct shape_connector *connector, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (strcmp(connector->operations[i].path, connector->operations[index].path) == 0)
			return false;
	}
	return true;
}

static void write_path(struct jsonwrite *out, const struct shape_connector *connector,
	const char *path, const struct target *target)
{
	jsonwrite_open_member(out, path, '{');
	for (size_t i = 0; i < connector->operation_count; i++) {
		if (strcmp(connector->operations[i].path, path) == 0)
			write_operation(out, &connector->operations[i], target);
	}
	jsonwrite_close(out, '}');
}

void definition_operation_paths(
	struct jsonwrite *out, const struct shape_connector *connector, const struct target *target)
{
	jsonwrite_open_member(out, "paths", '{');
	for (size_t i = 0; i < connector->operation_count; i++) {
		if (is_first_of_path(connector, i))
			write_path(out, connector, connector->operations[i].path, target);
	}
	jsonwrite_close(out, '}');
}
