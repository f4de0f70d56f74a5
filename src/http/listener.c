#include "http/listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "http/address.h"

/* Limit for unsent data in the kernel: without it, each reader that stalls costs megabytes.
 * Accepted sockets inherit it (tcp(7)). */
#define UNSENT_BYTES 131072

static bool configure(int listener, const struct sockaddr_storage *address, bool v6)
{
	const int on = 1, unsent = UNSENT_BYTES;

	/* Optional: kernels without this option work, too. */
	(void)setsockopt(listener, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof(unsent));
	if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
		(v6 && setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) != 0))
		return false;
	return bind(listener, (const struct sockaddr *)address,
		       v6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in)) == 0 &&
		listen(listener, SOMAXCONN) == 0;
}

static int try_open(const char *address, uint16_t port)
{
	struct sockaddr_storage storage;
	bool v6;
	int listener, reason;

	if (!address_read(address, port, &storage, &v6)) {
		errno = EADDRNOTAVAIL;
		return -1;
	}
	listener = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener < 0 || configure(listener, &storage, v6))
		return listener;
	reason = errno;
	close(listener);
	errno = reason;
	return -1;
}

int listener_open(const char *address, uint16_t port, struct fault *fault)
{
	int listener = try_open(address, port);

	if (listener < 0)
		listener_refuse(address, port, strerror(errno), fault);
	return listener;
}

uint16_t listener_port(int listener)
{
	struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
	socklen_t size = sizeof(address);

	if (getsockname(listener, (struct sockaddr *)&address, &size) != 0)
		return 0;
	if (address.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

void listener_refuse(const char *address, uint16_t port, const char *reason, struct fault *fault)
{
	fault_set(fault, STATUS_UNAVAILABLE, "CannotListen", "Cannot listen on %s port %u: %s.",
		address, port, reason);
}
