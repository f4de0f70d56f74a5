// The client's address in the log and in audit events with a proxy in front of the service, and the
// beginning of links. Clients connect from 127.0.0.2, proxies from 127.0.0.1.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { withScene } from './programs.mjs';
import { proxyNames, withProxy } from './proxies.mjs';

const client = '127.0.0.2';
const made = '198.51.100.9';
// Headers that a client may send itself to pass for another client.
const attempts = [
	{},
	{ 'X-Forwarded-For': made },
	{ 'X-Forwarded-For': `${made}, 127.0.0.1` },
	{ 'X-Forwarded-For': 'rubbish' },
	{ Forwarded: `for=${made}` },
	{ Forwarded: `for=${made};host=evil.example`, 'X-Forwarded-For': made },
	{ Forwarded: 'for="' },
	{ 'X-Real-IP': made, 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'gopher' },
];

async function get(port, path, headers, localAddress = client) {
	const sent = http.get({ host: '127.0.0.1', port, path, headers, localAddress, agent: false });
	const [response] = await once(sent, 'response');

	return { status: response.statusCode, headers: response.headers,
		body: JSON.parse(await buffer(response)) };
}

async function logged(service, event) {
	return (await readFile(service.logFile, 'utf8')).split('\n').filter((line) => line.length > 0)
		.map((line) => JSON.parse(line)).filter((line) => line.event === event);
}

async function withService(settings, act) {
	await withScene(async (scene) => {
		const issuer = await scene.startIssuer();

		await scene.configure(issuer.url);
		const adminKey = await scene.createAdminKey();
		const service = await scene.startService(...settings);

		await act({ scene, service, adminKey, port: new URL(service.url).port });
	});
}

// Sends a refused admin call with each attempt; returns the addresses in audit events and log.
async function tryAll(port, { service, adminKey }) {
	for (const headers of attempts)
		await get(port, '/admin/v1/caller', { Host: 'reviews.example', ...headers });
	const { body } = await get(new URL(service.url).port, '/admin/v1/audit-events?top=100',
		{ Authorization: `Bearer ${adminKey}` }, '127.0.0.1');

	await service.stop();
	return {
		audited: body.value.filter(({ operation }) => operation === 'Refuse')
			.map(({ clientAddress }) => clientAddress),
		logged: (await logged(service, 'request')).filter(({ status }) => status >= 400)
			.map(({ from }) => from),
	};
}

const eachFrom = (address) => attempts.map(() => address);

for (const proxy of proxyNames) {
	test(`with ${proxy}, the client's address is recorded, whatever the client sends`, () =>
		withService(['server.trusted-proxies=127.0.0.1'], async (run) => {
			const { scene, service } = run;

			await withProxy(proxy, scene, service, async (port) => {
				const { body } = await get(port, '/.well-known/oauth-protected-resource',
					{ Host: 'reviews.example:8443', 'X-Forwarded-Host': 'evil.example' });

				assert.equal(body.resource, 'http://reviews.example:8443');
				assert.deepEqual(await tryAll(port, run),
					{ audited: eachFrom(client), logged: eachFrom(client) });
			});
		}));
}

test('headers of a client that is not a trusted proxy are ignored', () =>
	withService(['server.trusted-proxies=127.0.0.1'], async (run) => {
		const { body } = await get(run.port, '/.well-known/oauth-protected-resource',
			{ 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' });

		assert.equal(body.resource, run.service.url);
		assert.deepEqual(await tryAll(run.port, run),
			{ audited: eachFrom(client), logged: eachFrom(client) });
	}));

test('without the setting, the headers are ignored, and the proxy is the client', () =>
	withService([], async (run) => {
		const { body } = await get(run.port, '/.well-known/oauth-protected-resource',
			{ 'X-Forwarded-For': made, 'X-Forwarded-Host': 'evil.example' }, '127.0.0.1');

		assert.equal(body.resource, run.service.url);
		assert.deepEqual(await tryAll(run.port, run),
			{ audited: eachFrom(client), logged: eachFrom(client) });
	}));

test('a trusted proxy sets client, scheme and host, and must not contradict itself', () =>
	withService(['server.trusted-proxies=127.0.0.1'], async ({ service, port }) => {
		const told = { Forwarded: `for=${made};proto=https;host=reviews.example` };
		const path = '/.well-known/oauth-protected-resource';
		const answer = await get(port, path, told, '127.0.0.1');
		const refused = await get(port, path, { ...told, 'X-Forwarded-For': client }, '127.0.0.1');
		const unauthorized = await get(port, '/v2.0/caller', told, '127.0.0.1');

		assert.equal(answer.body.resource, 'https://reviews.example');
		assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000');
		assert.equal(refused.status, 400);
		assert.equal(refused.body.code, 'MalformedRequest');
		assert.equal(refused.headers.connection, 'close');
		assert.ok(unauthorized.headers['www-authenticate'].includes(
			'resource_metadata="https://reviews.example/.well-known/'));
		await service.stop();
		// The log line of a request may follow the line of the next one.
		assert.deepEqual((await logged(service, 'request')).map(({ from }) => from).sort(),
			['127.0.0.1', made, made]);
	}));

test('server.public-url overrides the headers of a proxy', () =>
	withService(['server.trusted-proxies=127.0.0.1', 'server.public-url=https://a.example/b'],
		async ({ service, port }) => {
			const answer = await get(port, '/.well-known/oauth-protected-resource',
				{ 'X-Forwarded-Host': 'c.example', 'X-Forwarded-Proto': 'http' }, '127.0.0.1');

			assert.equal(answer.body.resource, 'https://a.example/b');
			assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000');
			await service.stop();
			assert.deepEqual(await logged(service, 'public-url-missing'), []);
		}));

test('without a public URL, requests for another host log a warning once', () =>
	withService([], async ({ service, port }) => {
		for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'a.example', 'b.example']) {
			const { headers } = await get(port, '/healthz', { Host: host });

			assert.equal(headers['strict-transport-security'], undefined);
		}
		await service.stop();
		assert.deepEqual((await logged(service, 'public-url-missing')).map(
			({ level, host, links }) => ({ level, host, links })),
		[{ level: 'warning', host: 'a.example', links: service.url }]);
	}));
