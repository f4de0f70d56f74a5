/*
 * package: the files from which the Power Platform makes a custom connector.
 *
 * There are two connectors: one for reviews, and one for the registry of apps, which admins use.
 * The same target always results in the same files.
 */
#ifndef CONNECTOR_PACKAGE_H
#define CONNECTOR_PACKAGE_H

#include "connector/target.h"

/* The index of the archive, which contains the files before it. */
#define PACKAGE_ARCHIVE 6
#define PACKAGE_FILES 7

struct package_file {
	const char *name;
	const char *media_type;
	struct text content;
};

struct package {
	struct package_file files[PACKAGE_FILES];
};

enum package_kind { PACKAGE_REVIEWS, PACKAGE_ADMIN };
#define PACKAGE_KINDS 2

/* Makes the package. The contents live in the fault's arena. If the system cannot make the archive,
 * sets the fault and returns STATUS_INTERNAL. */
enum status package_make(struct package *ret_package, const struct target *target,
	enum package_kind kind, struct fault *fault);

#endif
