/*
 * dice: pseudo-random numbers. The same initial state gives the same sequence.
 */
#ifndef SUPPORT_DICE_H
#define SUPPORT_DICE_H

#include <stdint.h>

struct dice {
	uint32_t state;
};

/* A number from 0 to below `sides`. */
uint32_t dice_roll(struct dice *dice, uint32_t sides);

/* Which sequence a program is to take: the number that is its argument, or 0. Ends the process when
 * it is none. */
uint32_t dice_sequence(int argc, char **argv);

#endif
