/*
 * slow_fixture: slow clients for the server of a server_fixture.
 *
 * Fails the running cmocka test when the server never cuts off a slow client.
 */
#ifndef SUPPORT_SLOW_FIXTURE_H
#define SUPPORT_SLOW_FIXTURE_H

#include "support/server_fixture.h"

#define SLOW_FIXTURE_HOST "Host: a\r\n"
#define SLOW_FIXTURE_GET "GET /a HTTP/1.1\r\n" SLOW_FIXTURE_HOST "\r\n"
#define SLOW_FIXTURE_DRIP_MS 50

/* The server again, with the options that the fixture has now. */
void slow_fixture_restart(struct server_fixture *f);

/* For cmocka: a server_fixture whose server waits for heads, bodies and readers half a second at
 * most; server_fixture_end() ends it. */
int slow_fixture_start(void **state);

/* From another loopback address. */
struct wire slow_fixture_connect_from(struct server_fixture *f, const char *address);

/* Whether the server has closed the connection by now; reads what it sent before. */
bool slow_fixture_has_ended(struct wire *wire);

/* Sends the piece again and again, until the connection ends; says after how many ms it did. */
int64_t slow_fixture_drip(struct wire *wire, const char *piece);

/* A request on the connection is answered. */
void slow_fixture_expect_answer(struct wire *wire);

#endif
