#include "reviews/word_lists.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct edition {
	atomic_int holders; /* references, including that of struct word_lists */
	struct redactor *redactor;
};

struct word_lists {
	pthread_mutex_t lock;
	struct edition *current;
};

static struct edition *make_edition(struct redactor *redactor)
{
	struct edition *edition = calloc(1, sizeof(*edition));

	if (edition == NULL)
		abort();
	edition->redactor = redactor;
	atomic_init(&edition->holders, 1);
	return edition;
}

static void release_edition(void *resource)
{
	struct edition *edition = resource;

	if (atomic_fetch_sub(&edition->holders, 1) > 1)
		return;
	redactor_close(edition->redactor);
	free(edition);
}

struct word_lists *word_lists_new(struct redactor *redactor)
{
	struct word_lists *lists = calloc(1, sizeof(*lists));

	if (lists == NULL)
		abort();
	pthread_mutex_init(&lists->lock, NULL);
	lists->current = make_edition(redactor);
	return lists;
}

void word_lists_free(struct word_lists *lists)
{
	if (lists == NULL)
		return;
	release_edition(lists->current);
	pthread_mutex_destroy(&lists->lock);
	free(lists);
}

void word_lists_replace(struct word_lists *lists, struct redactor *redactor)
{
	struct edition *old, *fresh = make_edition(redactor);

	pthread_mutex_lock(&lists->lock);
	old = lists->current;
	lists->current = fresh;
	pthread_mutex_unlock(&lists->lock);
	release_edition(old);
}

const struct redactor *word_lists_ref(struct word_lists *lists, struct arena *arena)
{
	struct edition *edition;

	pthread_mutex_lock(&lists->lock);
	edition = lists->current;
	atomic_fetch_add(&edition->holders, 1);
	pthread_mutex_unlock(&lists->lock);
	arena_defer(arena, release_edition, edition);
	return edition->redactor;
}
