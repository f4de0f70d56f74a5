/*
 * bare_server PORT HEADERS BODY: answers every request with 200, the header lines of one file and
 * the body of the other, with libmicrohttpd alone: the upper limit for the service. It has the same
 * event threads and memory per connection as the service, and a new x-ms-request-id for each
 * response.
 */
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADERS_MAX 16
#define FILE_BYTES_MAX 65536
#define THREADS 2
#define REQUEST_ID "x-ms-request-id"

struct answer {
	char *names[HEADERS_MAX], *values[HEADERS_MAX];
	size_t header_count;
	char *body;
	size_t body_bytes;
	atomic_uint number;
};

static char *read_file(const char *path, size_t *ret_bytes)
{
	char *bytes = calloc(1, FILE_BYTES_MAX + 1);
	FILE *file = fopen(path, "r");

	if (bytes == NULL || file == NULL)
		exit(EXIT_FAILURE);
	*ret_bytes = fread(bytes, 1, FILE_BYTES_MAX, file);
	fclose(file);
	return bytes;
}

/* Reads lines "name: value". */
static void read_headers(struct answer *answer, char *lines)
{
	char *rest = lines, *line;

	while ((line = strsep(&rest, "\n")) != NULL && answer->header_count < HEADERS_MAX) {
		char *mark = strstr(line, ": ");

		if (mark == NULL)
			continue;
		*mark = '\0';
		answer->names[answer->header_count] = line;
		answer->values[answer->header_count++] = mark + 2;
	}
}

static struct MHD_Response *make_response(struct answer *answer)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		answer->body_bytes, answer->body, MHD_RESPMEM_PERSISTENT);
	unsigned int number = atomic_fetch_add(&answer->number, 1);
	char id[40];

	snprintf(id, sizeof(id), "%08x-0000-7000-8000-000000000000", number);
	for (size_t i = 0; i < answer->header_count; i++)
		MHD_add_response_header(response, answer->names[i],
			strcmp(answer->names[i], REQUEST_ID) == 0 ? id : answer->values[i]);
	return response;
}

static enum MHD_Result serve(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_bytes,
	void **per_request)
{
	struct answer *answer = context;
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)url, (void)method, (void)version, (void)upload, (void)upload_bytes;
	if (*per_request == NULL) {
		*per_request = answer;
		return MHD_YES;
	}
	response = make_response(answer);
	result = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return result;
}

static unsigned int read_port(const char *digits)
{
	unsigned int port = 0;

	return sscanf(digits, "%5u", &port) == 1 ? port : 0;
}

int main(int count, char **arguments)
{
	static struct answer answer;
	size_t bytes;
	struct MHD_Daemon *daemon;

	if (count != 4)
		return EXIT_FAILURE;
	read_headers(&answer, read_file(arguments[2], &bytes));
	answer.body = read_file(arguments[3], &answer.body_bytes);
	daemon = MHD_start_daemon(MHD_USE_ITC | MHD_USE_EPOLL_INTERNAL_THREAD,
		(uint16_t)read_port(arguments[1]), NULL, NULL, serve, &answer,
		MHD_OPTION_THREAD_POOL_SIZE, (unsigned int)THREADS, MHD_OPTION_CONNECTION_LIMIT,
		1024U, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32768, MHD_OPTION_END);
	if (daemon == NULL)
		return EXIT_FAILURE;
	pause();
	return EXIT_SUCCESS;
}
