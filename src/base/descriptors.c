#include "base/descriptors.h"

#include <limits.h>
#include <sys/resource.h>

/* Reserved for the database, the log, keys, fetches and closing connections, plus 1/SHARE of the
 * limit for the files of bodies and downloads. */
#define OTHERS 512
#define SHARE 4

void descriptors_raise_limit(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max)
		return;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

unsigned int descriptors_max(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur > INT_MAX)
		return INT_MAX;
	return (unsigned int)files.rlim_cur;
}

unsigned int descriptors_for_connections(void)
{
	unsigned int max = descriptors_max(), others = OTHERS + max / SHARE;

	return max > others ? max - others : 1;
}
