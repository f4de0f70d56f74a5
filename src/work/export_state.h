/*
 * export_state: the states of an export that this process writes, and the allowed transitions.
 */
#ifndef WORK_EXPORT_STATE_PRIVATE_H
#define WORK_EXPORT_STATE_PRIVATE_H

#include "base/state_machine.h"
#include "reviews/export_store.h"

/* Checks transitions of the member `state` of struct export_record (base/state_machine.h). */
extern const struct state_machine export_state_machine;

#endif
