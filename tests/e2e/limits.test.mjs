// The limits on calls: by default a caller can make enough calls, and never more than configured.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin } from './admin.mjs';
import { directory, withRegisteredApp } from './programs.mjs';

const parallel = 50;
const callsEach = 20;
const other = '99998888-aaaa-2222-bbbb-3333cccc4444';

// Returns all responses to calls of one token, `parallel` at a time.
async function flow(service, token, calls) {
	const agent = new http.Agent({ keepAlive: true });
	const callOn = async () => {
		const answers = [];

		for (let i = 0; i < calls; i++)
			answers.push(await service.caller(token, agent));
		return answers;
	};
	const answers = await Promise.all(Array.from({ length: parallel }, callOn));

	agent.destroy();
	return answers.flat();
}

function split(answers) {
	return [200, 429].map((status) => answers.filter((answer) => answer.status === status));
}

// Returns the seconds after which a refused caller may retry.
function checkRefused(answer, code = 'RateLimitExceeded') {
	const retryAfterS = Number(answer.headers['retry-after']);

	assert.equal(answer.status, 429, `${answer.body}`);
	assert.equal(answer.headers['x-ms-error-code'], code);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
	assert.ok(answer.json().detail.includes(`${retryAfterS} s`), answer.json().detail);
	assert.ok(retryAfterS >= 1 && retryAfterS <= 10, `Retry-After: ${retryAfterS}`);
	return retryAfterS;
}

test(`${parallel} parallel calls pass by default`, () =>
	withRegisteredApp(async ({ issuer, service }) => {
		const answers = await flow(service, await issuer.token(), callsEach);
		const [passed] = split(answers);

		assert.equal(passed.length, parallel * callsEach);
		for (const { headers } of passed) {
			assert.equal(headers['ratelimit-limit'], '2000');
			assert.ok(Number(headers['ratelimit-remaining']) >= 2000 - parallel * callsEach);
			assert.match(headers['ratelimit-reset'], /^\d+$/);
		}
	}, { limited: true }));

test('one caller is limited, another is not', () =>
	withRegisteredApp(async ({ issuer, service, adminKey }) => {
		const admin = new Admin(service, adminKey);
		const json = { name: 'Other', clientAppId: other, directoryTenantId: directory };

		await admin.expect(201, 'POST', '/app-registrations', { json });
		const token = await issuer.token();
		const otherToken = await issuer.token({ client: other });
		const start = performance.now();
		const answers = await flow(service, token, 4);
		const tookS = (performance.now() - start) / 1000;
		const [passed, refused] = split(answers);

		assert.equal(passed.length + refused.length, answers.length);
		assert.ok(passed.length >= 10 && passed.length <= 10 + 2 * tookS + 1,
			`${passed.length} calls passed in ${tookS} s`);
		const waitS = Math.max(...refused.map((answer) => checkRefused(answer)));

		assert.ok(refused.every(({ headers }) => headers['ratelimit-remaining'] === '0'));
		assert.equal((await service.caller(otherToken)).status, 200);
		await sleep(waitS * 1000);
		assert.equal((await service.caller(token)).status, 200);
		admin.end();
	}, { limited: true, settings: ['limits.calls-per-s=2', 'limits.burst=10'] }));

test('an admin key is limited like an app', () =>
	withRegisteredApp(async ({ service, adminKey }) => {
		const admin = new Admin(service, adminKey);
		const answers = await Promise.all(
			Array.from({ length: parallel }, () => admin.call('GET', '/caller')));
		const [passed, refused] = split(answers);

		assert.ok(passed.length >= 5 && refused.length > 0, `${passed.length}, ${refused.length}`);
		await sleep(Math.max(...refused.map((answer) => checkRefused(answer))) * 1000);
		await admin.expect(200, 'GET', '/caller');
		admin.end();
	}, { limited: true, settings: ['limits.calls-per-s=1', 'limits.burst=10'] }));

test('all callers together are limited', () =>
	withRegisteredApp(async ({ issuer, service, adminKey }) => {
		const admin = new Admin(service, adminKey);
		const [passed, refused] = split(await flow(service, await issuer.token(), 2));

		assert.ok(passed.length >= 10 && refused.length > 0, `${passed.length}, ${refused.length}`);
		// Any caller is refused now, even if it has made few calls.
		const waitS = checkRefused(await admin.call('GET', '/caller'));

		await sleep(waitS * 1000);
		await admin.expect(200, 'GET', '/caller');
		admin.end();
	}, { limited: true, settings: ['limits.all-calls-per-s=1', 'limits.all-burst=15'] }));

test('guesses of admin keys are throttled, and a good key passes', () =>
	withRegisteredApp(async ({ service, adminKey }) => {
		const guesser = new Admin(service, `s2sadm_${'A'.repeat(43)}`);
		const admin = new Admin(service, adminKey);
		const answers = [];

		for (let i = 0; i < 12; i++)
			answers.push(await guesser.call('GET', '/caller'));
		assert.deepEqual(answers.slice(0, 10).map(({ status }) => status), Array(10).fill(401));
		checkRefused(answers.at(-1), 'TooManyRefusals');
		await admin.expect(200, 'GET', '/caller');
		guesser.end();
		admin.end();
	}, { limited: true }));
