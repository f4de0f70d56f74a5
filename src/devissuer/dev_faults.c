#include "devissuer/dev_faults.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/guid.h"

static const char *const endpoint_names[DEV_ENDPOINTS] = {NULL, "discovery", "keys", "token"};

static const struct {
	const char *name;
	enum dev_failure failure;
} failures[] = {{"html", DEV_FAILURE_HTML}, {"empty", DEV_FAILURE_EMPTY},
	{"huge", DEV_FAILURE_HUGE}, {"redirect", DEV_FAILURE_REDIRECT}};

struct directory_counts {
	char directory[GUID_TEXT_BYTES + 1];
	int64_t counts[DEV_ENDPOINTS];
};

struct dev_faults {
	pthread_mutex_t mutex;
	struct dev_fault plan;
	int64_t failures_left;
	int64_t totals[DEV_ENDPOINTS];
	struct directory_counts directories[DEV_FAULTS_DIRECTORIES_MAX];
	size_t directory_count;
};

struct dev_faults *dev_faults_new(void)
{
	struct dev_faults *control = calloc(1, sizeof(*control));

	if (control == NULL)
		abort();
	pthread_mutex_init(&control->mutex, NULL);
	return control;
}

void dev_faults_free(struct dev_faults *control)
{
	if (control == NULL)
		return;
	pthread_mutex_destroy(&control->mutex);
	free(control);
}

/* Finds or adds the directory's row. Returns NULL if the table is full. */
static struct directory_counts *find_directory(struct dev_faults *control, struct text directory)
{
	struct directory_counts *directory_row;

	for (size_t i = 0; i < control->directory_count; i++) {
		if (text_equal(text_from(control->directories[i].directory), directory))
			return &control->directories[i];
	}
	if (control->directory_count == DEV_FAULTS_DIRECTORIES_MAX ||
		directory.length > GUID_TEXT_BYTES)
		return NULL;
	directory_row = &control->directories[control->directory_count++];
	memcpy(directory_row->directory, directory.data, directory.length);
	return directory_row;
}

static struct dev_fault take_plan(struct dev_faults *control)
{
	struct dev_fault plan = control->plan;

	if (control->failures_left == 0)
		plan.failure = DEV_FAILURE_NONE;
	else
		control->failures_left--;
	return plan;
}

struct dev_fault dev_faults_next(
	struct dev_faults *control, enum dev_endpoint endpoint, struct text directory)
{
	struct dev_fault plan = {0};
	struct directory_counts *directory_row;

	if (endpoint == DEV_ENDPOINT_OTHER)
		return plan;
	pthread_mutex_lock(&control->mutex);
	control->totals[endpoint]++;
	directory_row = find_directory(control, directory);
	if (directory_row != NULL)
		directory_row->counts[endpoint]++;
	if (endpoint != DEV_ENDPOINT_TOKEN)
		plan = take_plan(control);
	pthread_mutex_unlock(&control->mutex);
	return plan;
}

static bool parse_failure(struct text name, struct dev_fault *plan)
{
	int64_t status;

	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		if (text_equal(name, text_from(failures[i].name))) {
			plan->failure = failures[i].failure;
			return true;
		}
	}
	if (!text_to_int64(name, &status) || status < 200 || status > 599)
		return false;
	plan->failure = DEV_FAILURE_STATUS;
	plan->status = (int)status;
	return true;
}

bool dev_faults_fail(struct dev_faults *control, struct text name, int64_t times)
{
	bool known;

	pthread_mutex_lock(&control->mutex);
	known = times == 0 || parse_failure(name, &control->plan);
	if (known)
		control->failures_left = times;
	pthread_mutex_unlock(&control->mutex);
	return known;
}

void dev_faults_stall(struct dev_faults *control, int64_t stall_ms)
{
	pthread_mutex_lock(&control->mutex);
	control->plan.stall_ms = stall_ms;
	pthread_mutex_unlock(&control->mutex);
}

void dev_faults_reset(struct dev_faults *control)
{
	pthread_mutex_lock(&control->mutex);
	control->plan = (struct dev_fault){0};
	control->failures_left = 0;
	memset(control->totals, 0, sizeof(control->totals));
	memset(control->directories, 0, sizeof(control->directories));
	control->directory_count = 0;
	pthread_mutex_unlock(&control->mutex);
}

static void write_counts(struct jsonwrite *out, const int64_t counts[DEV_ENDPOINTS])
{
	for (size_t i = DEV_ENDPOINT_DISCOVERY; i < DEV_ENDPOINTS; i++)
		jsonwrite_int(out, endpoint_names[i], counts[i]);
}

void dev_faults_report(struct dev_faults *control, struct jsonwrite *out)
{
	pthread_mutex_lock(&control->mutex);
	jsonwrite_open(out, '{');
	write_counts(out, control->totals);
	jsonwrite_open_member(out, "byDirectory", '{');
	for (size_t i = 0; i < control->directory_count; i++) {
		jsonwrite_open_member(out, control->directories[i].directory, '{');
		write_counts(out, control->directories[i].counts);
		jsonwrite_close(out, '}');
	}
	jsonwrite_close(out, '}');
	jsonwrite_close(out, '}');
	pthread_mutex_unlock(&control->mutex);
}
