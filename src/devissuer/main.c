/*
 * s2s-dev-issuer: a program that serves the development token issuer, on loopback addresses only.
 */
#include <arpa/inet.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "devissuer/dev_cert.h"
#include "devissuer/dev_issuer.h"
#include "http/server_url.h"

#define BODY_LIMIT_BYTES 65536
#define CONNECTIONS 256
#define IDLE_TIMEOUT_S 60
#define EXIT_USAGE 2

struct options {
	const char *address, *cloud, *ca_file;
	uint16_t port;
	bool tls;
};

static const char usage[] =
	"usage: s2s-dev-issuer [options]\n"
	"\n"
	"Imitates Microsoft Entra ID for development and tests, and an OpenID provider (RFC 9068)\n"
	"under /openid. Issues tokens to every client without checking secrets. GET / lists the\n"
	"endpoints.\n"
	"\n"
	"  --port N         port to listen on; 0 (the default): any free port\n"
	"  --address A      loopback address to listen on; default 127.0.0.1\n"
	"  --cloud NAME     cloud_instance_name; default microsoftonline.com\n"
	"  --tls            serve https, with a new self-signed certificate for localhost\n"
	"  --ca-out FILE    with --tls: write that certificate to FILE, as PEM\n"
	"  --help           print this\n";

static const struct option long_options[] = {{"port", required_argument, NULL, 'p'},
	{"address", required_argument, NULL, 'a'}, {"cloud", required_argument, NULL, 'd'},
	{"tls", no_argument, NULL, 't'}, {"ca-out", required_argument, NULL, 'c'},
	{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

static void complain(const char *message, const char *value)
{
	fprintf(stderr, "s2s-dev-issuer: %s%s\n", message, value);
}

static bool is_loopback(const char *address)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, address, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, address, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static bool parse_port(const char *value, uint16_t *ret_port)
{
	int64_t port;

	if (!text_to_int64(text_from(value), &port) || port < 0 || port > UINT16_MAX) {
		complain("--port must be a number from 0 to 65535, not ", value);
		return false;
	}
	*ret_port = (uint16_t)port;
	return true;
}

static bool check_options(const struct options *options, int left_over)
{
	if (left_over > 0)
		complain("it accepts only options; see --help", "");
	else if (!is_loopback(options->address))
		complain("it accepts every secret, so --address must be 127.0.0.0/8 or ::1, not ",
			options->address);
	else if (options->ca_file != NULL && !options->tls)
		complain("--ca-out needs --tls", "");
	else
		return true;
	return false;
}

/* Returns false if the program must exit with *ret_exit. */
static bool read_options(int argc, char **argv, struct options *options, int *ret_exit)
{
	int option;

	*ret_exit = EXIT_USAGE;
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		switch (option) {
		case 'p':
			if (!parse_port(optarg, &options->port))
				return false;
			break;
		case 'a':
			options->address = optarg;
			break;
		case 'd':
			options->cloud = optarg;
			break;
		case 't':
			options->tls = true;
			break;
		case 'c':
			options->ca_file = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			*ret_exit = EXIT_SUCCESS;
			return false;
		default:
			return false;
		}
	}
	return check_options(options, argc - optind);
}

static enum server_step begin(void *context, struct exchange *exchange)
{
	(void)context;
	exchange->body_limit = BODY_LIMIT_BYTES;
	if (exchange->flaw == NULL)
		return SERVER_CONTINUE;
	exchange->response.status = 400;
	exchange->response.body = text_from(exchange->flaw);
	return SERVER_ANSWER;
}

static enum server_step serve(void *context, struct exchange *exchange)
{
	if (exchange->body_too_large)
		exchange->response.status = 413;
	else
		dev_issuer_serve(context, &exchange->request, &exchange->response);
	return SERVER_ANSWER;
}

static bool write_file(const char *path, struct text content)
{
	FILE *file = fopen(path, "w");
	bool good = file != NULL && fwrite(content.data, 1, content.length, file) == content.length;

	if (file != NULL)
		good = fclose(file) == 0 && good;
	if (!good)
		complain("cannot write ", path);
	return good;
}

/* Makes the certificate. The key stays in memory: every start makes a new one. */
static bool make_certificate(
	const struct options *options, struct arena *arena, struct server_options *server)
{
	struct dev_cert cert;

	if (!options->tls)
		return true;
	cert = dev_cert_make(arena, "localhost", "DNS:localhost,IP:127.0.0.1,IP:::1");
	server->certificate_pem = dev_cert_pem(arena, &cert).data;
	server->key_pem = dev_cert_private_pem(arena, &cert).data;
	return options->ca_file == NULL || write_file(options->ca_file, dev_cert_pem(arena, &cert));
}

static bool run(const struct options *options, struct arena *arena, struct dev_issuer *issuer,
	const sigset_t *signals)
{
	const struct log out = {.fd = STDOUT_FILENO, .threshold = LOG_INFO};
	const struct server_app app = {.context = issuer, .begin = begin, .serve = serve};
	struct server_options server_options = {.address = options->address,
		.port = options->port,
		.connections = CONNECTIONS,
		.connections_per_address = CONNECTIONS,
		.idle_timeout_s = IDLE_TIMEOUT_S,
		.temporary_dir = "/tmp"};
	struct fault fault = fault_make(arena);
	struct server *server;
	struct text url;
	int signal;

	if (!make_certificate(options, arena, &server_options))
		return false;
	server = server_start(&server_options, &app, &fault);
	if (server == NULL) {
		complain("", arena_cstr(arena, fault.detail));
		return false;
	}
	url = server_url_make(arena, &server_options, server_port(server));
	dev_issuer_set_base_url(issuer, url);
	LOG(&out, LOG_INFO, "listening", LOG_TEXT("url", url));
	sigwait(signals, &signal);
	server_stop(server);
	return true;
}

int main(int argc, char **argv)
{
	struct options options = {.address = "127.0.0.1"};
	struct arena *arena;
	struct dev_issuer *issuer;
	sigset_t signals;
	int status;
	bool good;

	if (!read_options(argc, argv, &options, &status))
		return status;
	/* Block the signals before any thread starts, so that only sigwait() receives them. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	arena = arena_new();
	issuer = dev_issuer_new(&(struct dev_issuer_options){.cloud = options.cloud});
	good = run(&options, arena, issuer, &signals);
	dev_issuer_free(issuer);
	arena_free(arena);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
