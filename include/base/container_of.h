/*
 * container_of: the structure that contains a member.
 */
#ifndef BASE_CONTAINER_OF_H
#define BASE_CONTAINER_OF_H

#include <stddef.h>

/* Returns the structure of `type_` whose `member_` is at `pointer_`. Does not compile if the
 * pointer's type is not the member's. */
#define container_of(pointer_, type_, member_)                                                     \
	((type_ *)(void *)((char *)(pointer_)-offsetof(type_, member_) +                           \
		0 * sizeof((pointer_) == &((type_ *)NULL)->member_)))

#endif
