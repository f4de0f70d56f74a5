#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

bool address_read(
	const char *address, uint16_t port, struct sockaddr_storage *ret_address, bool *ret_v6)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)ret_address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret_address;

	memset(ret_address, 0, sizeof(*ret_address));
	*ret_v6 = inet_pton(AF_INET6, address, &v6->sin6_addr) == 1;
	if (*ret_v6) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		return true;
	}
	v4->sin_family = AF_INET;
	v4->sin_port = htons(port);
	return inet_pton(AF_INET, address, &v4->sin_addr) == 1;
}

struct text address_text(struct arena *arena, const struct sockaddr *address)
{
	char name[INET6_ADDRSTRLEN] = "";

	if (address == NULL)
		return TEXT_NONE;
	if (address->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr,
			name, sizeof(name));
	else if (address->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
			&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, name,
			sizeof(name));
	return arena_text(arena, text_from(name));
}
