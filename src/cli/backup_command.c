#include "cli/backup_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "cli/command.h"
#include "db/backup.h"

int backup_command_write(const struct config *config, const char *file, struct fault *fault)
{
	struct stat info;

	if (backup_write(config->database_path, file, fault) != STATUS_OK)
		return command_print_fault(fault);
	printf("database copied to %s: %.1f MB, integrity checked\n", file,
		stat(file, &info) == 0 ? (double)info.st_size / 1e6 : 0);
	return EXIT_SUCCESS;
}

int backup_command_restore(const struct config *config, const char *file, struct fault *fault)
{
	struct text kept;

	if (backup_restore(file, config->database_path, clock_now_ms(&clock_system), &kept,
		    fault) != STATUS_OK)
		return command_print_fault(fault);
	printf("database restored from %s\n", file);
	if (text_is_set(kept))
		printf("previous database kept as %s\n", kept.data);
	return EXIT_SUCCESS;
}
