#include "support/dice.h"

#include <stdlib.h>

#include "base/text.h"

/* The high bits of such a generator are the better ones. */
uint32_t dice_roll(struct dice *dice, uint32_t sides)
{
	dice->state = dice->state * 1664525U + 1013904223U;
	return (uint32_t)((uint64_t)dice->state * sides >> 32);
}

uint32_t dice_sequence(int argc, char **argv)
{
	int64_t number = 0;

	if (argc > 1 && !text_to_int64(text_from(argv[1]), &number))
		abort();
	return (uint32_t)number;
}
