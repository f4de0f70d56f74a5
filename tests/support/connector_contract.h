/*
 * connector_contract: checks responses of the service against the definitions of the connectors, as
 * the flow engine validates them: types, formats, no null; and no member that a maker would not
 * see.
 *
 * Uses no sockets and no test library.
 */
#ifndef SUPPORT_CONNECTOR_CONTRACT_H
#define SUPPORT_CONNECTOR_CONTRACT_H

#include "base/jsonread.h"
#include "http/message.h"

struct connector_contract {
	const struct jsonread_node *reviews, *admin; /* apiDefinition.swagger.json of each */
};

/* Writes both definitions. The contract lives in the arena. A definition is NULL if it cannot be
 * written. */
struct connector_contract connector_contract_open(struct arena *arena);

/* Absent if the response is as the connector that has the operation says, or if none has it or
 * sends such a request; else what is not, in the arena. `target` is the path and query. The engine
 * looks at successful responses with a schema only. It never asks for 202 of an import, and follows
 * 202 without a look at its body. */
struct text connector_contract_check(const struct connector_contract *contract, struct arena *arena,
	const char *operation, enum message_method method, struct text target,
	const struct response *answer);

#endif
