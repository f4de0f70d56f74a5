#include "http/connection.h"

#define BIT STATE_MACHINE_BIT

/* A client may disconnect at any time, so every state can move to CONNECTION_IDLE. A connection
 * also stays idle while the head of a later request arrives. */
static const struct state_machine_state states[] = {
	[CONNECTION_HEAD] = {"head", BIT(CONNECTION_WORK) | BIT(CONNECTION_IDLE)},
	[CONNECTION_ANONYMOUS_BODY] = {"anonymous body",
		BIT(CONNECTION_WORK) | BIT(CONNECTION_SEND) | BIT(CONNECTION_IDLE)},
	[CONNECTION_BODY] = {"body", BIT(CONNECTION_WORK) | BIT(CONNECTION_IDLE)},
	[CONNECTION_WORK] = {"work",
		BIT(CONNECTION_ANONYMOUS_BODY) | BIT(CONNECTION_BODY) | BIT(CONNECTION_SEND) |
			BIT(CONNECTION_IDLE)},
	[CONNECTION_SEND] = {"send", BIT(CONNECTION_WORK) | BIT(CONNECTION_IDLE)},
	[CONNECTION_IDLE] = {"idle", BIT(CONNECTION_WORK) | BIT(CONNECTION_IDLE)},
};

static const struct state_machine_state lifecycles[] = {
	[CONNECTION_ABSENT] = {"absent", BIT(CONNECTION_ACCEPTED)},
	[CONNECTION_ACCEPTED] = {"added", BIT(CONNECTION_OPEN) | BIT(CONNECTION_ABSENT)},
	[CONNECTION_OPEN] = {"open", BIT(CONNECTION_CLOSING) | BIT(CONNECTION_ABSENT)},
	[CONNECTION_CLOSING] = {"closing", BIT(CONNECTION_ABSENT)},
};

/* The table fills in these fields before the event thread gets the connection. */
static bool is_filled_in(const void *object, unsigned int state)
{
	const struct connection *connection = object;

	(void)state;
	return connection->socket >= 0 && connection->address[0] != '\0';
}

const struct state_machine connection_state_machine = {
	"connection", states, sizeof(states) / sizeof(states[0]), is_filled_in};

const struct state_machine connection_lifecycle_machine = {"lifecycle of a connection", lifecycles,
	sizeof(lifecycles) / sizeof(lifecycles[0]), is_filled_in};
