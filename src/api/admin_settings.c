#include "api/admin_settings.h"

#include "auth/admin_policy.h"

static void check_list(const char *key, const char *list, struct fault *fault)
{
	struct text rest = text_from(list), word;
	struct guid id;

	for (int i = 0; i < ADMIN_POLICY_IDS_MAX && text_cut_word(&rest, &word); i++) {
		if (!admin_policy_parse_id(word, &id))
			fault_add(fault, text_from(key), "InvalidSetting",
				"%s has %.*s, which is no GUID.", key, (int)word.length, word.data);
	}
	if (text_cut_word(&rest, &word))
		fault_add(fault, text_from(key), "InvalidSetting", "%s has more than %d ids.", key,
			ADMIN_POLICY_IDS_MAX);
}

enum status admin_settings_check(const struct config *config, struct fault *fault)
{
	check_list("admin.directories", config->admin_directories, fault);
	check_list("admin.clients", config->admin_clients, fault);
	check_list("admin.admin-groups", config->admin_admin_groups, fault);
	check_list("admin.moderator-groups", config->admin_moderator_groups, fault);
	check_list("admin.auditor-groups", config->admin_auditor_groups, fault);
	return fault->status;
}
