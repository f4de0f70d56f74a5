#include "service/admin_settings.h"

#include <errno.h>
#include <string.h>

#include "auth/admin_policy.h"
#include "base/file.h"
#include "base/hash.h"

#define SECRET_BYTES_MAX 4096

static void check_list(const char *key, const char *list, struct fault *fault)
{
	struct text rest = text_from(list), word;
	struct guid id;

	for (int i = 0; i < ADMIN_POLICY_IDS_MAX && text_next_word(&rest, &word); i++) {
		if (!admin_policy_parse_id(word, &id))
			fault_add(fault, text_from(key), "InvalidSetting",
				"%s contains %.*s, which is not a GUID.", key, (int)word.length,
				word.data);
	}
	if (text_next_word(&rest, &word))
		fault_add(fault, text_from(key), "InvalidSetting", "%s has more than %d ids.", key,
			ADMIN_POLICY_IDS_MAX);
}

static void refuse(struct fault *fault, const char *key, const char *rule)
{
	fault_add(fault, text_from(key), "InvalidSetting", "%s %s", key, rule);
}

/* The guard requires both. Without them it would refuse every sign-in. */
static void check_sign_in_ids(const struct config *config, struct fault *fault)
{
	struct admin_policy policy = admin_policy_read(fault->arena,
		&(struct admin_policy_options){.directories = config->admin_directories,
			.clients = config->admin_clients});
	struct guid client, directory;

	if (!admin_policy_parse_id(text_from(config->admin_sign_in_client_id), &client))
		refuse(fault, "admin.sign-in-client-id", "must be a GUID, or empty.");
	else if (!policy.any_client && admin_policy_find(&policy.clients, client) == 0)
		refuse(fault, "admin.sign-in-client-id",
			"must be one of admin.clients, unless admin.clients is empty.");
	if (!admin_policy_parse_id(text_from(config->admin_sign_in_directory), &directory) ||
		admin_policy_find(&policy.directories, directory) == 0)
		refuse(fault, "admin.sign-in-directory", "must be one of admin.directories.");
}

static void check_secret(const char *file, struct fault *fault)
{
	static const char *const setting = "admin.sign-in-client-secret-file";
	struct text secret = file_read(fault->arena, file, SECRET_BYTES_MAX, NULL);

	if (!text_is_set(secret))
		refuse(fault, setting,
			arena_printf(fault->arena, "cannot be read: %s.", strerror(errno)).data);
	else if (text_trim(secret).length == 0)
		refuse(fault, setting, "contains no secret.");
}

static void check_sign_in(
	const struct config *config, const struct issuer_list *issuers, struct fault *fault)
{
	const char *file = config->admin_sign_in_client_secret_file;
	struct guid directory;

	check_sign_in_ids(config, fault);
	if (issuers->entra == NULL ||
		(guid_parse_strict(text_from(config->admin_sign_in_directory), &directory) &&
			issuer_is_openid(issuers, directory)))
		refuse(fault, "admin.sign-in-directory", "must be an Entra directory.");
	if (config->admin_sign_in_scope[0] == '\0')
		refuse(fault, "admin.sign-in-scope",
			"needs a value, unless auth.audiences has one.");
	if (file[0] != '\0')
		check_secret(file, fault);
}

enum status admin_settings_check(
	const struct config *config, const struct issuer_list *issuers, struct fault *fault)
{
	check_list("admin.directories", config->admin_directories, fault);
	check_list("admin.clients", config->admin_clients, fault);
	check_list("admin.admin-groups", config->admin_admin_groups, fault);
	check_list("admin.moderator-groups", config->admin_moderator_groups, fault);
	check_list("admin.auditor-groups", config->admin_auditor_groups, fault);
	if (config->admin_sign_in_client_id[0] != '\0')
		check_sign_in(config, issuers, fault);
	return fault->status;
}

struct text admin_settings_digest(const struct config *config, struct arena *arena)
{
	struct hash hash = hash_sha256(arena_printf(arena, "%s\n%s\n%s\n%s\n%s\n%s\n%s",
		config->admin_directories, config->admin_clients, config->admin_admin_groups,
		config->admin_moderator_groups, config->admin_auditor_groups,
		config->admin_sign_in_client_id, config->admin_sign_in_directory));

	return hash_hex(arena, &hash);
}
