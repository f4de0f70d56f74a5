/*
 * connector_command: the command `s2s-registry connector`, which writes the files from which the
 * Power Platform makes a custom connector.
 */
#ifndef CLI_CONNECTOR_COMMAND_PRIVATE_H
#define CLI_CONNECTOR_COMMAND_PRIVATE_H

/* Runs the command with the arguments that follow its name. --out DIR is the folder to write to,
 * which is created if its parent exists. --host HOST[:PORT][/PATH] is where makers reach the
 * service over https; it replaces server.public-url. --admin writes the connector for the registry.
 * The options --config FILE and --set section.key=value set the configuration. Returns the exit
 * status. */
int connector_command_run(int argc, char **argv);

#endif
