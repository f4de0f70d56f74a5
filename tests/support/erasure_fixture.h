/*
 * erasure_fixture: creates people with reviews and erases them, in the service of a
 * service_fixture.
 *
 * Fails the running cmocka test when a request is refused or an erasure does not finish.
 */
#ifndef SUPPORT_ERASURE_FIXTURE_H
#define SUPPORT_ERASURE_FIXTURE_H

#include "support/service_client.h"

#define ERASURE_FIXTURE_IMPORT "/v2.0/reviews:import?source=shop"

/* Imports the array of reviews; returns the id of the first. */
struct text erasure_fixture_import(struct service_fixture *f, struct text items);

/* The person votes for the review. */
void erasure_fixture_vote(struct service_fixture *f, struct text review, const char *user);

/* A review of nobody's, with the word "balloon", and of so many people user0, user1 … one each,
 * with the words "zeppelin0", "zeppelin1" … */
void erasure_fixture_fill(struct service_fixture *f, int people);

/* Begins to erase what is that person's, called by an admin; returns the receipt's path. */
const char *erasure_fixture_begin(struct service_fixture *f, const char *user);

/* The receipt, once the erasure has ended. */
const struct jsonread_node *erasure_fixture_end(struct service_fixture *f, const char *receipt);

/* The receipt, once its words are gone as well. */
const struct jsonread_node *erasure_fixture_end_whole(
	struct service_fixture *f, const char *receipt);

#endif
