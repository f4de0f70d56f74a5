/*
 * import_command: the command `s2s-registry import`, which imports reviews from a file directly
 * into the database. The service may be running.
 */
#ifndef CLI_IMPORT_COMMAND_PRIVATE_H
#define CLI_IMPORT_COMMAND_PRIVATE_H

/* Runs the command with the arguments other than its name: FILE (- for standard input, gzip or
 * plain),
 * --source NAME (if missing, FILE is an export to restore), --columns MAP, --dry-run, --config FILE
 * and
 * --set section.key=value. Prints rejected rows on standard output as NDJSON, and progress and
 * counts on standard error. Returns the exit status: 0 if all rows were accepted, 1 if a row was
 * rejected or the import failed, 2 if the arguments are invalid. An interrupted import can be run
 * again: reviews that are already stored stay unchanged. */
int import_command_run(int argc, char **argv);

#endif
