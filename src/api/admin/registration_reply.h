/*
 * registration_reply: replies with one registration or with a page of registrations.
 */
#ifndef API_ADMIN_REGISTRATION_REPLY_PRIVATE_H
#define API_ADMIN_REGISTRATION_REPLY_PRIVATE_H

#include "api/core/list_page.h"
#include "registry/app.h"

/* Replies with the registration and its ETag. A 201 response also has a Location header. */
enum status registration_reply(struct call *call, int http_status, const struct app *app);

/* Replies with a page of registrations. If `count` is greater than page->limit, sends only
 * page->limit registrations and a nextLink to the next page. nextLink contains `tag` and
 * `last_key`. `tag` names the sort order. `last_key` is the sort key of the last registration
 * sent. */
enum status registration_reply_page(struct call *call, const struct list_page *page,
	struct app *apps, size_t count, const char *tag, struct text last_key);

#endif
