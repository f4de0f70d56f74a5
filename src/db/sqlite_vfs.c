#include "db/sqlite_vfs.h"

#include <pthread.h>
#include <sqlite3.h>

#include "base/yield.h"

/* The Unix VFS has two method tables: one for databases, one for other files. */
#define TABLES 4

/* A method table, and its copy with write_file(). */
struct table {
	const sqlite3_io_methods *below;
	sqlite3_io_methods own;
};

static struct {
	sqlite3_vfs vfs, *below;
	pthread_mutex_t lock;
	struct table tables[TABLES]; /* in order of first use; unused entries are zero */
	int (*write)(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset);
} shim = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
	yield_if_due();
	return shim.write(file, bytes, count, offset);
}

/* Returns NULL if the table has a different xWrite than the first one, or if there is no free
 * entry. */
static const struct table *find_table(const sqlite3_io_methods *methods)
{
	if (shim.write == NULL)
		shim.write = methods->xWrite;
	for (int i = 0; i < TABLES && methods->xWrite == shim.write; i++) {
		struct table *table = &shim.tables[i];

		if (table->below == NULL) {
			*table = (struct table){.below = methods, .own = *methods};
			table->own.xWrite = write_file;
		}
		if (table->below == methods)
			return table;
	}
	return NULL;
}

static const sqlite3_io_methods *choose_methods(const sqlite3_io_methods *methods)
{
	const struct table *table;

	pthread_mutex_lock(&shim.lock);
	table = find_table(methods);
	pthread_mutex_unlock(&shim.lock);
	return table == NULL ? methods : &table->own;
}

static int open_file(
	sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret_flags)
{
	int code = shim.below->xOpen(shim.below, path, file, flags, ret_flags);

	(void)vfs;
	if (file->pMethods != NULL)
		file->pMethods = choose_methods(file->pMethods);
	return code;
}

void sqlite_vfs_install(void)
{
	shim.below = sqlite3_vfs_find(NULL);
	if (shim.below == NULL)
		return;
	shim.vfs = *shim.below;
	shim.vfs.pNext = NULL;
	shim.vfs.zName = "yield";
	shim.vfs.xOpen = open_file;
	sqlite3_vfs_register(&shim.vfs, 1);
}
