#include "service/ops_process.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buffer.h"

#define BYTES_MAX 2048

static void write_row(
	struct buffer *out, const char *name, const char *type, const char *help, double value)
{
	buffer_printf(
		out, "# HELP %s %s\n# TYPE %s %s\n%s %.17g\n", name, help, name, type, name, value);
}

/* Excludes the descriptor that reads the folder, "." and "..". */
static void write_open_files(struct buffer *out)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = -3;

	if (folder == NULL)
		return;
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	write_row(out, "process_open_fds", "gauge", "Open file descriptors.", count);
}

static void write_memory(struct buffer *out)
{
	FILE *file = fopen("/proc/self/statm", "re");
	unsigned long whole, resident;
	double page = (double)sysconf(_SC_PAGESIZE);

	if (file == NULL)
		return;
	if (fscanf(file, "%lu %lu", &whole, &resident) == 2) {
		write_row(out, "process_virtual_memory_bytes", "gauge", "Virtual memory.",
			(double)whole * page);
		write_row(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
			(double)resident * page);
	}
	fclose(file);
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

struct text ops_process_write(struct arena *arena)
{
	struct buffer out = buffer_make(arena, BYTES_MAX);
	struct rusage usage;
	struct rlimit files;

	write_open_files(&out);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0)
		write_row(&out, "process_max_fds", "gauge", "Most open file descriptors.",
			(double)files.rlim_cur);
	write_memory(&out);
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		write_row(&out, "process_cpu_seconds_total", "counter",
			"Processor time, of the program and of the system for it.",
			seconds(usage.ru_utime) + seconds(usage.ru_stime));
	return buffer_text(&out);
}
