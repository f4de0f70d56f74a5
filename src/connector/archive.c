#include "connector/archive.h"

#include <zip.h>

/* 1980-01-01, the earliest date that a zip file can have, in the format of MS-DOS. */
#define FILE_DATE 0x21

static enum status fail(struct fault *fault, zip_error_t *error)
{
	return fault_set(fault, STATUS_INTERNAL, "InternalError",
		"The archive cannot be written: %s.", zip_error_strerror(error));
}

static bool add_entry(zip_t *zip, const struct archive_entry *entry)
{
	zip_source_t *source =
		zip_source_buffer(zip, entry->content.data, entry->content.length, 0);
	zip_int64_t index;

	if (source == NULL)
		return false;
	index = zip_file_add(zip, entry->name, source, ZIP_FL_ENC_UTF_8);
	if (index < 0) {
		zip_source_free(source);
		return false;
	}
	return zip_file_set_dostime(zip, (zip_uint64_t)index, 0, FILE_DATE, 0) == 0;
}

/* Like fail(), for an error that belongs to no object of libzip. */
static enum status fail_with(struct fault *fault, zip_error_t *error)
{
	fail(fault, error);
	zip_error_fini(error);
	return fault->status;
}

/* Writes the entries into `target`, which the caller keeps. */
static enum status write_entries(zip_source_t *target, const struct archive_entry *entries,
	size_t count, struct fault *fault)
{
	zip_error_t error;
	zip_t *zip;

	zip_error_init(&error);
	zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
	if (zip == NULL)
		return fail_with(fault, &error);
	zip_source_keep(target);
	for (size_t i = 0; i < count; i++) {
		if (add_entry(zip, &entries[i]))
			continue;
		fail(fault, zip_get_error(zip));
		zip_discard(zip);
		return fault->status;
	}
	if (zip_close(zip) == 0)
		return STATUS_OK;
	fail(fault, zip_get_error(zip));
	zip_discard(zip);
	return fault->status;
}

static enum status read_all(struct text *ret_zip, zip_source_t *source, struct fault *fault)
{
	zip_stat_t about;
	char *bytes;

	if (zip_source_stat(source, &about) != 0 || zip_source_open(source) != 0)
		return fail(fault, zip_source_error(source));
	bytes = arena_alloc(fault->arena, about.size);
	if (zip_source_read(source, bytes, about.size) == (zip_int64_t)about.size)
		*ret_zip = (struct text){bytes, about.size};
	else
		fail(fault, zip_source_error(source));
	zip_source_close(source);
	return fault->status;
}

enum status archive_make(struct text *ret_zip, const struct archive_entry *entries, size_t count,
	struct fault *fault)
{
	zip_error_t error;
	zip_source_t *target;

	zip_error_init(&error);
	target = zip_source_buffer_create(NULL, 0, 0, &error);
	if (target == NULL)
		return fail_with(fault, &error);
	if (write_entries(target, entries, count, fault) == STATUS_OK)
		read_all(ret_zip, target, fault);
	zip_source_free(target);
	return fault->status;
}
