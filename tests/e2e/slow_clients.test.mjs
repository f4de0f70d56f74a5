// Clients that keep connections open: others still get their responses in time, and the listener for
// operations responds at once. CONNECTIONS=4200 uses this number, with the default settings.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { makeCertificate } from './certificate.mjs';
import { expect, withRegisteredApp } from './programs.mjs';

const count = Number(process.env.CONNECTIONS ?? 600);
const places = count > 600 ? 4096 : 500;
const addresses = 8;
const rounds = 8;
// A build with sanitizers gets more time, since other tests run in parallel.
const [answerLimitMs, opsLimitMs] = count > 600 ? [1000, 100] : [2000, 500];

const settings = [`server.connections=${places}`, 'server.ops-address=127.0.0.1:0'];

async function openConnections(port, begin, piece) {
	const workerData = { port, count, addresses, begin, piece };
	const worker = new Worker(new URL('open_connections.mjs', import.meta.url), { workerData });

	await once(worker, 'message');
	return worker;
}

async function time(act) {
	const begin = performance.now();

	await act();
	return performance.now() - begin;
}

function seconds(ms) {
	return (ms / 1000).toFixed(1);
}

// Sends a request from 127.0.0.1 on a new connection.
async function probe(url, status, options = {}) {
	const sent = (url.startsWith('https:') ? https : http).get(url, { agent: false, ...options });

	sent.setTimeout(10000, () => sent.destroy(new Error('no answer within 10 s')));
	const [response] = await once(sent, 'response');

	response.resume();
	await once(response, 'end');
	assert.equal(response.statusCode, status);
}

async function watch(t, service, worker, tls = {}) {
	const main = [];
	const ops = [];

	for (let round = 0; round < rounds; round++) {
		await sleep(1000);
		main.push(await time(() => probe(`${service.url}/v2.0/caller`, 401, tls)));
		ops.push(await time(() => probe(`${service.ops}/healthz`, 200)));
		ops.push(await time(() => probe(`${service.ops}/readyz`, 200)));
	}
	await worker.terminate();
	t.diagnostic(`${count} connections, ${places} places: answered within ` +
		`${Math.max(...main).toFixed(1)} ms, on the ops listener within ` +
		`${Math.max(...ops).toFixed(1)} ms`);
	assert.ok(Math.max(...main) < answerLimitMs, `${main}`);
	assert.ok(Math.max(...ops) < opsLimitMs, `${ops}`);
}

for (const [name, begin, piece] of [
	['dripping heads', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A', 'a'],
	['silence', ''],
	['bodies that were refused', 'POST /v2.0/reviews:import HTTP/1.1\r\nHost: x\r\n' +
		'Content-Length: 60000\r\n\r\n', 'a'],
	['bodies of strangers that move', 'POST /session HTTP/1.1\r\nHost: x\r\n' +
		'Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n', ' '.repeat(1500)],
	['answered and idle', 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'],
])
	test(`others get responses despite connections of ${name}`, (t) =>
		withRegisteredApp(async ({ service }) => {
			const worker = await openConnections(new URL(service.url).port, begin, piece);

			await watch(t, service, worker);
		}, { settings }));

test('others get responses despite unfinished TLS handshakes', (t) =>
	withRegisteredApp(async ({ scene, service }) => {
		const { key, certificate } = await makeCertificate(scene.folder);

		await service.stop();
		service = await scene.startService(...settings,
			`server.tls-certificate=${certificate}`, `server.tls-key=${key}`);
		const ca = await readFile(certificate);
		const worker = await openConnections(new URL(service.url).port, Buffer.from([22, 3, 1]));

		await watch(t, service, worker, { ca });
	}));

test('slow bodies are cut off', (t) =>
	withRegisteredApp(async ({ issuer, service }) => {
		const token = await issuer.token();
		const head = 'POST /v2.0/reviews:import HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n' +
			`Authorization: Bearer ${token}\r\nContent-Length: 100000\r\n\r\n`;
		const begin = performance.now();
		const { port } = new URL(service.url);
		const bodies = Array.from({ length: 10 }, () => net.connect(port, '127.0.0.1'));
		const ended = bodies.map(async (socket) => {
			socket.on('error', () => {});
			socket.resume();
			socket.write(head);
			await once(socket, 'close');
			return performance.now() - begin;
		});
		const dripping = setInterval(() => {
			for (const socket of bodies.filter((each) => each.writable))
				socket.write('a');
		}, 1000);
		const after = await Promise.all(ended);

		clearInterval(dripping);
		t.diagnostic(`10 bodies of 1 B/s ended after ${seconds(Math.min(...after))} to ` +
			`${seconds(Math.max(...after))} s`);
		assert.ok(Math.min(...after) > 9000 && Math.max(...after) < 20000, `${after}`);
		await expect(200, 'GET', `${service.url}/v2.0/caller`, { credential: token });
	}, { settings }));

test('the ops listener has metrics', () =>
	withRegisteredApp(async ({ service }) => {
		const answer = await expect(200, 'GET', `${service.ops}/metrics`);

		assert.match(answer.headers['content-type'], /^text\/plain; version=0\.0\.4/);
		assert.match(answer.text(), /^process_open_fds [0-9]+$/m);
		assert.match(answer.text(), /^process_resident_memory_bytes [0-9]+$/m);
		assert.match(answer.text(), /^s2s_connections_open [0-9]+$/m);
		await expect(404, 'GET', `${service.ops}/v2.0/caller`);
		await expect(405, 'POST', `${service.ops}/metrics`);
	}, { settings }));
