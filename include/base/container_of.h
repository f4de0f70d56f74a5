/*
 * container_of: finds the structure that contains a given member.
 */
#ifndef BASE_CONTAINER_OF_H
#define BASE_CONTAINER_OF_H

#include <stddef.h>

/* Returns a pointer to the structure of type `type_` whose member `member_` is at `pointer_`. Does
 * not compile if `pointer_` is not a pointer to the type of the member. */
#define container_of(pointer_, type_, member_)                                                     \
	((type_ *)(void *)((char *)(pointer_)-offsetof(type_, member_) +                           \
		0 * sizeof((pointer_) == &((type_ *)NULL)->member_)))

#endif
