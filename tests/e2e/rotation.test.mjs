// The issuer rotates its key under load: no request with a valid token may fail.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { withRegisteredApp } from './programs.mjs';

const clientCount = 20;
const loadMs = 6000;
const freshTokenEveryMs = 250;
const tokensKept = 5;

function keyId(token) {
	return JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid;
}

// A client on one connection, with a fresh token at intervals, and older ones in between.
async function runClient(issuer, service, tally) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const tokens = [];
	let freshAtMs = 0;

	for (let i = 0; !tally.isOver; i++) {
		if (Date.now() >= freshAtMs) {
			tokens.unshift(await issuer.token({ agent }));
			tokens.length = Math.min(tokens.length, tokensKept);
			freshAtMs = Date.now() + freshTokenEveryMs;
		}
		const token = tokens[i % tokens.length];
		const startedMs = Date.now();
		const answer = await service.caller(token, agent);

		tally.requests++;
		tally.keyIds.add(keyId(token));
		tally.slowestMs = Math.max(tally.slowestMs, Date.now() - startedMs);
		if (answer.status !== 200)
			tally.failures.push(`${answer.status} ${answer.body}`);
	}
	agent.destroy();
}

async function rotateUnderLoad(t, { issuer, service }, stallMs) {
	const tally = { requests: 0, failures: [], keyIds: new Set(), slowestMs: 0, isOver: false };
	const clients = Array.from({ length: clientCount },
		() => runClient(issuer, service, tally));

	await sleep(loadMs / 2);
	if (stallMs > 0)
		await issuer.control('stall', { ms: stallMs });
	await issuer.control('rotate');
	await sleep(loadMs / 2);
	tally.isOver = true;
	await Promise.all(clients);
	const { discovery, keys, token } = await issuer.counts();

	t.diagnostic(`${tally.requests} requests with ${token} tokens, slowest ${tally.slowestMs} ms, ` +
		`${discovery} discovery and ${keys} key-set requests`);
	assert.deepEqual(tally.failures, []);
	assert.equal(tally.keyIds.size, 2, 'tokens of both keys were used');
	assert.ok(tally.requests > 1000, `only ${tally.requests} requests`);
	assert.ok(discovery <= 1, `${discovery} discovery requests`);
	assert.ok(keys <= 2, `${keys} key-set requests`);
	assert.ok(tally.slowestMs >= stallMs, 'a request has waited for the stalled answer');
}

test('no request fails while the key is rotated', (t) =>
	withRegisteredApp((programs) => rotateUnderLoad(t, programs, 0)));

test('no request fails while the response with the new key is slow', (t) =>
	withRegisteredApp((programs) => rotateUnderLoad(t, programs, 800)));
