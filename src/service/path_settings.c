#include "service/path_settings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define CA_BYTES_MAX ((size_t)16 * 1024 * 1024)

static void refuse(struct fault *fault, const char *setting, const char *path, const char *why)
{
	fault_add(fault, text_from(setting), "InvalidSetting", "%s: %s %s.", setting, path, why);
}

static void refuse_folder(struct fault *fault, const char *setting, const char *path)
{
	refuse(fault, setting, path,
		arena_printf(fault->arena, "cannot be written to: %s", strerror(errno)).data);
}

static void check_folder(struct fault *fault, const char *setting, const char *path)
{
	if (!file_dir_can_be_made(path))
		refuse_folder(fault, setting, path);
}

static void check_authorities(const char *path, struct fault *fault)
{
	static const char *const setting = "auth.ca-file";
	struct text content;

	if (path[0] == '\0')
		return;
	content = file_read(fault->arena, path, CA_BYTES_MAX, NULL);
	if (!text_is_set(content))
		refuse(fault, setting, path,
			arena_printf(fault->arena, "cannot be read: %s", strerror(errno)).data);
	else if (strstr(content.data, "-----BEGIN ") == NULL)
		refuse(fault, setting, path, "contains no PEM certificate");
}

/* A command that ran as another user, such as root, may have created an unusable file. */
static bool database_can_be_used(const char *path)
{
	struct stat info;

	if (stat(path, &info) != 0)
		return errno == ENOENT;
	if (S_ISDIR(info.st_mode)) {
		errno = EISDIR;
		return false;
	}
	return faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0;
}

void path_settings_check(const struct config *config, struct fault *fault)
{
	/* The write-ahead log is next to the file itself, not next to a link to it. */
	char real_path[PATH_MAX];
	const char *database = realpath(config->database_path, real_path) != NULL
		? real_path
		: config->database_path;

	check_authorities(config->auth_ca_file, fault);
	if (!file_dir_can_be_used(config->server_temporary_dir))
		refuse_folder(fault, "server.temporary-dir", config->server_temporary_dir);
	if (!file_parent_can_be_used(database) || !database_can_be_used(database)) {
		refuse_folder(fault, "database.path", config->database_path);
		/* By default the other folders are in the same folder. */
		return;
	}
	check_folder(fault, "auth.key-dir", config->auth_key_dir);
	check_folder(fault, "reviews.export-dir", config->reviews_export_dir);
	check_folder(fault, "reviews.job-dir", config->reviews_job_dir);
}
