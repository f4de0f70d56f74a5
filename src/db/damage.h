/*
 * damage: what SQLite says when it checks a database.
 */
#ifndef DB_DAMAGE_PRIVATE_H
#define DB_DAMAGE_PRIVATE_H

#include "base/text.h"

/* Whether a line of quick_check or integrity_check tells of damage. That of the search index is
 * none, which SQLite 3.44 and later look at too: a start mends it. */
bool damage_is_reported(struct text line);

#endif
