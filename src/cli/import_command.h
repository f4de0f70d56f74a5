/*
 * import_command: the command `s2s-registry import`, which imports reviews from a file directly
 * into the database. The service may run at the same time.
 */
#ifndef CLI_IMPORT_COMMAND_PRIVATE_H
#define CLI_IMPORT_COMMAND_PRIVATE_H

/* Runs the command with the arguments that follow its name. FILE may be compressed with gzip. "-"
 * means standard input. --source NAME imports the reviews under this source. Without --source, FILE
 * must be an export, and the command restores the export. --columns MAP assigns CSV columns to
 * fields. --dry-run stores nothing. The options --config FILE and --set section.key=value set the
 * configuration.
 *
 * Prints rejected rows on standard output as NDJSON, and progress and counts on standard error.
 * Returns the exit status: 0 if all rows were accepted, 1 if a row was rejected or the import
 * failed, 2 if the arguments are invalid. An interrupted import can be repeated, because reviews
 * that are already stored stay unchanged. */
int import_command_run(int argc, char **argv);

#endif
