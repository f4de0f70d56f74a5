// Imports in the background lose and repeat nothing if the process is killed.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { call, expect, pathOf, withRegisteredApp } from './programs.mjs';
import { until } from './until.mjs';

const rowCount = 12000;
const wrongEvery = 97;
const kills = 4;
const pollMs = 100;
const limitMs = 120000;

function makeCsv() {
	const lines = ['externalId,productId,rating,reviewText'];

	for (let row = 1; row <= rowCount; row++)
		lines.push(`e${row},p${row % 50},${row % wrongEvery === 0 ? 9 : row % 5 + 1},"Text ${row}"`);
	return `${lines.join('\n')}\n`;
}

// Follows the link of a job, which needs no token.
function waitFor(location, isReached) {
	return until('the job', async () => {
		const answer = await call('GET', location);

		assert.ok([200, 202].includes(answer.status), `${answer.body}`);
		return isReached(answer) && answer;
	}, { limitMs, pauseMs: pollMs });
}

test('kill -9 in the middle of a job loses and repeats nothing', (t) =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const token = await issuer.token();
		const body = makeCsv();
		const accepted = await expect(202, 'POST', `${service.url}/v2.0/reviews:import?source=job`, {
			credential: token, body, type: 'text/csv', headers: { Prefer: 'respond-async' },
		});
		const path = pathOf(accepted.headers.location);
		const stops = [];

		for (let i = 1; i <= kills; i++) {
			const { body: stopped } = await waitFor(`${service.url}${path}`,
				(answer) => answer.status === 200 ||
					answer.json().progress.doneItems >= i * rowCount / (kills + 2));

			await service.kill();
			stops.push(JSON.parse(stopped).progress.doneItems);
			service = await scene.startService();
		}
		const answer = await waitFor(`${service.url}${path}`,
			({ status }) => status === 200);
		const job = answer.json();
		const wrong = Array.from({ length: Math.floor(rowCount / wrongEvery) },
			(_, i) => (i + 1) * wrongEvery);

		t.diagnostic(`killed at ${stops.join(', ')} of ${rowCount} items`);
		assert.ok(stops[0] > 0 && stops.at(-1) < rowCount, `${stops}`);
		assert.equal(job.state, 'succeeded');
		assert.equal(job.progress.doneItems, rowCount);
		assert.equal(job.progress.doneBytes, body.length);
		assert.equal(job.counts.created, rowCount - wrong.length);
		assert.equal(job.counts.updated + job.counts.unchanged, 0);
		assert.equal(job.counts.rejected, wrong.length);
		assert.deepEqual(job.rejectedItems.map(({ row }) => row), wrong);
		assert.equal(await service.countRatings(token), rowCount - wrong.length);

		const results = await expect(200, 'GET',
			`${service.url}${pathOf(job.resultUrl)}`);
		const rejected = results.text().trimEnd().split('\n').map((line) => JSON.parse(line));

		assert.deepEqual(rejected, job.rejectedItems);
		const exported = (await service.export(token, 'ndjson')).text().trimEnd().split('\n');

		assert.deepEqual(exported.map((line) => JSON.parse(line).externalId),
			Array.from({ length: rowCount }, (_, i) => i + 1)
				.filter((row) => row % wrongEvery !== 0).map((row) => `e${row}`));
		// The body is deleted when the job ends; the results remain.
		const left = await readdir(`${scene.databaseFile}.jobs`);

		assert.deepEqual(left, [`${job.jobId}.ndjson`]);
	}));

test('a job continues after a stop and a start', () =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const token = await issuer.token();
		const accepted = await expect(202, 'POST', `${service.url}/v2.0/reviews:import?source=job`, {
			credential: token, body: makeCsv(), type: 'text/csv', headers: { Prefer: 'respond-async' },
		});
		const path = pathOf(accepted.headers.location);

		await service.stop();
		service = await scene.startService();
		const answer = await waitFor(`${service.url}${path}`,
			({ status }) => status === 200);

		assert.equal(answer.json().state, 'succeeded');
		assert.equal(answer.json().progress.doneItems, rowCount);
	}));
