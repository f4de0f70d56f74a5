// Unfinished request bodies have a quota, which is released when they end.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { withRegisteredApp } from './programs.mjs';

const mib = 1024 * 1024;
const announcedBytes = 4 * mib;
const settings = ['server.body-room-mib=16', 'reviews.import-max-mib=4'];

// Sends the head and a part of the body.
function begin(service, token) {
	const sent = http.request(`${service.url}/v2.0/reviews:import?source=shop`, {
		method: 'POST',
		headers: {
			Authorization: `Bearer ${token}`,
			'Content-Type': 'application/json',
			'Content-Length': announcedBytes,
		},
	});
	const answered = once(sent, 'response').then(async ([response]) => (
		{ status: response.statusCode, code: response.headers['x-ms-error-code'],
			body: await buffer(response) }));

	answered.catch(() => {});
	sent.on('error', () => {});
	sent.flushHeaders();
	sent.write(Buffer.alloc(2 * mib, ' '));
	return { sent, answered };
}

// Returns undefined while there is no response.
function answerSoFar({ answered }) {
	return Promise.race([answered, sleep(1000)]);
}

test('unfinished bodies of a caller are limited to its quota', () =>
	withRegisteredApp(async ({ issuer, service }) => {
		const token = await issuer.token();
		const first = begin(service, token);
		const second = begin(service, token);

		assert.equal(await answerSoFar(first), undefined);
		assert.equal(await answerSoFar(second), undefined);
		const { status, code } = await begin(service, token).answered;

		assert.equal(status, 429);
		assert.equal(code, 'TooManyBodies');
		first.sent.destroy();
		await sleep(1000);
		const fourth = begin(service, token);

		assert.equal(await answerSoFar(fourth), undefined);
		fourth.sent.end(Buffer.alloc(2 * mib, ' '));
		// The body was read; it contains no document.
		assert.equal((await fourth.answered).status, 400);
		second.sent.destroy();
	}, { settings }));
