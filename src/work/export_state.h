/*
 * export_state: the states of an export that this process writes, and the allowed transitions.
 */
#ifndef WORK_EXPORT_STATE_PRIVATE_H
#define WORK_EXPORT_STATE_PRIVATE_H

#include "base/state_machine.h"
#include "reviews/export_store.h"

/* Checks struct export_record; the states are those of enum export_state. */
extern const struct state_machine export_state_machine;

#endif
