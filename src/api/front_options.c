#include "api/front_options.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

#define PEM_BYTES_MAX (1024 * 1024)

static const char *read_pem(const char *path, struct fault *fault)
{
	struct text pem;

	if (path[0] == '\0')
		return NULL;
	pem = file_read(fault->arena, path, PEM_BYTES_MAX, NULL);
	if (!text_is_set(pem))
		fault_add(fault, text_from(path), "UnreadableFile", "%s cannot be read.", path);
	return pem.data;
}

static const struct proxy_list *read_proxies(const char *list, struct fault *fault)
{
	struct proxy_list *proxies = arena_alloc(fault->arena, sizeof(*proxies));
	struct text wrong;

	if (!proxy_list_read(text_from(list), proxies, &wrong))
		fault_add(fault, TEXT("server.trusted-proxies"), "InvalidSetting",
			"server.trusted-proxies takes up to %d addresses and networks such as "
			"10.0.0.0/8 or 2001:db8::/32, not %.*s.",
			PROXY_LIST_MAX, (int)wrong.length, wrong.data);
	return proxies;
}

static unsigned int thread_count(const struct config *config)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (config->server_threads > 0)
		return (unsigned int)config->server_threads;
	return processors > 0 ? (unsigned int)processors : 1;
}

enum status front_options_read(
	const struct config *config, struct server_options *ret_options, struct fault *fault)
{
	*ret_options = (struct server_options){.address = config->server_address,
		.port = (uint16_t)config->server_port,
		.threads = thread_count(config),
		.connections = (unsigned int)config->server_connections,
		.connections_per_address = (unsigned int)config->server_connections_per_address,
		.head_timeout_ms = (unsigned int)(config->server_head_timeout_s * CLOCK_MS_PER_S),
		.idle_timeout_s = (unsigned int)config->server_idle_timeout_s,
		.temporary_dir = config->server_temporary_dir,
		.trusted_proxies = read_proxies(config->server_trusted_proxies, fault),
		.certificate_pem = read_pem(config->server_tls_certificate, fault),
		.key_pem = read_pem(config->server_tls_key, fault)};
	return fault->status;
}
