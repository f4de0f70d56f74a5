// An erasure completes despite a kill, and leaves no data about the person in the files.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { expect, untilOver, withRegisteredApp } from './programs.mjs';

const personal = 5000;
const others = 500;
const kills = 3;
const waitMs = 60000;
const words = ['Zeppelinleather', 'Quxborough', 'ann-the-reviewer', 'Ann Annesley'];

function makeReview(i, isHers) {
	const review = {
		externalId: `${isHers ? 'her' : 'other'}${i}`,
		productId: `p${i % 7}`,
		rating: i % 5 + 1,
	};

	return isHers ? {
		...review,
		title: `Zeppelinleather ${i}`,
		reviewText: `From Quxborough, ${'with many words '.repeat(i % 9)}${i}`,
		userId: `ann-the-reviewer-${i % 3}`,
		userName: 'Ann Annesley',
		userEmail: 'Ann.Annesley@Example.com',
	} : { ...review, title: `Balloon ${i}`, reviewText: 'Plain.', userId: `u${i}` };
}

async function importReviews(service, credential) {
	const hers = Array.from({ length: personal }, (_, i) => makeReview(i, true));
	const rest = Array.from({ length: others }, (_, i) => makeReview(i, false));
	const json = [...rest, ...hers];
	const url = `${service.url}/v2.0/reviews:import?source=shop`;
	const result = (await expect(200, 'POST', url, { credential, json })).json();

	assert.equal(result.created, personal + others);
}

async function removed(service, credential, id) {
	const url = `${service.url}/admin/v1/jobs/${id}`;
	const job = (await expect(200, 'GET', url, { credential })).json();

	return job.state === 'succeeded' ? Infinity : job.progress.doneItems;
}

async function receipt(service, credential, id) {
	const answer = await untilOver(`${service.url}/admin/v1/erasures/${id}`, credential,
		{ limitMs: waitMs, pauseMs: 50 });

	assert.equal(answer.status, 200, `${answer.body}`);
	return answer.json();
}

async function wordsIn(file) {
	const bytes = existsSync(file) ? await readFile(file) : Buffer.alloc(0);

	return words.filter((word) => bytes.includes(word) || bytes.includes(word.toLowerCase()));
}

test('an erasure continues after kill -9, and leaves nothing in the files', (t) =>
	withRegisteredApp(async ({ scene, issuer, service, adminKey }) => {
		const token = await issuer.token();
		let killed = 0;
		let seen = 0;

		await importReviews(service, token);
		assert.deepEqual(await wordsIn(scene.databaseFile), words);
		const { id } = (await expect(202, 'POST', `${service.url}/admin/v1/erasures`,
			{ credential: adminKey, json: { email: ' ann.annesley@EXAMPLE.com' } })).json();

		while (killed < kills) {
			const now = await removed(service, adminKey, id);

			if (now === Infinity)
				break;
			if (now > seen) {
				seen = now;
				killed++;
				await service.kill();
				service = await scene.startService();
			}
		}
		const done = await receipt(service, adminKey, id);

		t.diagnostic(`killed ${killed} times, the last at ${seen} of ${personal}`);
		assert.ok(killed > 0, 'never killed in the middle');
		assert.equal(done.state, 'succeeded');
		assert.deepEqual(done.counts, { reviews: personal, votes: 0, concerns: 0 });
		assert.equal(await service.countRatings(token), others);
		const exported = (await service.export(token, 'ndjson')).text();

		assert.equal(exported.trimEnd().split('\n').length, others);
		// A stop checkpoints the log into the database.
		await service.stop();
		for (const file of [scene.databaseFile, `${scene.databaseFile}-wal`])
			assert.deepEqual(await wordsIn(file), [], file);
		assert.ok((await readFile(scene.databaseFile)).includes('balloon'));
	}));
