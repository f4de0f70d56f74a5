#include "reviews/blocklist_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define SETTING TEXT("reviews.word-list-dir")
#define CODE "InvalidWordList"

void blocklist_file_fault(
	struct fault *fault, const struct blocklist_file *list, size_t line, const char *why)
{
	fault_add(fault, SETTING, CODE, "%s, line %zu: %s.", list->file.data, line, why);
}

/* A language has two letters, or three if it has no two-letter code (RFC 5646 §2.2.1); so
 * does "any". */
static bool is_name(struct text name)
{
	for (size_t i = 0; i < name.length; i++) {
		if (name.data[i] < 'a' || name.data[i] > 'z')
			return false;
	}
	return name.length == 2 || name.length == 3;
}

static bool is_encoded(const struct blocklist_file *list, struct text *content, struct fault *fault)
{
	if (text_starts_with(*content, TEXT("\xff\xfe")) ||
		text_starts_with(*content, TEXT("\xfe\xff"))) {
		fault_add(fault, SETTING, CODE, "%s is UTF-16; save it as UTF-8.", list->file.data);
		return false;
	}
	if (text_starts_with(*content, TEXT("\xef\xbb\xbf")))
		*content = text_slice(*content, 3, content->length);
	return true;
}

/* Returns false if the rest of the file need not be checked. */
static bool check_line(
	struct fault *fault, const struct blocklist_file *list, size_t number, struct text line)
{
	switch (text_check(line, NULL)) {
	case TEXT_NOT_UTF8:
		blocklist_file_fault(
			fault, list, number, "this is not UTF-8; save the file as UTF-8");
		return false;
	case TEXT_CONTROL:
		blocklist_file_fault(fault, list, number, "control characters are not allowed");
		return true;
	case TEXT_GOOD:
		break;
	}
	if (text_code_points(line) > BLOCKLIST_ENTRY_POINTS_MAX)
		blocklist_file_fault(fault, list, number, "an entry has at most 100 characters");
	return true;
}

static void read_lines(struct blocklist_file *list, struct text content, struct fault *fault)
{
	struct text rest = content, line;
	size_t number = 0, capacity = 1;

	for (size_t i = 0; i < content.length; i++)
		capacity += content.data[i] == '\n';
	list->entries = arena_array(fault->arena, capacity, sizeof(*list->entries));
	while (text_split_next(&rest, '\n', &line)) {
		line = text_trim(line);
		number++;
		if (line.length == 0 || line.data[0] == '#')
			continue;
		if (!check_line(fault, list, number, line))
			return;
		list->entries[list->count++] = (struct blocklist_entry){line, number};
	}
}

static void read_list(const char *folder, struct blocklist_file *list, struct fault *fault)
{
	const char *path = arena_printf(fault->arena, "%s/%s", folder, list->file.data).data;
	struct text content = file_read(fault->arena, path, BLOCKLIST_FILE_BYTES_MAX, NULL);

	if (!is_name(list->name))
		fault_add(fault, SETTING, CODE,
			"%s is not named after a language; rename it, for example to en.txt, or to "
			"any.txt.",
			list->file.data);
	else if (!text_is_set(content))
		fault_add(fault, SETTING, CODE, "%s cannot be read: %s; a list has at most 1 MiB.",
			list->file.data, strerror(errno));
	else if (is_encoded(list, &content, fault))
		read_lines(list, content, fault);
}

static int compare_files(const void *a, const void *b)
{
	return text_compare(
		((const struct blocklist_file *)a)->file, ((const struct blocklist_file *)b)->file);
}

/* Finds the files whose names end in .txt; stops after one more than the limit. */
static size_t find_files(DIR *entries, struct blocklist_file *lists, struct arena *arena)
{
	const struct text ending = TEXT(".txt");
	struct dirent *entry;
	size_t count = 0;

	while (count <= BLOCKLIST_FILES_MAX && (entry = readdir(entries)) != NULL) {
		struct text file = text_from(entry->d_name);
		size_t stem = file.length < ending.length ? 0 : file.length - ending.length;

		if (file.data[0] == '.' || !text_equal(text_slice(file, stem, file.length), ending))
			continue;
		lists[count].file = arena_text(arena, file);
		lists[count].name = text_slice(lists[count].file, 0, stem);
		count++;
	}
	qsort(lists, count, sizeof(*lists), compare_files);
	return count;
}

static void check_counts(
	const char *folder, const struct blocklist_file *lists, size_t count, struct fault *fault)
{
	size_t entries = 0;

	for (size_t i = 0; i < count; i++)
		entries += lists[i].count;
	if (count == 0)
		fault_add(fault, SETTING, CODE,
			"%s contains no list; add files such as en.txt or any.txt, or leave "
			"reviews.word-list-dir empty.",
			folder);
	if (entries > BLOCKLIST_ENTRIES_MAX)
		fault_add(fault, SETTING, CODE,
			"The lists in %s have %zu entries; at most %d are allowed.", folder,
			entries, BLOCKLIST_ENTRIES_MAX);
}

void blocklist_file_read_all(const char *folder, struct blocklist_file **ret_lists,
	size_t *ret_count, struct fault *fault)
{
	struct blocklist_file *lists =
		arena_array(fault->arena, BLOCKLIST_FILES_MAX + 1, sizeof(*lists));
	DIR *entries = opendir(folder);

	*ret_lists = lists;
	*ret_count = 0;
	if (entries == NULL) {
		fault_add(fault, SETTING, CODE, "The folder %s cannot be read: %s.", folder,
			strerror(errno));
		return;
	}
	*ret_count = find_files(entries, lists, fault->arena);
	closedir(entries);
	if (*ret_count > BLOCKLIST_FILES_MAX) {
		fault_add(fault, SETTING, CODE, "%s contains more than %d lists.", folder,
			BLOCKLIST_FILES_MAX);
		return;
	}
	for (size_t i = 0; i < *ret_count; i++)
		read_list(folder, &lists[i], fault);
	check_counts(folder, lists, *ret_count, fault);
}
