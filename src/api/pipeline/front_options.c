#include "api/pipeline/front_options.h"

#include <unistd.h>

#include "base/clock.h"
#include "http/address.h"
#include "http/tls_pair.h"

/* Returns an empty pair without TLS. */
static struct tls_pair read_pair(const struct config *config, struct fault *fault)
{
	struct tls_pair pair = {.warning = TEXT_NONE};

	if (config->server_tls_certificate[0] != '\0')
		tls_pair_read(config->server_tls_certificate, config->server_tls_key,
			clock_now_ms(&clock_system), &pair, fault);
	return pair;
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

static void check_address(const char *address, struct fault *fault)
{
	struct sockaddr_storage storage;
	bool v6;

	if (!address_read(address, 0, &storage, &v6))
		fault_add(fault, TEXT("server.address"), "InvalidSetting",
			"server.address must be a numeric IPv4 or IPv6 address, such as 127.0.0.1 "
			"or ::1, not %s.",
			address);
}

static unsigned int thread_count(const struct config *config)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (config->server_threads > 0)
		return (unsigned int)config->server_threads;
	return processors > 0 ? (unsigned int)processors : 1;
}

enum status front_options_read(const struct config *config, struct server_options *ret_options,
	struct text *ret_warning, struct fault *fault)
{
	struct tls_pair pair = read_pair(config, fault);

	*ret_warning = pair.warning;
	check_address(config->server_address, fault);
	*ret_options = (struct server_options){.name = "api",
		.address = config->server_address,
		.port = (uint16_t)config->server_port,
		.threads = thread_count(config),
		.connections = (unsigned int)config->server_connections,
		.connections_per_address = (unsigned int)config->server_connections_per_address,
		.head_timeout_ms = (unsigned int)(config->server_head_timeout_s * CLOCK_MS_PER_S),
		.idle_timeout_s = (unsigned int)config->server_idle_timeout_s,
		.temporary_dir = config->server_temporary_dir,
		.trusted_proxies = read_proxies(config->server_trusted_proxies, fault),
		.certificate_pem = pair.certificate_pem,
		.key_pem = pair.key_pem};
	return fault->status;
}
