/*
 * damage: interprets the output of SQLite's integrity checks.
 */
#ifndef DB_DAMAGE_PRIVATE_H
#define DB_DAMAGE_PRIVATE_H

#include "base/text.h"

/* Returns true if a line of the output of quick_check or integrity_check reports damage. SQLite
 * 3.44 and later also report damage of the search index. The function ignores this damage, because
 * the service repairs the search index when it starts. */
bool damage_is_reported(struct text line);

#endif
