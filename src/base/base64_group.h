/*
 * base64_group: decodes groups of four characters, for base64 and base64url.
 */
#ifndef BASE_BASE64_GROUP_PRIVATE_H
#define BASE_BASE64_GROUP_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

/* The characters of base64url in a table of 256 values: each has its value plus 1. All other bytes
 * have 0. */
#define BASE64_GROUP_VALUES                                                                        \
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8,    \
	['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15,         \
	['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22,        \
	['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29,        \
	['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,        \
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43,        \
	['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50,        \
	['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56, ['4'] = 57,        \
	['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['-'] = 63, ['_'] = 64

/* Decodes four characters to three bytes. Returns false if a character has no value in the table.
 */
static inline bool base64_group_decode(const uint8_t *values, const char *from, uint8_t *into)
{
	uint32_t bits = 0;

	for (int i = 0; i < 4; i++) {
		uint8_t value = values[(unsigned char)from[i]];

		if (value == 0)
			return false;
		bits = bits << 6 | (value - 1U);
	}
	into[0] = (uint8_t)(bits >> 16);
	into[1] = (uint8_t)(bits >> 8);
	into[2] = (uint8_t)bits;
	return true;
}

#endif
