// Runs nginx, Apache httpd and HAProxy in front of the service, each on a free port of loopback, with
// the configuration that docs/operations.md shows.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { freePort } from './programs.mjs';
import { until } from './until.mjs';

const document = new URL('../../docs/operations.md', import.meta.url);
const startLimitMs = 20000;
const modules = ['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'unique_id'];
const isRoot = process.getuid() === 0;

// Returns the block of the document, without TLS and with these ports.
async function shown(kind, port, servicePort) {
	const blocks = (await readFile(document, 'utf8')).split(`\n\`\`\`${kind}\n`);

	if (blocks.length !== 2)
		throw new Error(`docs/operations.md has to show ${kind} once`);
	return blocks[1].split('\n```')[0]
		.replace(/^.*(ssl_certificate|SSLEngine|SSLCertificate).*\n/gm, '')
		.replace(/listen 443 ssl/, `listen 127.0.0.1:${port}`)
		.replace(/VirtualHost \*:443/, `VirtualHost 127.0.0.1:${port}`)
		.replace(/bind :443 ssl crt \S+/, `bind 127.0.0.1:${port}`)
		.replace(/127\.0\.0\.1:8080/, `127.0.0.1:${servicePort}`);
}

// The proxy adds an ID to each request that it forwards, which the service logs.
const kinds = {
	nginx: {
		command: (file) => ['nginx', '-c', file, '-e', 'stderr'],
		configure: (folder, block) => [
			'daemon off;', 'worker_processes 1;', `pid ${folder}/pid;`,
			...(isRoot ? ['user root;'] : []),
			'events {}', 'http {', 'access_log off;', 'error_log /dev/null;',
			...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
				(name) => `${name}_temp_path ${folder}/${name};`),
			block.replace(/(proxy_pass .*;)/,
				'$1 proxy_set_header x-ms-client-request-id proxy-$request_id;'),
			'}'],
	},
	apache: {
		command: (file) => ['apache2', '-DFOREGROUND', '-f', file],
		configure: (folder, block, port) => [
			`ServerRoot ${folder}`, `DefaultRuntimeDir ${folder}`, `PidFile ${folder}/pid`,
			`ErrorLog ${folder}/error.log`, 'ServerName localhost', `Listen 127.0.0.1:${port}`,
			...modules.map(
				(name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
			...(isRoot ? ['User www-data', 'Group www-data'] : []),
			'RequestHeader set x-ms-client-request-id "proxy-%{UNIQUE_ID}e"', block],
	},
	haproxy: {
		command: (file) => ['haproxy', '-db', '-q', '-f', file],
		configure: (folder, block) => [
			'global', '\tmaxconn 1000',
			'defaults', '\ttimeout connect 5s', '\ttimeout client 30s', '\ttimeout server 30s',
			block.replace(/(bind .*)/, ['$1', '\tunique-id-format proxy-%rt-%Ts-%[uuid()]',
				'\thttp-request set-header x-ms-client-request-id %[unique-id]'].join('\n'))],
	},
};

export const proxyNames = Object.keys(kinds);

async function answers(port) {
	const socket = net.connect(port, '127.0.0.1');

	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

function awaitStart(child, port, messages) {
	return until(`a start of ${child.spawnfile}`, () => {
		assert.equal(child.exitCode, null,
			`${child.spawnfile} does not start: ${Buffer.concat(messages)}`);
		return answers(port);
	}, { limitMs: startLimitMs, pauseMs: 20 });
}

// Calls act(port) while the proxy runs in front of the service.
export async function withProxy(name, scene, service, act) {
	const folder = path.join(scene.folder, name);
	const file = path.join(folder, 'conf');
	const port = await freePort();
	const { command, configure } = kinds[name];
	const block = await shown(name, port, new URL(service.url).port);

	await mkdir(folder);
	await writeFile(file, `${configure(folder, block, port).join('\n')}\n`);
	const [program, ...args] = command(file);
	const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'],
		env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } });
	const ended = once(child, 'exit');
	const messages = [];

	child.stderr.on('data', (piece) => messages.push(piece));
	try {
		await awaitStart(child, port, messages);
		await act(port);
	} finally {
		child.kill('SIGTERM');
		await ended;
	}
}
