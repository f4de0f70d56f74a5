/*
 * registration_reply: responses with one registration or a page of registrations.
 */
#ifndef API_ADMIN_REGISTRATION_REPLY_PRIVATE_H
#define API_ADMIN_REGISTRATION_REPLY_PRIVATE_H

#include "api/core/list_page.h"
#include "registry/app.h"

/* Replies with the registration, its ETag and, if the status is 201, its Location. */
enum status registration_reply(struct call *call, int http_status, const struct app *app);

/* Replies with a page of registrations. `tag` names the order and last_key is the sort key of the
 * page's last entry; both go into nextLink. */
enum status registration_reply_page(struct call *call, const struct list_page *page,
	struct app *apps, size_t count, const char *tag, struct text last_key);

#endif
