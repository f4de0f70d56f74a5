/*
 * export_state: the states of an export while this process writes it, and the moves between them.
 */
#ifndef WORK_EXPORT_STATE_PRIVATE_H
#define WORK_EXPORT_STATE_PRIVATE_H

#include "base/state_machine.h"
#include "reviews/export_store.h"

/* Of struct export_record; its states are those of enum export_state. */
extern const struct state_machine export_state_machine;

#endif
