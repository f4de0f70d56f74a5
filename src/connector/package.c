#include "connector/package.h"

#include <string.h>

#include "connector/admin_operations.h"
#include "connector/archive.h"
#include "connector/definition.h"
#include "connector/guide.h"
#include "connector/icon.h"
#include "connector/properties.h"
#include "connector/review_operations.h"

enum { DEFINITION, PROPERTIES, SETTINGS, ICON, README, INTRO };

static const struct package_file blank_files[PACKAGE_FILES] = {
	[DEFINITION] = {.name = "apiDefinition.swagger.json", .media_type = "application/json"},
	[PROPERTIES] = {.name = "apiProperties.json", .media_type = "application/json"},
	[SETTINGS] = {.name = "settings.json", .media_type = "application/json"},
	[ICON] = {.name = "icon.png", .media_type = "image/png"},
	[README] = {.name = "readme.md", .media_type = "text/markdown; charset=utf-8"},
	[INTRO] = {.name = "intro.md", .media_type = "text/markdown; charset=utf-8"},
	[PACKAGE_ARCHIVE] = {.media_type = "application/zip"},
};

static const struct {
	const struct shape_connector *connector;
	enum icon_sign sign;
	const char *archive;
} kinds[PACKAGE_KINDS] = {
	[PACKAGE_REVIEWS] = {&review_operations_connector, ICON_BUBBLE, "s2s-connector.zip"},
	[PACKAGE_ADMIN] = {&admin_operations_connector, ICON_SHIELD, "s2s-admin-connector.zip"},
};

static enum status make_archive(struct package_file *files, struct fault *fault)
{
	struct archive_entry entries[PACKAGE_ARCHIVE];

	for (size_t i = 0; i < PACKAGE_ARCHIVE; i++)
		entries[i] = (struct archive_entry){files[i].name, files[i].content};
	return archive_make(&files[PACKAGE_ARCHIVE].content, entries, PACKAGE_ARCHIVE, fault);
}

enum status package_make(struct package *ret_package, const struct target *target,
	enum package_kind kind, struct fault *fault)
{
	const struct shape_connector *connector = kinds[kind].connector;
	struct package_file *files = ret_package->files;

	memcpy(files, blank_files, sizeof(blank_files));
	files[PACKAGE_ARCHIVE].name = kinds[kind].archive;
	files[README].content = guide_fill(fault->arena, connector->readme, connector, target);
	files[INTRO].content = guide_fill(fault->arena, connector->intro, connector, target);
	if (definition_write(&files[DEFINITION].content, connector, target, fault) != STATUS_OK ||
		properties_write(&files[PROPERTIES].content, connector, target, fault) !=
			STATUS_OK ||
		properties_write_settings(&files[SETTINGS].content, target, fault) != STATUS_OK ||
		icon_draw(&files[ICON].content, kinds[kind].sign, target->color, fault) !=
			STATUS_OK)
		return fault->status;
	return make_archive(files, fault);
}
