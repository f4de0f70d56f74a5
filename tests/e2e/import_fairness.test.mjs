// Imports of several apps: they are served in rotation, are limited, and get a response when the
// service stops.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, directory, expect, untilOver, withRegisteredApp } from './programs.mjs';
import { until } from './until.mjs';

const otherClient = '00002222-aaaa-2222-bbbb-3333cccc4444';
const bodyBytes = Number(process.env.IMPORT_MIB ?? 0.5) * 1024 * 1024;
const atOnce = 8;
// For a release build on an idle machine; other builds and machines check only the order.
const boundMs = Number(process.env.IMPORT_TURN_MS ?? 20000);

function makeBody(name, bytes = bodyBytes) {
	const lines = ['externalId,productId,rating,reviewText'];

	for (let i = 0, length = 0; length < bytes; i++) {
		lines.push(`${name}${i},p1,4,${'some words of a review '.repeat(5)}`);
		length += lines.at(-1).length + 1;
	}
	return lines.join('\n');
}

function importNow({ url }, credential, body, headers) {
	return call('POST', `${url}/v2.0/reviews:import?source=s`, {
		credential, body, type: 'text/csv', headers,
	});
}

async function registerOther({ issuer, service, adminKey }) {
	const json = { name: 'Other', clientAppId: otherClient, directoryTenantId: directory };

	await expect(201, 'POST', `${service.url}/admin/v1/app-registrations`,
		{ credential: adminKey, json });
	return issuer.token({ client: otherClient });
}

test('a small import of one app completes before large ones of another', (t) =>
	withRegisteredApp(async (programs) => {
		const { issuer, service } = programs;
		const token = await issuer.token();
		const other = await registerOther(programs);
		const over = [];
		const large = Array.from({ length: atOnce }, (_, i) =>
			importNow(service, token, makeBody(`a${i}-`)).then((answer) => over.push(answer)));

		await sleep(500);
		assert.equal(over.length, 0);
		const startedMs = Date.now();
		const answer = await importNow(service, other, makeBody('b', 1));
		const tookMs = Date.now() - startedMs;

		assert.equal(answer.json().created, 1);
		assert.equal(over.length, 0, 'a large import was over first');
		t.diagnostic(`answered after ${tookMs} ms`);
		assert.ok(tookMs < boundMs, `${tookMs} ms`);
		await Promise.all(large);
		for (const each of over)
			assert.equal(each.json().rejected, 0);
	}));

// Sends an import with an unfinished body.
async function beginImport({ url }, credential) {
	const sent = http.request(`${url}/v2.0/reviews:import?source=s`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${credential}`, 'Content-Type': 'text/csv',
			'Content-Length': 1000 },
	});

	sent.write('externalId,productId,rating\n');
	await once(sent, 'socket');
	return sent;
}

function expectTooMany(answer) {
	assert.equal(answer.status, 429);
	assert.equal(answer.json().code, 'TooManyImports');
	assert.ok(Number(answer.headers['retry-after']) > 0);
}

test('the number of imports under way is limited, for an app and for all', () =>
	withRegisteredApp(async (programs) => {
		const { issuer, service } = programs;
		const token = await issuer.token();
		const other = await registerOther(programs);
		const begun = [await beginImport(service, token), await beginImport(service, token)];

		await sleep(500);
		expectTooMany(await importNow(service, token, makeBody('a', 1)));
		assert.equal((await importNow(service, other, makeBody('a', 1))).status, 200);
		begun.push(await beginImport(service, other));
		await sleep(500);
		const answer = await importNow(service, other, makeBody('a', 1));

		assert.equal(answer.status, 503);
		assert.equal(answer.json().code, 'ImportsBusy');
		for (const sent of begun) {
			sent.on('error', () => {});
			sent.destroy();
		}
		await until('a place', async () =>
			(await importNow(service, other, makeBody('a', 1))).status === 200);
	}, { settings: ['limits.imports=2', 'limits.all-imports=3'] }));

const inBackground = (setting) => () =>
	withRegisteredApp(async ({ issuer, service }) => {
		const token = await issuer.token();
		const headers = { Prefer: 'respond-async' };
		const first = await importNow(service, token, makeBody('a', 1024 * 1024), headers);

		assert.equal(first.status, 202);
		expectTooMany(await importNow(service, token, makeBody('b', 1), headers));
		await untilOver(first.headers.location, token);
		const second = await importNow(service, token, makeBody('b', 1), headers);

		assert.equal(second.status, 202);
	}, { settings: [setting] });

test('the number of imports in the background is limited', inBackground('limits.imports=1'));
test('the size of imports in the background is limited', inBackground('limits.imports-mib=1'));

test('a small import in the background completes before a large one of another app', (t) =>
	withRegisteredApp(async (programs) => {
		const { issuer, service } = programs;
		const token = await issuer.token();
		const other = await registerOther(programs);
		const headers = { Prefer: 'respond-async' };
		const large = await importNow(service, token, makeBody('a', 8 * bodyBytes), headers);
		const startedMs = Date.now();
		const small = await importNow(service, other, makeBody('b', 1), headers);
		const answer = await untilOver(small.headers.location, other);

		t.diagnostic(`over after ${Date.now() - startedMs} ms`);
		assert.equal(answer.json().counts.created, 1);
		const { location } = large.headers;

		assert.equal((await call('GET', location, { credential: token })).status, 202,
			'the large import was over first');
		const { counts, progress } = (await untilOver(location, token)).json();

		assert.equal(counts.created, progress.doneItems);
		assert.equal(await service.countRatings(token), counts.created + 1);
	}));

// Calls on separate connections until the service stops listening; returns errors, including truncated
// responses.
async function readOn(url, credential) {
	const broken = [];
	let answered = 0;

	for (;;) {
		try {
			const answer = await call('GET', url, { credential, headers: { Connection: 'close' } });

			assert.ok([200, 404, 503].includes(answer.status), `${answer.status}`);
			answered++;
		} catch (error) {
			// Refused: the service no longer accepts connections.
			if (error.syscall === 'connect')
				return { broken, answered };
			broken.push(error);
		}
	}
}

test('a stop ends imports with a response that says what is stored, and still serves reads', (t) =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const token = await issuer.token();
		const large = ['a', 'b', 'c', 'd'].map((name) =>
			importNow(service, token, makeBody(name, 4 * bodyBytes)));

		await sleep(1500);
		const reads = ['/v2.0/caller', '/v2.0/reviews/product/p1', '/v2.0/ratings/product/p1']
			.map((path) => readOn(`${service.url}${path}`, token));
		await sleep(300);
		const startedMs = Date.now();

		service.child.kill('SIGTERM');
		let stored = 0;
		let begun = 0;

		for (const answer of await Promise.all(large)) {
			const { code, partial, detail } = answer.json();

			assert.equal(answer.status, 503);
			assert.equal(code, 'ShuttingDown');
			assert.equal(answer.headers.connection, 'close');
			assert.ok(Number(answer.headers['retry-after']) > 0);
			if (partial === undefined)
				continue;
			begun++;
			assert.match(detail, new RegExp(`${partial.total} items of this import were handled`));
			assert.equal(partial.total, partial.created);
			stored += partial.created;
		}
		await service.ended;
		t.diagnostic(`ended after ${Date.now() - startedMs} ms, ${stored} stored`);
		for (const { broken, answered } of await Promise.all(reads)) {
			assert.deepEqual(broken, []);
			assert.ok(answered > 0);
		}
		assert.ok(begun > 0 && stored > 0);
		const again = await scene.startService();

		assert.equal(await again.countRatings(token), stored);
	}));
