#include "connector/icon.h"

#include <png.h>

#define SIDE 230
/* Each pixel is sampled at SAMPLES * SAMPLES points. */
#define SAMPLES 4
#define UNIT (2 * SAMPLES)

struct point {
	int x, y; /* in pixels */
};

#define CORNERS_MAX 12

struct polygon {
	struct point corners[CORNERS_MAX];
	size_t count;
};

static const struct polygon signs[] = {
	[ICON_BUBBLE] = {{{47, 35}, {183, 35}, {195, 47}, {195, 143}, {183, 155}, {122, 155},
				 {85, 192}, {85, 155}, {47, 155}, {35, 143}, {35, 47}},
		11},
	[ICON_SHIELD] = {{{115, 30}, {187, 54}, {187, 108}, {177, 143}, {153, 174}, {115, 200},
				 {77, 174}, {53, 143}, {43, 108}, {43, 54}},
		10},
};

static const struct polygon star = {{{115, 51}, {126, 82}, {159, 83}, {133, 103}, {142, 134},
					    {115, 116}, {88, 134}, {97, 103}, {71, 83}, {104, 82}},
	10};

/* Whether the point, in 1/UNIT pixels, is inside: counts the edges to its right. */
static bool is_inside(const struct polygon *polygon, int x, int y)
{
	bool inside = false;

	for (size_t i = 0; i < polygon->count; i++) {
		const struct point *a = &polygon->corners[i];
		const struct point *b = &polygon->corners[(i + 1) % polygon->count];
		int ax = a->x * UNIT, ay = a->y * UNIT, bx = b->x * UNIT, by = b->y * UNIT;
		int side;

		if ((ay > y) == (by > y))
			continue;
		side = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
		if ((side > 0) == (by > ay))
			inside = !inside;
	}
	return inside;
}

/* Returns how many samples of the pixel are white. */
static unsigned int count_white(const struct polygon *sign, int column, int row)
{
	unsigned int count = 0;

	for (int i = 0; i < SAMPLES * SAMPLES; i++) {
		int x = column * UNIT + 2 * (i % SAMPLES) + 1;
		int y = row * UNIT + 2 * (i / SAMPLES) + 1;

		count += is_inside(sign, x, y) && !is_inside(&star, x, y);
	}
	return count;
}

static unsigned char blend(uint32_t color, int shift, unsigned int white)
{
	unsigned int part = (color >> shift) & 0xff, all = SAMPLES * SAMPLES;

	return (unsigned char)((part * (all - white) + 255 * white) / all);
}

enum status icon_draw(
	struct text *ret_png, enum icon_sign sign, uint32_t color, struct fault *fault)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
		.width = SIDE,
		.height = SIDE,
		.format = PNG_FORMAT_RGB};
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
	unsigned char *pixels = arena_alloc(fault->arena, PNG_IMAGE_SIZE(image)), *to = pixels;
	char *png = arena_alloc(fault->arena, size);

	for (int i = 0; i < SIDE * SIDE; i++) {
		unsigned int white = count_white(&signs[sign], i % SIDE, i / SIDE);

		for (int shift = 16; shift >= 0; shift -= 8)
			*to++ = blend(color, shift, white);
	}
	if (png_image_write_to_memory(&image, png, &size, 0, pixels, 0, NULL) == 0)
		return fault_set(fault, STATUS_INTERNAL, "InternalError",
			"The icon cannot be written: %s.", image.message);
	*ret_png = (struct text){png, size};
	return STATUS_OK;
}
