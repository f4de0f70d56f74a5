#include "service/reload.h"

#include "api/core/call.h"
#include "service/service.h"

/* Calls may still read the previous configuration, so every version lives as long as the service.
 * Each reload takes a few KiB. */
static void swap_config(struct service *service, const struct config *fresh)
{
	service->runtime.config =
		config_reload_merge(service->arena, service->runtime.config, fresh);
}

static void set_limits(struct service *service)
{
	const struct config *config = service->runtime.config;
	const struct rate_limiter_options limits = {.calls_per_s = config->limits_calls_per_s,
		.burst = config->limits_burst,
		.all_calls_per_s = config->limits_all_calls_per_s,
		.all_burst = config->limits_all_burst};

	rate_limiter_set_limits(service->rate_limiter, &limits);
	auth_throttle_set_burst(service->auth_throttle, config->limits_admin_refusals);
}

enum status reload_run(struct service *service, struct front *front, const struct config *fresh,
	struct config_changes *ret_changes, struct fault *fault)
{
	const struct config *merged =
		config_reload_merge(fault->arena, service->runtime.config, fresh);
	struct redactor *redactor = NULL;
	struct text warning;

	service_check_config(fresh, &warning, fault);
	if (fault->status == STATUS_OK)
		redactor_open(&redactor, fresh->reviews_word_list_dir, fault);
	/* The last step that can fail. It changes nothing when it fails. */
	if (fault->status == STATUS_OK)
		front_renew_certificate(front, merged, fault);
	if (fault->status != STATUS_OK) {
		redactor_close(redactor);
		return fault->status;
	}
	*ret_changes = config_reload_compare(fault->arena, service->runtime.config, fresh);
	swap_config(service, fresh);
	set_limits(service);
	word_lists_replace(service->runtime.word_lists, redactor);
	return STATUS_OK;
}
