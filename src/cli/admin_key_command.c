#include "cli/admin_key_command.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "service/admin_keys.h"
#include "service/service.h"
#include "upkeep/database_open.h"

/* Returns NULL after printing the error. */
static struct db *open_database(const struct config *config, struct fault *fault)
{
	struct db *db = NULL;
	size_t applied;

	if (command_open_database(&db, config, DATABASE_OPEN_CACHE_KIB, &applied, fault) !=
		STATUS_OK)
		command_print_fault(fault);
	return db;
}

static int finish(struct db *db, enum status status, struct text output, const struct fault *fault)
{
	db_close(db);
	if (status != STATUS_OK)
		return command_print_fault(fault);
	return fwrite(output.data, 1, output.length, stdout) == output.length ? EXIT_SUCCESS
									      : EXIT_FAILURE;
}

/* Prints only the key on standard output, so that a shell can capture it. It is never shown again.
 */
int admin_key_command_create(
	const struct config *config, const char *name, const char *roles, struct fault *fault)
{
	struct db *db = open_database(config, fault);
	struct text line = TEXT("");
	enum status status;

	if (db == NULL)
		return EXIT_FAILURE;
	status = admin_keys_create(db, text_from(name), text_from(roles), &line, fault);
	return finish(db, status, line, fault);
}

int admin_key_command_list(const struct config *config, struct fault *fault)
{
	struct db *db = open_database(config, fault);
	struct text table = TEXT("");
	enum status status;

	if (db == NULL)
		return EXIT_FAILURE;
	status = admin_keys_list(db, &table, fault);
	return finish(db, status, table, fault);
}

int admin_key_command_disable(const struct config *config, const char *name, struct fault *fault)
{
	struct db *db = open_database(config, fault);

	if (db == NULL)
		return EXIT_FAILURE;
	return finish(db, admin_keys_disable(db, text_from(name), fault), TEXT(""), fault);
}
