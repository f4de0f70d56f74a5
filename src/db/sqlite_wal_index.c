#include "db/sqlite_wal_index.h"

#define FORMAT_VERSION 3007000
#define REGION_BYTES 32768
#define HEADER_WORDS 12

_Static_assert(sizeof(((struct db_version *)NULL)->words) == HEADER_WORDS * sizeof(uint32_t),
	"a version is a copy of the header");

const uint32_t *sqlite_wal_index_map(sqlite3 *handle)
{
	sqlite3_file *file = NULL;
	void volatile *region = NULL;

	if (sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) !=
			SQLITE_OK ||
		sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, (void *)&file) !=
			SQLITE_OK ||
		file->pMethods == NULL || file->pMethods->iVersion < 2 ||
		file->pMethods->xShmMap(file, 0, REGION_BYTES, 0, &region) != SQLITE_OK)
		return NULL;
	return (const uint32_t *)(uintptr_t)region;
}

bool sqlite_wal_index_read(const uint32_t *index, struct db_version *ret_version)
{
	bool same = true;

	if (index == NULL)
		return false;
	for (int i = 0; i < HEADER_WORDS; i++)
		ret_version->words[i] = __atomic_load_n(&index[i], __ATOMIC_ACQUIRE);
	for (int i = 0; i < HEADER_WORDS; i++)
		same = __atomic_load_n(&index[HEADER_WORDS + i], __ATOMIC_ACQUIRE) ==
				ret_version->words[i] &&
			same;
	return same && ret_version->words[0] == FORMAT_VERSION;
}
