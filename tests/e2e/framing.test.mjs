// Sends requests that servers are known to parse differently, to the service itself and through the
// proxies that docs/operations.md shows. None of them smuggles a second request.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { test } from 'node:test';
import { expect, withScene } from './programs.mjs';
import { proxyNames, withProxy } from './proxies.mjs';
import { rawRequests } from './raw_requests.mjs';

const parallel = 8;
const refusals = [400, 413, 414, 431, 501, 505];
// libmicrohttpd 0.9.75 and 1.0.1 close the connection without a response.
const silent = ['TABs in the request line', 'NUL in the path'];
const limitMs = 20000;
const quietMs = 300;

// Returns { statuses, closed }: the statuses of all responses until the server closes the connection
// or, with `quiet`, has sent something and then nothing for a while.
async function send(port, bytes, { quiet = false } = {}) {
	const socket = net.connect(port, '127.0.0.1');
	let received = '';
	let closed = true;
	const leave = () => {
		closed = false;
		socket.destroy();
	};
	const limit = setTimeout(leave, limitMs);
	let silence;

	socket.on('data', (piece) => {
		received += piece.toString('latin1');
		clearTimeout(silence);
		if (quiet)
			silence = setTimeout(leave, quietMs);
	});
	socket.on('error', () => {});
	socket.write(bytes, 'latin1');
	await once(socket, 'close');
	clearTimeout(limit);
	clearTimeout(silence);
	const statuses = [...received.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((match) => Number(match[1]));

	return { statuses, closed };
}

async function oneByOne(cases, act) {
	const left = [...cases];
	const work = async () => {
		while (left.length > 0)
			await act(left.shift());
	};

	await Promise.all(Array.from({ length: parallel }, work));
}

async function loggedRequests(service) {
	return (await readFile(service.logFile, 'utf8')).split('\n')
		.filter((line) => line.includes('"event":"request"'))
		.map((line) => JSON.parse(line));
}

async function checkDirect(port, { name, bytes, refused }) {
	const { statuses, closed } = await send(port, bytes);

	assert.ok(closed, `${name}: the connection stays open, ${statuses}`);
	// libmicrohttpd 0.9.75 sends the head of its own answer to a bad length twice.
	assert.equal(new Set(statuses).size, Math.min(statuses.length, 1), `${name}: ${statuses}`);
	if (refused)
		assert.ok(refusals.includes(statuses[0] ?? (silent.includes(name) && 400)),
			`${name}: ${statuses}`);
}

async function withService(act) {
	await withScene(async (scene) => {
		const issuer = await scene.startIssuer();

		await scene.configure(issuer.url);
		const service = await scene.startService(
			'server.trusted-proxies=127.0.0.1', 'server.ops-address=127.0.0.1:0');

		await act(scene, service);
	});
}

test('the service refuses them, and reads nothing after them', () =>
	withService(async (scene, service) => {
		for (const url of [service.url, service.ops])
			await oneByOne(rawRequests, (each) => checkDirect(new URL(url).port, each));
		await service.stop();
		const logged = await loggedRequests(service);

		// libmicrohttpd refuses others itself, newer versions more of them.
		assert.ok(logged.some(({ path }) => path === '/outer'));
		assert.deepEqual(logged.filter(({ path }) => path === '/inner'), []);
	}));

for (const proxy of proxyNames) {
	test(`the service sees only requests that ${proxy} forwards`, () =>
		withService((scene, service) => withProxy(proxy, scene, service, async (port) => {
			const url = `http://127.0.0.1:${port}`;

			await oneByOne(rawRequests, async ({ name, bytes }) => {
				const { statuses } = await send(port, bytes, { quiet: true });

				assert.ok(statuses.length <= 2, `${name}: ${statuses}`);
				// The proxy shares its connections to the service, so an extra response would arrive here.
				await expect(200, 'GET', `${url}/healthz`);
			});
			await service.stop();
			const logged = await loggedRequests(service);
			const ids = logged.map(({ clientRequestId }) => clientRequestId);

			assert.ok(logged.length >= rawRequests.length);
			assert.deepEqual(logged.filter(
				({ clientRequestId }) => !clientRequestId?.startsWith('proxy-')), []);
			assert.equal(new Set(ids).size, ids.length);
		})));
}
