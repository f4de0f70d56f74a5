#include "service/ops_options.h"

#include "http/address.h"

/* Enough for scrapers and health probes. */
#define CONNECTIONS 64
#define IDLE_TIMEOUT_S 60
#define PORT_MAX 65535

/* Splits "ADDRESS:PORT" or "[ADDRESS]:PORT". */
static bool split(struct text given, struct text *ret_address, int64_t *ret_port)
{
	size_t colon = given.length;

	while (colon > 0 && given.data[colon - 1] != ':')
		colon--;
	if (colon < 2 || !text_to_int64(text_slice(given, colon, given.length), ret_port))
		return false;
	*ret_address = text_slice(given, 0, colon - 1);
	if (text_find(*ret_address, ':') == ret_address->length)
		return true;
	if (ret_address->data[0] != '[' || ret_address->data[ret_address->length - 1] != ']')
		return false;
	*ret_address = text_slice(*ret_address, 1, ret_address->length - 2);
	return true;
}

static bool is_numeric(const char *address)
{
	struct sockaddr_storage storage;
	bool v6;

	return address_read(address, 0, &storage, &v6);
}

enum status ops_options_read(
	const struct config *config, struct server_options *ret_options, struct fault *fault)
{
	struct text given = text_from(config->server_ops_address), address;
	int64_t port;

	*ret_options = (struct server_options){.name = "ops",
		.threads = 1,
		.connections = CONNECTIONS,
		.idle_timeout_s = IDLE_TIMEOUT_S,
		.temporary_dir = config->server_temporary_dir};
	if (given.length == 0)
		return fault->status;
	if (!split(given, &address, &port) || port < 0 || port > PORT_MAX ||
		!is_numeric(arena_cstr(fault->arena, address))) {
		fault_add(fault, TEXT("server.ops-address"), "InvalidSetting",
			"server.ops-address takes a numeric address and a port, such as "
			"127.0.0.1:9464 or "
			"[::1]:9464.");
		return fault->status;
	}
	ret_options->address = arena_cstr(fault->arena, address);
	ret_options->port = (uint16_t)port;
	return fault->status;
}
