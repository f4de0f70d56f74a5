#include "trim.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Segments that nobody writes are the file's pages: what is dropped of them comes back unchanged.
 */
static int drop_code(struct dl_phdr_info *object, size_t size_bytes, void *context)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size_bytes, (void)context;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		uintptr_t from = (uintptr_t)object->dlpi_addr + segment->p_vaddr;
		uintptr_t to = from + segment->p_memsz;

		if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0)
			continue;
		from = from / page * page;
		madvise((void *)from, to - from, MADV_DONTNEED);
	}
	return 0;
}

void trim_after_start(void)
{
	malloc_trim(0);
	dl_iterate_phdr(drop_code, NULL);
}
