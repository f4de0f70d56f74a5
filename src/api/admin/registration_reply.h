/*
 * registration_reply: what the handlers of registrations share.
 */
#ifndef API_ADMIN_REGISTRATION_REPLY_PRIVATE_H
#define API_ADMIN_REGISTRATION_REPLY_PRIVATE_H

#include "api/core/list_page.h"
#include "registry/app.h"

/* The registration as an answer, with ETag; with 201 also its Location. */
enum status registration_reply(struct call *call, int http_status, const struct app *app);

/* A list of them; the order's tag and the last entry's key are for the link to the next page. */
enum status registration_reply_page(struct call *call, const struct list_page *page,
	struct app *apps, size_t count, const char *tag, struct text last_key);

#endif
