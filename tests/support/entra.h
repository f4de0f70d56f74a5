/*
 * entra: a token issuer that imitates Entra, at a fixed time, with assertions on its responses.
 *
 * Fails the running cmocka test when an assertion does not hold.
 */
#ifndef SUPPORT_ENTRA_H
#define SUPPORT_ENTRA_H

#include <openssl/evp.h>

#include "base/jsonread.h"
#include "devissuer/dev_issuer.h"

#define ENTRA_BASE "http://127.0.0.1:4000"
#define ENTRA_TID "11111111-aaaa-2222-3333-444444444444"
/* Paths of the token endpoints. */
#define ENTRA_V2_TOKEN "/" ENTRA_TID "/oauth2/v2.0/token"
#define ENTRA_V1_TOKEN "/" ENTRA_TID "/oauth2/token"
#define ENTRA_NOW_S INT64_C(1700000000)

struct entra {
	struct arena *arena; /* of the running test */
	struct dev_issuer *issuer;
};

struct entra_token {
	const struct jsonread_node *header, *claims;
	struct text text;
};

/* For cmocka's group and for each of its tests; *state is a struct entra. */
int entra_make(void **state);
int entra_free(void **state);
int entra_start(void **state);
int entra_end(void **state);
#define ENTRA_TEST(name_) cmocka_unit_test_setup_teardown(name_, entra_start, entra_end)

struct response entra_send(
	struct entra *f, enum message_method method, const char *path, const char *body);

/* The JSON object in `json`, or behind `path`. */
const struct jsonread_node *entra_parse(struct entra *f, struct text json);
const struct jsonread_node *entra_get(struct entra *f, const char *path);

void entra_text(struct text actual, const char *expected);
void entra_member(const struct jsonread_node *object, const char *name, const char *expected);
void entra_number(const struct jsonread_node *object, const char *name, int64_t expected);

/* None of the names, which end with NULL, is there. */
void entra_absent(const struct jsonread_node *object, const char *const *names);

/* The token that a good form gets. */
struct entra_token entra_issue(struct entra *f, const char *path, const char *form);

/* The published key of that id, or NULL. */
const struct jsonread_node *entra_key(struct entra *f, struct text kid);

/* The public key as PEM; the second from `n` and `e` alone. */
struct text entra_pem(struct entra *f, EVP_PKEY *pkey);
struct text entra_key_pem(struct entra *f, const struct jsonread_node *key);

/* True when libjwt takes the token as signed by that key; by the published key its header names. */
bool entra_verifies(
	struct entra *f, const struct entra_token *token, const struct jsonread_node *key);
bool entra_verifies_as_published(struct entra *f, const struct entra_token *token);

#endif
