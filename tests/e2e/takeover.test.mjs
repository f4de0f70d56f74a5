// A process dies during a job or an export. The other process on the same database continues the job
// within ten seconds, and repeats nothing.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { call, expect, withRegisteredApp } from './programs.mjs';
import { until } from './until.mjs';

const rowCount = 12000;
const wrongEvery = 97;
const personal = 5000;
const pollMs = 10;
const takeoverMs = 10000;
const limitMs = 240000;

function makeCsv() {
	const lines = ['externalId,productId,rating,reviewText,userId'];

	for (let row = 1; row <= rowCount; row++)
		lines.push(`e${row},p${row % 50},${row % wrongEvery === 0 ? 9 : row % 5 + 1},"Text ${row}",u${row}`);
	return `${lines.join('\n')}\n`;
}

const untilSoon = (what, act) => until(what, act, { limitMs, pauseMs: pollMs });

async function startImport(service, token, source) {
	const accepted = await expect(202, 'POST', `${service.url}/v2.0/reviews:import?source=${source}`, {
		credential: token, body: makeCsv(), type: 'text/csv', headers: { Prefer: 'respond-async' },
	});

	return accepted.json().jobId;
}

// Returns the time of the last log line in which the process took the job; undefined without one.
async function takenAt(service, id) {
	const lines = (await readFile(service.logFile, 'utf8')).split('\n');
	const line = lines.findLast((each) => each.includes('"event":"job-taken"') && each.includes(id));

	return line === undefined ? undefined : Date.parse(JSON.parse(line).time);
}

// Runs two processes; start() begins a job. die() ends the owner in the middle of the job. Returns the
// other process, after it has taken over the job in time.
async function takeOver(programs, { start, isInside, die, t }) {
	const { scene, adminKey, service: first } = programs;
	const services = [first, await scene.startService()];
	const id = await start();
	const owner = await untilSoon('an owner', async () => {
		const times = await Promise.all(services.map((service) => takenAt(service, id)));

		return times.every((time) => time === undefined) ? undefined
			: services[times[0] === undefined ? 1 : 0];
	});
	const other = services.find((service) => service !== owner);
	const readJob = async () => (await expect(200, 'GET', `${other.url}/admin/v1/jobs/${id}`,
		{ credential: adminKey })).json();
	const middle = await untilSoon('the middle', async () => {
		const job = await readJob();

		assert.ok(!['succeeded', 'failed'].includes(job.state), 'over before it could be ended');
		return isInside(job) ? job.progress.doneItems : undefined;
	});
	const diedAt = Date.now();

	await die(owner);
	const tookMs = await untilSoon('the takeover', () => takenAt(other, id)) - diedAt;

	t.diagnostic(`ended at ${middle}, taken over after ${tookMs} ms`);
	assert.ok(tookMs > 0 && tookMs < takeoverMs, `taken over after ${tookMs} ms`);
	return { owner, other, readJob };
}

const ended = (readJob) => untilSoon('the end', async () => {
	const job = await readJob();

	return job.finishedDateTime === undefined ? undefined : job;
});

function checkImport(job) {
	const wrong = Math.floor(rowCount / wrongEvery);

	assert.equal(job.state, 'succeeded');
	assert.equal(job.progress.doneItems, rowCount);
	assert.equal(job.counts.created, rowCount - wrong);
	assert.equal(job.counts.updated + job.counts.unchanged, 0);
	assert.equal(job.counts.rejected, wrong);
	assert.deepEqual(job.rejectedItems.map(({ row }) => row),
		Array.from({ length: wrong }, (_, i) => (i + 1) * wrongEvery));
}

test('kill -9 of the process that imports', (t) => withRegisteredApp(async (programs) => {
	const token = await programs.issuer.token();
	const { other, readJob } = await takeOver(programs, {
		t,
		start: () => startImport(programs.service, token, 'job'),
		isInside: (job) => job.progress.doneItems > 500,
		die: (service) => service.kill(),
	});

	checkImport(await ended(readJob));
	assert.equal(await other.countRatings(token), rowCount - Math.floor(rowCount / wrongEvery));
}));

test('kill -9 of the process that erases', (t) => withRegisteredApp(async (programs) => {
	const { issuer, adminKey, service } = programs;
	const token = await issuer.token();
	const json = Array.from({ length: personal }, (_, i) => ({
		externalId: `e${i}`, productId: `p${i % 7}`, rating: i % 5 + 1, title: `Title ${i}`,
		reviewText: `Words ${i}`, userId: `ann-${i % 2}`, userEmail: 'ann@example.com',
	}));

	await expect(200, 'POST', `${service.url}/v2.0/reviews:import?source=shop`,
		{ credential: token, json });
	const { other, readJob } = await takeOver(programs, {
		t,
		start: async () => (await expect(202, 'POST', `${service.url}/admin/v1/erasures`,
			{ credential: adminKey, json: { email: 'ann@example.com' } })).json().id,
		isInside: (job) => job.progress.doneItems > 0,
		die: (each) => each.kill(),
	});
	const job = await ended(readJob);

	assert.equal(job.state, 'succeeded');
	assert.deepEqual(job.counts, { reviews: personal, votes: 0, concerns: 0 });
	assert.equal(await other.countRatings(token), 0);
}));

test('an export whose process died has failed in both processes', () =>
	withRegisteredApp(async ({ scene, issuer, service: first }) => {
		const token = await issuer.token();
		const second = await scene.startService();
		const id = await startImport(first, token, 'many');

		await untilSoon('the reviews', async () => {
			const { status } = await call('GET', `${first.url}/v2.0/jobs/${id}`, { credential: token });

			return status === 200 ? true : undefined;
		});
		const exported = (await expect(200, 'GET', `${first.url}/v2.0/export/reviews/` +
			`?tenantId=${first.environment}&format=json&compress=gzip`, { credential: token })).json();

		// The rest of the export takes longer than the response.
		assert.equal(exported.state, 'writing');
		await first.kill();
		const diedAt = Date.now();
		const state = await untilSoon('the end', async () => {
			const found = (await expect(200, 'GET', `${second.url}/v2.0/exports/${exported.exportId}`,
				{ credential: token })).json();

			return found.state === 'writing' ? undefined : found.state;
		});

		assert.ok(Date.now() - diedAt < takeoverMs);
		assert.equal(state, 'failed');
	}));
