/*
 * connector_files: the files of the connectors, made once and kept.
 *
 * The first call makes the files, and so does the first call after a reload. Thread-safe. A call
 * can wait while another one makes the files, some milliseconds, so it must not run on an event
 * thread.
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
