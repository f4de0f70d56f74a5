#include "support/config_fixture.h"

enum status config_fixture_file(struct scratch *f, struct config *config, const char *content)
{
	fault_clear(&f->fault);
	return config_load(
		config, scratch_write(f, "c.conf", text_from(content)), NULL, 0, &f->fault);
}

enum status config_fixture_settings(
	struct scratch *f, struct config *config, const char *const *settings, size_t count)
{
	fault_clear(&f->fault);
	return config_load(config, NULL, settings, count, &f->fault);
}

enum status config_fixture_setting(
	struct scratch *f, struct config *config, const char *key, const char *value)
{
	const char *setting = arena_printf(f->arena, "%s=%s", key, value).data;

	return config_fixture_settings(f, config, &setting, 1);
}
