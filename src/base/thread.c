#include "base/thread.h"

#include <errno.h>

bool thread_start(
	pthread_t *ret_thread, const char *name, void *(*run)(void *context), void *context)
{
	int error = pthread_create(ret_thread, NULL, run, context);

	if (error == 0)
		pthread_setname_np(*ret_thread, name);
	else
		errno = error;
	return error == 0;
}
