/*
 * container_of: the structure that a member lies in.
 */
#ifndef BASE_CONTAINER_OF_H
#define BASE_CONTAINER_OF_H

#include <stddef.h>

/* The structure of `type_` whose `member_` is at `pointer_`. Does not compile where the pointer has
 * another type than the member. */
#define container_of(pointer_, type_, member_)                                                     \
	((type_ *)(void *)((char *)(pointer_)-offsetof(type_, member_) +                           \
		0 * sizeof((pointer_) == &((type_ *)NULL)->member_)))

#endif
