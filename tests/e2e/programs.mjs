// Starts the two programs with their own folder, and talks to them over sockets.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { pagesOf, until } from './until.mjs';

export const directory = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
export const clientId = '00001111-aaaa-2222-bbbb-3333cccc4444';
export const audience = '8f7d2c61-3f5e-4b0a-9d1c-2e6a7b8c9d0e';

const startLimitMs = 20000;
const logTailLines = 20;
const logTailBytes = 65536;
const sanitizerWords = /AddressSanitizer|LeakSanitizer|ThreadSanitizer|runtime error:/;

const run = promisify(execFile);

// The body of a response is a Buffer; json() and text() convert it.
class Answer {
	constructor(response, body) {
		this.status = response.statusCode;
		this.headers = response.headers;
		this.body = body;
	}

	text() {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.body);
	}

	json() {
		return JSON.parse(this.text());
	}
}

// Sends one request. `credential` follows Bearer, `form` is sent as a form, `json` as JSON.
export async function call(method, url, options = {}) {
	const { agent, credential, form, json } = options;
	const headers = { ...options.headers };
	let { body, type } = options;

	if (credential !== undefined)
		headers.Authorization = `Bearer ${credential}`;
	if (form !== undefined) {
		body = new URLSearchParams(form).toString();
		type = 'application/x-www-form-urlencoded';
	}
	if (json !== undefined) {
		body = JSON.stringify(json);
		type = 'application/json';
	}
	if (type !== undefined)
		headers['Content-Type'] = type;
	if (body !== undefined)
		headers['Content-Length'] = Buffer.byteLength(body);
	const sent = http.request(url, { method, headers, agent });
	const answered = once(sent, 'response');

	sent.end(body);
	const [response] = await answered;

	return new Answer(response, await buffer(response));
}

// The path and the query of a link: its port differs once the service has started again.
export function pathOf(link) {
	const { pathname, search } = new URL(link);

	return pathname + search;
}

// Like call(), and checks the status.
export async function expect(status, method, url, options) {
	const answer = await call(method, url, options);

	assert.equal(answer.status, status, `${method} ${url}: ${answer.body.subarray(0, 1000)}`);
	return answer;
}

// Repeats GET until the status is not 202, that is until the job has ended; returns the response.
export function untilOver(url, credential, { pauseMs = 100, ...options } = {}) {
	return until(`the end of ${url}`, async () => {
		const answer = await call('GET', url, { credential });

		return answer.status !== 202 && answer;
	}, { pauseMs, ...options });
}

// Returns a free port of loopback.
export async function freePort() {
	const server = net.createServer().listen(0, '127.0.0.1');

	await once(server, 'listening');
	const { port } = server.address();

	server.close();
	await once(server, 'close');
	return port;
}

// Repeats act() until the service has ended.
export async function untilKilled(act) {
	try {
		while (true)
			await act();
	} catch (error) {
		if (!['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(error.code))
			throw error;
	}
}

// A program that writes its log to a file, because a full pipe would block it.
class Program {
	constructor(child, logFile) {
		this.child = child;
		this.logFile = logFile;
		this.ended = once(child, 'exit');
	}

	isRunning() {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	async listening() {
		const line = await until(`listening: ${this.logFile}`, async () => {
			const lines = (await readFile(this.logFile, 'utf8')).split('\n').slice(0, -1);

			assert.ok(this.isRunning(), `not listening: ${this.logFile}`);
			return lines.find((each) => each.includes('"event":"listening"'));
		}, { limitMs: startLimitMs, pauseMs: 20 });

		return JSON.parse(line);
	}

	// Stops the program, and checks its exit code and its log.
	async stop() {
		if (this.isRunning())
			this.child.kill('SIGTERM');
		await this.ended;
		assert.equal(this.child.signalCode, null, this.logFile);
		await this.checkLog();
		assert.equal(this.child.exitCode, 0, this.logFile);
	}

	// Reads in pieces: the log of a benchmark exceeds the maximum length of a string.
	async checkLog() {
		let before = '';

		for await (const piece of createReadStream(this.logFile, { encoding: 'latin1' })) {
			assert.doesNotMatch(before + piece, sanitizerWords);
			before = piece.slice(-100);
		}
	}

	async kill() {
		this.child.kill('SIGKILL');
		await this.ended;
	}

	async logTail() {
		const { size } = await stat(this.logFile);
		const start = Math.max(0, size - logTailBytes);
		const tail = (await buffer(createReadStream(this.logFile, { start }))).toString();

		return tail.split('\n').slice(-logTailLines - 1).join('\n');
	}
}

class Issuer extends Program {
	control(what, form = {}) {
		return expect(204, 'POST', `${this.url}/control/${what}`, { form });
	}

	async counts() {
		return (await expect(200, 'GET', `${this.url}/control/requests`)).json();
	}

	async token({ client = clientId, tenant = directory, agent } = {}) {
		const form = {
			grant_type: 'client_credentials',
			client_id: client,
			client_secret: 'any',
			scope: `${audience}/.default`,
		};
		const url = `${this.url}/${tenant}/oauth2/v2.0/token`;

		return (await expect(200, 'POST', url, { form, agent })).json().access_token;
	}
}

class Service extends Program {
	// Returns the registration's ID.
	async register(credential, clientAppId = clientId) {
		const json = { name: 'End to end', clientAppId, directoryTenantId: directory };
		const url = `${this.url}/admin/v1/app-registrations`;

		return (await expect(201, 'POST', url, { credential, json })).json().id;
	}

	unregister(credential, id) {
		return expect(204, 'DELETE', `${this.url}/admin/v1/app-registrations/${id}`, { credential });
	}

	caller(credential, agent) {
		return call('GET', `${this.url}/v2.0/caller`, { credential, agent });
	}

	// Returns the exported file, downloaded without a token.
	async export(credential, format) {
		const url = `${this.url}/v2.0/export/reviews/?tenantId=${this.environment}&format=${format}`;
		const { blobSasUrl } = (await expect(200, 'GET', url, { credential })).json();

		return expect(200, 'GET', blobSasUrl);
	}

	// Returns the sum of the summaries of all products.
	async countRatings(credential) {
		const read = async (url) => (await expect(200, 'GET', url, { credential })).json();
		let count = 0;

		for await (const { items } of pagesOf(`${this.url}/v2.0/ratings?pageSize=500`, read)) {
			for (const { totalRatingsCount } of items)
				count += totalRatingsCount;
		}
		return count;
	}
}

export class Scene {
	programs = [];

	constructor(folder) {
		this.folder = folder;
		this.configFile = path.join(folder, 'service.conf');
		this.databaseFile = path.join(folder, 'service.db');
	}

	async start(Kind, command, args) {
		const logFile = path.join(this.folder, `${this.programs.length}.log`);
		const log = openSync(logFile, 'w');
		const child = spawn(command, args, { stdio: ['ignore', log, log] });
		const program = new Kind(child, logFile);

		this.programs.push(program);
		closeSync(log);
		await once(child, 'spawn');
		const { url, ops, environment } = await program.listening();

		return Object.assign(program, { url, ops, environment });
	}

	// Uses a free port by default.
	startIssuer(port = 0) {
		return this.start(Issuer, process.env.DEV_ISSUER, ['--port', String(port)]);
	}

	// Tests call faster than real clients, so the limits on calls are off, except in tests of these
	// limits.
	async configure(issuerUrl, { limited = false } = {}) {
		const limits = { 'limits.calls-per-s': 0, 'limits.all-calls-per-s': 0 };
		const settings = {
			'server.port': 0,
			'server.ops-address': '',
			'database.path': this.databaseFile,
			'auth.cloud': 'custom',
			'auth.authority': issuerUrl,
			'auth.issuer-v1': `${issuerUrl}/sts/{tid}/`,
			'auth.issuer-v2': `${issuerUrl}/{tid}/v2.0`,
			'auth.cloud-instance-name': 'microsoftonline.com',
			'auth.audiences': audience,
			'auth.allow-loopback-http': true,
			...(limited ? {} : limits),
		};
		const lines = Object.entries(settings).map(([name, value]) => {
			const [section, key] = name.split('.');

			return `[${section}]\n${key} = ${value}\n`;
		});

		await writeFile(this.configFile, lines.join(''));
	}

	// Settings, each "section.key=value", override the configuration file.
	startService(...settings) {
		const args = settings.flatMap((setting) => ['--set', setting]);

		return this.start(Service, process.env.REGISTRY,
			['--config', this.configFile, ...args, 'serve']);
	}

	async createAdminKey() {
		const args = ['--config', this.configFile, 'admin-key', 'create', 'end-to-end'];

		return (await run(process.env.REGISTRY, args)).stdout.trim();
	}

	async end({ orderly }) {
		for (const program of this.programs.reverse()) {
			if (!orderly)
				console.error(`${program.logFile}:\n${await program.logTail()}`);
			else if (program.child.signalCode !== 'SIGKILL')
				await program.stop();
			if (program.isRunning())
				await program.kill();
		}
	}
}

// Runs a test with its own folder, and ends all programs that the test has started.
export async function withScene(act) {
	assert.ok(process.env.REGISTRY, 'REGISTRY must be the path of s2s-registry');
	assert.ok(process.env.DEV_ISSUER, 'DEV_ISSUER must be the path of s2s-dev-issuer');
	const scene = new Scene(await mkdtemp(path.join(tmpdir(), 'e2e-')));

	try {
		await act(scene);
		await scene.end({ orderly: true });
	} catch (error) {
		await scene.end({ orderly: false });
		throw error;
	} finally {
		await rm(scene.folder, { recursive: true });
	}
}

// Runs a test with an issuer, a service and a registered app.
export function withRegisteredApp(act, { limited, settings = [] } = {}) {
	return withScene(async (scene) => {
		const issuer = await scene.startIssuer();

		await scene.configure(issuer.url, { limited });
		const adminKey = await scene.createAdminKey();
		const service = await scene.startService(...settings);
		const registration = await service.register(adminKey);

		await act({ scene, issuer, service, adminKey, registration });
	});
}
