/*
 * export_room: how much exported files may take, of one caller and of all, before they expire.
 */
#ifndef API_EXPORT_ROOM_PRIVATE_H
#define API_EXPORT_ROOM_PRIVATE_H

#include "api/exports.h"

/* Whether a file of that caller may be begun, or go on. STATUS_TOO_MANY when the caller's files
 * take too much, STATUS_NO_ROOM when those of all do or the disk is nearly full. What is ready
 * counts as the database has it, by any process; what is being written, as far as it is. */
enum status export_room_check(struct service *service, struct guid caller_id, struct fault *fault);

#endif
