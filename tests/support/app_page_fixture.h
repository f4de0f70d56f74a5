/*
 * app_page_fixture: reads pages of registrations from a registry_fixture, and compares them.
 *
 * Fails the running cmocka test if a page cannot be read.
 */
#ifndef SUPPORT_APP_PAGE_FIXTURE_H
#define SUPPORT_APP_PAGE_FIXTURE_H

#include "registry/app_page.h"
#include "support/registry_fixture.h"

/* Returns the number of entries, at most query->limit. */
size_t app_page_fixture_read(
	struct registry_fixture *f, const struct app_query *query, struct app **ret_apps);

/* Returns the number that a test has stored in the last four bytes of the registration's id. */
uint32_t app_page_fixture_number(const struct app *app);

/* Fails unless the longest page that `query` allows has these numbers: "456" for 4, 5 and 6. */
void app_page_fixture_expect(
	struct registry_fixture *f, struct app_query query, const char *numbers);

#endif
