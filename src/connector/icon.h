/*
 * icon: draws icon.png, a white sign on the colour of the brand.
 */
#ifndef CONNECTOR_ICON_PRIVATE_H
#define CONNECTOR_ICON_PRIVATE_H

#include "base/fault.h"

enum icon_sign {
	ICON_BUBBLE, /* a speech bubble with a star */
	ICON_SHIELD /* a shield with a star */
};

/* Stores a square PNG of 230 pixels, all opaque. `color` is 0xRRGGBB, and is the colour of the
 * corners. If libpng fails, sets the fault and returns STATUS_INTERNAL. */
enum status icon_draw(
	struct text *ret_png, enum icon_sign sign, uint32_t color, struct fault *fault);

#endif
