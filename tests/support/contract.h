/*
 * contract: checks responses of the service against docs/openapi.json: the status, the headers, the
 * media type and the body of each must be declared.
 *
 * Uses no sockets and no test library.
 */
#ifndef SUPPORT_CONTRACT_H
#define SUPPORT_CONTRACT_H

#include "http/message.h"
#include "support/schema.h"

struct contract {
	const struct jsonread_node *document;
};

/* Reads docs/openapi.json, which the program contains. The contract lives in the arena. */
struct contract contract_open(struct arena *arena);

/* Absent if the response to the request is as the document says; else what is not, in the arena.
 * `operation` is the operationId, or NULL for a request that no operation takes: then the response
 * must be a problem document, or have no body. */
struct text contract_check(const struct contract *contract, struct arena *arena,
	const char *operation, enum message_method method, const struct response *answer);

/* Absent if the body is a JSON document that obeys the schema; else what is wrong. */
struct text contract_check_json(struct arena *arena, const struct schema_root *root,
	const struct jsonread_node *schema, struct text body);

/* The operation with that operationId in an OpenAPI document, or NULL. */
const struct jsonread_node *contract_find(
	const struct jsonread_node *document, const char *operation);

/* The name of the operation that takes the request, or NULL. `target` is the path and query. */
const char *contract_operation(struct arena *arena, enum message_method method, struct text target);

#endif
