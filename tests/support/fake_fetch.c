#include "support/fake_fetch.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define AWAIT_MS 5000

struct item {
	struct item *next;
	char *url;
	void *tag;
};

struct fake_fetch {
	struct dev_issuer *issuer;
	const char *base_url;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	struct item *items; /* newest first */
	size_t count, strays;
	bool woken, is_waiting, is_dead;
	const char *held;
	const char *edited, *from, *to;
};

struct fake_fetch *fake_fetch_new(struct dev_issuer *issuer, const char *base_url)
{
	struct fake_fetch *fake = calloc(1, sizeof(*fake));
	pthread_condattr_t attributes;

	if (fake == NULL)
		abort();
	fake->issuer = issuer;
	fake->base_url = base_url;
	pthread_mutex_init(&fake->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&fake->moved, &attributes);
	pthread_condattr_destroy(&attributes);
	return fake;
}

static void free_item(struct item *item)
{
	free(item->url);
	free(item);
}

static void drop_items(void *context)
{
	struct fake_fetch *fake = context;

	while (fake->items != NULL) {
		struct item *item = fake->items;

		fake->items = item->next;
		free_item(item);
	}
}

void fake_fetch_free(struct fake_fetch *fake)
{
	drop_items(fake);
	pthread_cond_destroy(&fake->moved);
	pthread_mutex_destroy(&fake->lock);
	free(fake);
}

static bool is_issuers(const struct fake_fetch *fake, const char *url)
{
	return text_starts_with(text_from(url), text_from(fake->base_url)) &&
		url[strlen(fake->base_url)] == '/';
}

static void start(void *context, const char *url, void *tag)
{
	struct fake_fetch *fake = context;
	struct item *item = calloc(1, sizeof(*item));

	if (item == NULL)
		abort();
	item->url = strdup(url);
	item->tag = tag;
	pthread_mutex_lock(&fake->lock);
	item->next = fake->items;
	fake->items = item;
	fake->count++;
	fake->strays += !is_issuers(fake, url);
	pthread_cond_broadcast(&fake->moved);
	pthread_mutex_unlock(&fake->lock);
}

/* The link to a fetch that may end, or NULL; the lock is held. */
static struct item **find_ended(struct fake_fetch *fake)
{
	struct item **link = &fake->items;

	while (*link != NULL && fake->held != NULL && strstr((*link)->url, fake->held) != NULL)
		link = &(*link)->next;
	return *link == NULL ? NULL : link;
}

/* False when the time is over; the lock is held. */
static bool sleep_until(struct fake_fetch *fake, int64_t deadline_ms)
{
	struct timespec deadline = {.tv_sec = deadline_ms / CLOCK_MS_PER_S,
		.tv_nsec = deadline_ms % CLOCK_MS_PER_S * 1000000};

	return pthread_cond_timedwait(&fake->moved, &fake->lock, &deadline) != ETIMEDOUT;
}

static void wait(void *context, int64_t timeout_ms)
{
	struct fake_fetch *fake = context;
	int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
	bool more = true;

	pthread_mutex_lock(&fake->lock);
	fake->is_waiting = true;
	pthread_cond_broadcast(&fake->moved);
	while (more && !fake->woken && find_ended(fake) == NULL)
		more = sleep_until(fake, deadline_ms);
	fake->woken = fake->is_waiting = false;
	pthread_mutex_unlock(&fake->lock);
}

static void wake(void *context)
{
	struct fake_fetch *fake = context;

	pthread_mutex_lock(&fake->lock);
	fake->woken = true;
	pthread_cond_broadcast(&fake->moved);
	pthread_mutex_unlock(&fake->lock);
}

static struct text replace(struct arena *arena, struct text t, const char *from, const char *to)
{
	const char *body = arena_cstr(arena, t);
	const char *place = strstr(body, from);

	if (place == NULL)
		return t;
	return arena_printf(arena, "%.*s%s%s", (int)(place - body), body, to, place + strlen(from));
}

static void answer(const struct fake_fetch *fake, struct arena *arena,
	const struct fetch_request *asked, struct fetch_result *result)
{
	const char *url = asked->url;
	struct request request = {.arena = arena,
		.method = text_is_set(asked->form) ? METHOD_POST : METHOD_GET,
		.body = asked->form};
	struct response response = {0};

	if (fake->is_dead || !is_issuers(fake, url)) {
		result->why = TEXT("nobody answers there");
		return;
	}
	request.path = arena_text(arena, text_from(url + strlen(fake->base_url)));
	dev_issuer_serve(fake->issuer, &request, &response);
	result->status = response.status;
	result->good = response.status == 200;
	result->body = response.body;
	result->why = arena_printf(arena, "the response has status %d", response.status);
	if (fake->edited != NULL && strstr(url, fake->edited) != NULL)
		result->body = replace(arena, result->body, fake->from, fake->to);
}

static bool take(void *context, struct arena *arena, struct fetch_result *ret_result)
{
	struct fake_fetch *fake = context, plan;
	struct item **link, *item = NULL;

	pthread_mutex_lock(&fake->lock);
	link = find_ended(fake);
	if (link != NULL) {
		item = *link;
		*link = item->next;
	}
	plan = *fake;
	pthread_mutex_unlock(&fake->lock);
	if (item == NULL)
		return false;
	*ret_result = (struct fetch_result){.tag = item->tag};
	answer(&plan, arena, &(struct fetch_request){.url = item->url}, ret_result);
	free_item(item);
	return true;
}

static void once(void *context, const struct fetch_request *request, struct arena *arena,
	struct fetch_result *ret_result)
{
	struct fake_fetch *fake = context, plan;

	pthread_mutex_lock(&fake->lock);
	fake->count++;
	fake->strays += !is_issuers(fake, request->url);
	plan = *fake;
	pthread_mutex_unlock(&fake->lock);
	*ret_result = (struct fetch_result){0};
	answer(&plan, arena, request, ret_result);
}

struct fetch fake_fetch_of(struct fake_fetch *fake)
{
	return (struct fetch){.context = fake,
		.start = start,
		.wait = wait,
		.take = take,
		.wake = wake,
		.once = once,
		.free = drop_items};
}

size_t fake_fetch_count(struct fake_fetch *fake)
{
	size_t count;

	pthread_mutex_lock(&fake->lock);
	count = fake->count;
	pthread_mutex_unlock(&fake->lock);
	return count;
}

size_t fake_fetch_strays(struct fake_fetch *fake)
{
	size_t strays;

	pthread_mutex_lock(&fake->lock);
	strays = fake->strays;
	pthread_mutex_unlock(&fake->lock);
	return strays;
}

bool fake_fetch_await(struct fake_fetch *fake, size_t count)
{
	int64_t deadline_ms = clock_monotonic_ms() + AWAIT_MS;
	bool more = true, reached;

	pthread_mutex_lock(&fake->lock);
	while (more && fake->count < count)
		more = sleep_until(fake, deadline_ms);
	reached = fake->count >= count;
	pthread_mutex_unlock(&fake->lock);
	return reached;
}

void fake_fetch_settle(struct fake_fetch *fake)
{
	int64_t deadline_ms = clock_monotonic_ms() + AWAIT_MS;

	pthread_mutex_lock(&fake->lock);
	/* It has to leave the wait it is in, or the next one, and then come back to rest. */
	fake->woken = true;
	pthread_cond_broadcast(&fake->moved);
	while (fake->woken || !fake->is_waiting || find_ended(fake) != NULL) {
		if (!sleep_until(fake, deadline_ms))
			abort();
	}
	pthread_mutex_unlock(&fake->lock);
}

void fake_fetch_set_dead(struct fake_fetch *fake, bool is_dead)
{
	pthread_mutex_lock(&fake->lock);
	fake->is_dead = is_dead;
	pthread_mutex_unlock(&fake->lock);
}

void fake_fetch_hold(struct fake_fetch *fake, const char *part)
{
	pthread_mutex_lock(&fake->lock);
	fake->held = part;
	pthread_cond_broadcast(&fake->moved);
	pthread_mutex_unlock(&fake->lock);
}

void fake_fetch_edit(struct fake_fetch *fake, const char *part, const char *from, const char *to)
{
	pthread_mutex_lock(&fake->lock);
	fake->edited = part;
	fake->from = from;
	fake->to = to;
	pthread_mutex_unlock(&fake->lock);
}
