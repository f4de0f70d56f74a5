/*
 * connector_files: the files of the connectors, made once and kept.
 *
 * The first call makes the files, and so does the first call after a reload; this takes about a
 * tenth of a second, and other calls wait for it. So calls must not run on an event thread.
 * Thread-safe.
 */
#ifndef API_OPEN_CONNECTOR_FILES_H
#define API_OPEN_CONNECTOR_FILES_H

#include "api/core/static_text.h"
#include "connector/package.h"

struct call;
struct connector_files;

struct connector_files *connector_files_new(void);
void connector_files_free(struct connector_files *files);

/* Stores a copy of the file with this name, which lives in the call's arena. If there is no such
 * file, or if the configuration allows no connector, sets the call's fault and returns
 * STATUS_NOT_FOUND. */
enum status connector_files_find(
	struct call *call, enum package_kind kind, struct text name, struct static_text *ret_text);

#endif
