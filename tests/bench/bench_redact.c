/* Measures the redaction of a text of 20,000 characters, by script, with lists of 10,000 entries;
 * prints the best time. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "reviews/redactor.h"
#include "support/temp_dir.h"

#define CHARACTERS 20000
#define ENTRIES 10000
#define ROUNDS 200

static const char *const words[][4] = {
	{"Latin", "quite ", "nice ", "thing "},
	{"Latin with accents", "près ", "été ", "garçon "},
	{"Cyrillic", "очень ", "хорошая ", "вещь "},
	{"Devanagari", "बहुत ", "अच्छा ", "है "},
	{"Han", "非常", "好的", "东西"},
	{"listed words", "w1 ", "w22 ", "w333 "},
};

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void write_list(struct arena *arena, const char *dir)
{
	FILE *file = fopen(arena_printf(arena, "%s/en.txt", dir).data, "w");

	if (file == NULL)
		abort();
	for (int i = 0; i < ENTRIES; i++)
		fprintf(file, "w%d\n东%d\nочень%d\n", i, i, i);
	fclose(file);
}

static void measure(const struct redactor *redactor, const char *const sample[4])
{
	struct arena *arena = arena_new();
	struct buffer text = buffer_make(arena, 8 * CHARACTERS);
	double best = 1e9;

	for (size_t i = 0; text_code_points(buffer_text(&text)) < CHARACTERS; i++)
		buffer_add(&text, text_from(sample[1 + i % 3]));
	for (int i = 0; i < ROUNDS; i++) {
		double began = now_us();

		redactor_apply(redactor, arena, TEXT("en-us"), buffer_text(&text));
		if (now_us() - began < best)
			best = now_us() - began;
	}
	printf("%-20s %7zu bytes %8.0f us\n", sample[0], text.length, best);
	arena_free(arena);
}

int main(void)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	const char *dir = temp_dir_make(arena);
	struct redactor *redactor;
	double began = now_us();

	write_list(arena, dir);
	if (redactor_open(&redactor, dir, &fault) != STATUS_OK)
		abort();
	printf("lists read in %.0f us\n", now_us() - began);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		measure(redactor, words[i]);
	redactor_close(redactor);
	temp_dir_remove(dir);
	arena_free(arena);
	return EXIT_SUCCESS;
}
