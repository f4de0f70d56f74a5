#include "http/lingering.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Limits of one call of lingering_read(): bytes per connection, and connections. */
#define READ_BYTES (256 * 1024)
#define EVENTS 32

struct lingering {
	pthread_mutex_t lock;
	int epoll;
	struct {
		int socket; /* -1: free */
		int64_t until_ms;
	} slots[LINGERING_MAX];
};

struct lingering *lingering_new(void)
{
	struct lingering *lingering = malloc(sizeof(*lingering));

	if (lingering == NULL)
		return NULL;
	lingering->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (lingering->epoll < 0) {
		free(lingering);
		return NULL;
	}
	pthread_mutex_init(&lingering->lock, NULL);
	for (int i = 0; i < LINGERING_MAX; i++)
		lingering->slots[i].socket = -1;
	return lingering;
}

/* Needs the lock, unless no other thread is left. */
static void end(struct lingering *lingering, int slot)
{
	/* Closing alone is not enough: the owner's descriptor may still be open. */
	epoll_ctl(lingering->epoll, EPOLL_CTL_DEL, lingering->slots[slot].socket, NULL);
	close(lingering->slots[slot].socket);
	lingering->slots[slot].socket = -1;
}

void lingering_free(struct lingering *lingering)
{
	if (lingering == NULL)
		return;
	for (int i = 0; i < LINGERING_MAX; i++) {
		if (lingering->slots[i].socket >= 0)
			end(lingering, i);
	}
	close(lingering->epoll);
	pthread_mutex_destroy(&lingering->lock);
	free(lingering);
}

/* Returns a free slot, or that of the oldest connection. Needs the lock. */
static int choose(const struct lingering *lingering)
{
	int oldest = 0;

	for (int i = 0; i < LINGERING_MAX; i++) {
		if (lingering->slots[i].socket < 0)
			return i;
		if (lingering->slots[i].until_ms < lingering->slots[oldest].until_ms)
			oldest = i;
	}
	return oldest;
}

/* Fills the slot. Without a free descriptor, the connection is reset. Needs the lock. */
static void fill(struct lingering *lingering, int slot, int socket, int64_t now_ms)
{
	struct epoll_event event = {.events = EPOLLIN, .data = {.fd = slot}};
	int kept = fcntl(socket, F_DUPFD_CLOEXEC, 0);

	if (kept < 0)
		return;
	shutdown(kept, SHUT_WR);
	if (epoll_ctl(lingering->epoll, EPOLL_CTL_ADD, kept, &event) != 0) {
		close(kept);
		return;
	}
	lingering->slots[slot].socket = kept;
	lingering->slots[slot].until_ms = now_ms + LINGERING_MS;
}

void lingering_add(struct lingering *lingering, int socket, int64_t now_ms)
{
	int slot;

	pthread_mutex_lock(&lingering->lock);
	slot = choose(lingering);
	if (lingering->slots[slot].socket >= 0)
		end(lingering, slot);
	fill(lingering, slot, socket, now_ms);
	pthread_mutex_unlock(&lingering->lock);
}

int lingering_descriptor(const struct lingering *lingering)
{
	return lingering->epoll;
}

/* With MSG_TRUNC, received bytes are discarded without being copied (tcp(7)). */
static void drop(struct lingering *lingering, int slot)
{
	ssize_t count =
		recv(lingering->slots[slot].socket, NULL, READ_BYTES, MSG_TRUNC | MSG_DONTWAIT);

	if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
		end(lingering, slot);
}

void lingering_read(struct lingering *lingering)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(lingering->epoll, events, EVENTS, 0);

	pthread_mutex_lock(&lingering->lock);
	for (int i = 0; i < count; i++) {
		if (lingering->slots[events[i].data.fd].socket >= 0)
			drop(lingering, events[i].data.fd);
	}
	pthread_mutex_unlock(&lingering->lock);
}

void lingering_sweep(struct lingering *lingering, int64_t now_ms)
{
	pthread_mutex_lock(&lingering->lock);
	for (int i = 0; i < LINGERING_MAX; i++) {
		if (lingering->slots[i].socket >= 0 && now_ms >= lingering->slots[i].until_ms)
			end(lingering, i);
	}
	pthread_mutex_unlock(&lingering->lock);
}
