/*
 * damage: interprets the output of SQLite's integrity checks.
 */
#ifndef DB_DAMAGE_PRIVATE_H
#define DB_DAMAGE_PRIVATE_H

#include "base/text.h"

/* Returns whether a line of output of quick_check or integrity_check reports damage. Ignores damage
 * of the search index, which SQLite 3.44 and later also report, because the service repairs the
 * index when it starts. */
bool damage_is_reported(struct text line);

#endif
