#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int command_complain(const struct fault *fault)
{
	if (text_is_set(fault->detail))
		fprintf(stderr, "s2s-registry: %s\n", fault->detail.data);
	for (size_t i = 0; i < fault->error_count; i++)
		fprintf(stderr, "s2s-registry: %s\n", fault->errors[i].message.data);
	return EXIT_FAILURE;
}

int command_complain_of(const char *what)
{
	fprintf(stderr, "s2s-registry: %s: %s.\n", what, strerror(errno));
	return EXIT_FAILURE;
}
