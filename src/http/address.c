#include "http/address.h"

#include <arpa/inet.h>
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

static const unsigned char mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

void address_write(const struct sockaddr *address, char into[INET6_ADDRSTRLEN])
{
	const void *bytes = NULL;

	into[0] = '\0';
	if (address != NULL && address->sa_family == AF_INET)
		bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
	else if (address != NULL && address->sa_family == AF_INET6)
		bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	if (bytes != NULL)
		inet_ntop(address->sa_family, bytes, into, INET6_ADDRSTRLEN);
}

bool address_bytes(struct text address, unsigned char ret_bytes[ADDRESS_BYTES], bool *ret_v4)
{
	char cstr[INET6_ADDRSTRLEN];

	if (address.length == 0 || address.length >= sizeof(cstr) ||
		text_find(address, '\0') < address.length)
		return false;
	memcpy(cstr, address.data, address.length);
	cstr[address.length] = '\0';
	*ret_v4 = inet_pton(AF_INET, cstr, ret_bytes + sizeof(mapped)) == 1;
	if (*ret_v4)
		memcpy(ret_bytes, mapped, sizeof(mapped));
	return *ret_v4 || inet_pton(AF_INET6, cstr, ret_bytes) == 1;
}

struct text address_text(struct arena *arena, struct text address)
{
	char *text = arena_alloc(arena, INET6_ADDRSTRLEN);
	unsigned char bytes[ADDRESS_BYTES];
	bool v4;

	if (!address_bytes(address, bytes, &v4))
		return TEXT_NONE;
	if (memcmp(bytes, mapped, sizeof(mapped)) == 0)
		inet_ntop(AF_INET, bytes + sizeof(mapped), text, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, bytes, text, INET6_ADDRSTRLEN);
	return text_from(text);
}
