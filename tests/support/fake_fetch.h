/*
 * fake_fetch: a struct fetch that calls a dev issuer directly. A test can make it fail, stall or
 * alter responses. Thread-safe.
 */
#ifndef SUPPORT_FAKE_FETCH_H
#define SUPPORT_FAKE_FETCH_H

#include "auth/fetch.h"
#include "devissuer/dev_issuer.h"

struct fake_fetch;

/* `base_url` is what the issuer's URLs start with. */
struct fake_fetch *fake_fetch_new(struct dev_issuer *issuer, const char *base_url);
void fake_fetch_free(struct fake_fetch *fake);

/* For jwks_cache_options; its free() drops what is under way and leaves `fake` alone. */
struct fetch fake_fetch_of(struct fake_fetch *fake);

/* How many fetches were started. */
size_t fake_fetch_count(struct fake_fetch *fake);

/* How many of them were for a URL of somebody else than the issuer. */
size_t fake_fetch_strays(struct fake_fetch *fake);

/* Waits until `count` were started; false after five seconds. */
bool fake_fetch_await(struct fake_fetch *fake, size_t count);

/* Waits until the thread that drives the fetches has looked around and has nothing left to take;
 * ends the running test's process after five seconds. */
void fake_fetch_settle(struct fake_fetch *fake);

/* While set, no fetch reaches the issuer. */
void fake_fetch_set_dead(struct fake_fetch *fake, bool is_dead);

/* Fetches whose URL contains `part` do not end; NULL lets all end. */
void fake_fetch_hold(struct fake_fetch *fake, const char *part);

/* In documents of URLs that contain `part`, `from` becomes `to`, once each; NULL ends that. */
void fake_fetch_edit(struct fake_fetch *fake, const char *part, const char *from, const char *to);

#endif
