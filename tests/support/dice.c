#include "support/dice.h"

/* The high bits of such a generator are the better ones. */
uint32_t dice_roll(struct dice *dice, uint32_t sides)
{
	dice->state = dice->state * 1664525U + 1013904223U;
	return (uint32_t)((uint64_t)dice->state * sides >> 32);
}
