#include "config/config_reload.h"

#include <string.h>

#include "config/config_issuer.h"
#include "config/config_key.h"

/* Settings that are read at each use, or that service/reload.c passes on. */
static const char *const reloadable[] = {
	"server.tls-certificate",
	"server.tls-key",
	"server.body-room-mib",
	"server.disk-reserve-mib",
	"auth.key-wait-ms",
	"admin.session-lifetime-s",
	"limits.calls-per-s",
	"limits.burst",
	"limits.all-calls-per-s",
	"limits.all-burst",
	"limits.imports",
	"limits.imports-mib",
	"limits.all-imports",
	"limits.admin-refusals",
	"registry.usage-interval-s",
	"registry.deleted-retention-days",
	"reviews.import-max-mib",
	"reviews.export-link-s",
	"reviews.export-room-mib",
	"reviews.publisher-name",
	"reviews.product-url",
	"reviews.word-list-dir",
	"connector.brand-color",
	"connector.contact-email",
	"connector.client-id",
	"connector.directory",
	"connector.website",
	"connector.privacy-url",
	"log.level",
};

bool config_reload_applies(const char *name)
{
	for (size_t i = 0; i < sizeof(reloadable) / sizeof(reloadable[0]); i++) {
		if (strcmp(reloadable[i], name) == 0)
			return true;
	}
	return false;
}

/* TLS cannot be enabled or disabled while the server is listening. */
static bool switches_tls(const char *name, const struct config *running, const struct config *fresh)
{
	return strncmp(name, "server.tls-", strlen("server.tls-")) == 0 &&
		(running->server_tls_certificate[0] == '\0') !=
		(fresh->server_tls_certificate[0] == '\0');
}

static bool is_applied(const char *name, const struct config *running, const struct config *fresh)
{
	return config_reload_applies(name) && !switches_tls(name, running, fresh);
}

static void add_name(struct arena *arena, struct text *list, const char *section, const char *name)
{
	bool is_first = !text_is_set(*list);

	*list = arena_printf(
		arena, "%s%s%s%s", is_first ? "" : list->data, is_first ? "" : " ", section, name);
}

static void compare_issuers(struct arena *arena, const struct config *running,
	const struct config *fresh, struct text *ret_needs_restart)
{
	for (size_t i = 0; i < CONFIG_ISSUERS_MAX; i++) {
		const struct config_issuer *a = &running->issuers[i], *b = &fresh->issuers[i];
		bool in_a = i < running->issuer_count, in_b = i < fresh->issuer_count;
		bool same = in_a == in_b && (!in_a || strcmp(a->name, b->name) == 0);

		for (size_t key = 0; key < CONFIG_ISSUER_KEYS && same && in_a; key++)
			same = config_key_equal(&config_issuer_keys[key], a, b);
		if (!same)
			add_name(arena, ret_needs_restart, "issuer.", in_b ? b->name : a->name);
	}
}

struct config_changes config_reload_compare(
	struct arena *arena, const struct config *running, const struct config *fresh)
{
	struct config_changes changes = {.applied = TEXT_NONE};
	size_t count;
	const struct config_key *keys = config_keys(&count);

	for (size_t i = 0; i < count; i++) {
		if (config_key_equal(&keys[i], running, fresh))
			continue;
		add_name(arena,
			is_applied(keys[i].name, running, fresh) ? &changes.applied
								 : &changes.needs_restart,
			"", keys[i].name);
	}
	compare_issuers(arena, running, fresh, &changes.needs_restart);
	return changes;
}

const struct config *config_reload_merge(
	struct arena *arena, const struct config *running, const struct config *fresh)
{
	struct config *merged = arena_alloc(arena, sizeof(*merged));
	size_t count;
	const struct config_key *keys = config_keys(&count);

	*merged = *running;
	for (size_t i = 0; i < count; i++) {
		if (is_applied(keys[i].name, running, fresh))
			config_key_copy(arena, &keys[i], merged, fresh);
	}
	return merged;
}
