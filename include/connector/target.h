/*
 * target: what a connector takes from the configuration: where the service is, who signs callers
 * in, and whose brand it shows.
 */
#ifndef CONNECTOR_TARGET_H
#define CONNECTOR_TARGET_H

#include "base/fault.h"
#include "config/config.h"

/* All texts are NUL-terminated. */
struct target {
	struct text url; /* public URL of the service, without a slash at its end */
	struct text scheme, host; /* the host includes a port that is not the scheme's */
	struct text base_path; /* begins with a slash */
	struct text authority; /* URL of the sign-in service, without a slash at its end */
	struct text audience; /* the first of auth.audiences */
	struct text client_id; /* of the connector's app, or a placeholder */
	struct text environment; /* the value of environment.id; empty: unknown */
	struct text directory; /* ID of the directory where callers sign in, or "common" */
	struct text publisher; /* letters, digits and blanks */
	struct text email, website, privacy; /* where to get support and information */
	struct text brand_color; /* "#RRGGBB" */
	uint32_t color; /* the same as 0xRRGGBB */
	bool is_global; /* auth.cloud is Entra's global cloud */
};

/* Reads the target from the configuration. `url` is the public URL of the service, with the form
 * that server.public-url requires. The texts live in the fault's arena or in `config`. If no
 * connector can reach the service or sign in to it, refuses with the setting to change. */
enum status target_read(struct target *ret_target, const struct config *config, struct text url,
	struct fault *fault);

/* Sets the fault ConnectorNotOffered with the detail `why`, a sentence that names the setting to
 * change. Returns STATUS_NOT_FOUND. */
enum status target_refuse(struct fault *fault, const char *why);

#endif
