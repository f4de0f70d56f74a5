/*
 * import_command: s2s-registry import, which stores reviews of a file straight in the database of
 * the configuration, also beside a running service.
 */
#ifndef CLI_IMPORT_COMMAND_PRIVATE_H
#define CLI_IMPORT_COMMAND_PRIVATE_H

/* Takes the words besides the command: FILE (- is standard input; .gz or not), --source NAME (else
 * it restores an export), --columns MAP, --dry-run, --config FILE, --set section.key=value.
 * Rejected rows go to standard output as NDJSON, progress and counts to standard error. Returns the
 * exit status: 0 when every row was taken; 1 when one was rejected or the import failed; 2 when it
 * was called wrongly. Run again, it goes on where it ended: what is there already is unchanged. */
int import_command_run(int argc, char **argv);

#endif
