// SIGHUP reloads certificate, word lists, log level and limits, and keeps connections open. An invalid
// configuration changes nothing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { withScene } from './programs.mjs';
import { until } from './until.mjs';

const run = promisify(execFile);
const logLimitMs = 20000;
const connections = 8;

async function makeCertificate({ certificate, key }, name) {
	await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
		'-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1',
		'-keyout', key, '-out', certificate]);
}

async function send(url, { agent, token, method = 'GET', json } = {}) {
	const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
	const body = json === undefined ? undefined : JSON.stringify(json);

	if (body !== undefined)
		headers['Content-Type'] = 'application/json';
	const sent = https.request(url, { agent, method, headers, rejectUnauthorized: false });
	const answered = once(sent, 'response');

	sent.end(body);
	const [response] = await answered;

	return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

async function servedName(url) {
	const { hostname, port } = new URL(url);
	const socket = tls.connect({ host: hostname, port, rejectUnauthorized: false });

	await once(socket, 'secureConnect');
	const { CN } = socket.getPeerCertificate().subject;

	socket.destroy();
	return CN;
}

async function logLines(service) {
	const lines = (await readFile(service.logFile, 'utf8')).split('\n').slice(0, -1);

	return lines.map((line) => JSON.parse(line));
}

// Sends the signal; returns the new log line of the event.
async function reload(service, event) {
	const find = async () => (await logLines(service)).filter((line) => line.event === event);
	const before = (await find()).length;

	service.child.kill('SIGHUP');
	return until(`a line ${event}`, async () => {
		const lines = await find();

		assert.ok(service.isRunning(), 'the service ended');
		return lines.length > before && lines.at(-1);
	}, { limitMs: logLimitMs });
}

// Starts a service with TLS and word lists, with its settings in the file.
async function start(scene, act) {
	const files = {
		certificate: path.join(scene.folder, 'tls.pem'),
		key: path.join(scene.folder, 'tls-key.pem'),
		words: path.join(scene.folder, 'words'),
	};
	const issuer = await scene.startIssuer();

	await mkdir(files.words);
	await writeFile(path.join(files.words, 'any.txt'), 'darn\n');
	await makeCertificate(files, 'one');
	await scene.configure(issuer.url);
	await appendFile(scene.configFile, `[server]\ntls-certificate = ${files.certificate}\n`
		+ `tls-key = ${files.key}\n[reviews]\nword-list-dir = ${files.words}\n`);
	const adminKey = await scene.createAdminKey();
	const service = await scene.startService();
	const entry = { name: 'Reload', clientAppId: '00001111-aaaa-2222-bbbb-3333cccc4444',
		directoryTenantId: '6babcaad-604b-40ac-a9d7-9fd97c0b779f' };
	const made = await send(`${service.url}/admin/v1/app-registrations`,
		{ method: 'POST', token: adminKey, json: entry });

	assert.equal(made.status, 201, `${made.body}`);
	await act({ files, service, token: await issuer.token() });
}

// Calls over connections that were opened before, one call at a time on each, until it is stopped.
function load(url, token) {
	const agents = Array.from({ length: connections },
		() => new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false }));
	const sockets = agents.map(() => new Set());
	let stopping = false;
	const callOn = async (agent, seen) => {
		let count = 0;

		while (!stopping) {
			const sent = https.get(url, { agent, headers: { Authorization: `Bearer ${token}` } });
			const [response] = await once(sent, 'response');

			seen.add(sent.socket);
			await buffer(response);
			assert.equal(response.statusCode, 200);
			count++;
		}
		return count;
	};
	const done = Promise.all(agents.map((agent, i) => callOn(agent, sockets[i])));

	// The outcome reports this error; it must not hide an earlier assertion.
	done.catch(() => {});

	// Throws the error of the first failed call; returns the number of calls.
	return async () => {
		stopping = true;
		const counts = await done;

		agents.forEach((agent) => agent.destroy());
		for (const seen of sockets)
			assert.equal(seen.size, 1, 'a connection was closed');
		return counts.reduce((sum, count) => sum + count);
	};
}

async function submit(service, token, user) {
	const json = { rating: 4, title: 'A darn heck of a thing', reviewText: 'Good.',
		productName: 'Shirt' };
	const query = `tenantId=${service.environment}&locale=en-us&encodedUser=${user}`;
	const answer = await send(`${service.url}/v2.0/reviews/product/p1/user?${query}`,
		{ method: 'POST', token, json });

	assert.equal(answer.status, 200, `${answer.body}`);
	const id = JSON.parse(answer.body);
	const read = await send(`${service.url}/v2.0/reviews/${id}`, { token });

	return JSON.parse(read.body).title;
}

test('a reload serves the new certificate, words, level and limits, and drops no connection', () =>
	withScene((scene) => start(scene, async ({ files, service, token }) => {
		const url = `${service.url}/v2.0/caller`;

		assert.equal(await servedName(service.url), 'one');
		assert.equal((await send(url, { token })).headers['ratelimit-limit'], undefined);
		const end = load(url, token);

		await sleep(500);
		await makeCertificate(files, 'two');
		await writeFile(path.join(files.words, 'any.txt'), 'heck\n');
		await appendFile(scene.configFile, '[limits]\ncalls-per-s = 100000\nburst = 77777\n');
		const line = await reload(service, 'reloaded');

		assert.deepEqual(line.settings.split(' '), ['limits.calls-per-s', 'limits.burst']);
		assert.equal(await servedName(service.url), 'two');
		assert.equal((await send(url, { token })).headers['ratelimit-limit'], '77777');
		assert.equal(await submit(service, token, 'u1'), 'A darn **** of a thing');
		await sleep(500);
		assert.ok(await end() > connections, 'there was no load');

		// The reload's own line is still written, but no later request's.
		await appendFile(scene.configFile, '[log]\nlevel = warning\n');
		await reload(service, 'reloaded');
		const { length } = await logLines(service);

		await send(url, { token });
		await sleep(200);
		assert.equal((await logLines(service)).length, length);
	})));

test('settings that need a restart are reported, and the others are applied', () =>
	withScene((scene) => start(scene, async ({ service, token }) => {
		await appendFile(scene.configFile,
			'[server]\nworkers = 7\n[limits]\ncalls-per-s = 9\nburst = 44\n[issuer.late]\n'
			+ 'url = https://id.example.com\ndirectories = 1f3c5d7e-0000-4000-8000-000000000001\n');
		const line = await reload(service, 'restart-needed');
		const answer = await send(`${service.url}/v2.0/caller`, { token });

		assert.equal(line.level, 'warning');
		assert.equal(line.settings, 'server.workers issuer.late');
		assert.equal(answer.headers['ratelimit-limit'], '44');
	})));

test('an invalid configuration changes nothing', () =>
	withScene((scene) => start(scene, async ({ files, service, token }) => {
		const good = path.join(scene.folder, 'good.conf');
		const spoil = async (act) => {
			await copyFile(good, scene.configFile);
			await appendFile(scene.configFile, '[limits]\ncalls-per-s = 9\nburst = 44\n');
			await act();
			const line = await reload(service, 'reload-refused');
			const answer = await send(`${service.url}/v2.0/caller`, { token });

			assert.equal(line.level, 'error');
			assert.equal(answer.status, 200);
			assert.equal(answer.headers['ratelimit-limit'], undefined);
			assert.equal(await servedName(service.url), 'one');
			return line.why;
		};

		await copyFile(scene.configFile, good);
		assert.match(await spoil(() => appendFile(scene.configFile, '[server]\nport = x\n')),
			/server\.port must be/);
		assert.match(await spoil(() => appendFile(scene.configFile, '[auth]\ncloud = none\n')),
			/auth\.cloud/);
		assert.match(await spoil(() => writeFile(path.join(files.words, 'any.txt'), '\xff$\n')),
			/any\.txt/);
		await writeFile(path.join(files.words, 'any.txt'), 'darn\n');
		assert.match(await spoil(() => makeCertificate(
			{ certificate: path.join(scene.folder, 'other.pem'), key: files.key }, 'other')),
		/server\.tls-key: \S+ does not belong to the certificate in: /);
		assert.equal(await submit(service, token, 'u1'), 'A **** heck of a thing');
	})));
