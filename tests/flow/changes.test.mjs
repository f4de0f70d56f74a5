// Triggers miss no change: while the service is stopped, killed and started again, while responses get
// lost, and while thousands of changes wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expect } from '../e2e/programs.mjs';
import { retryPolicies } from './engine.mjs';
import { PollingTrigger } from './trigger.mjs';
import { exportLines, withWorld } from './world.mjs';

const changeCount = 10000;
const perImport = 250;
const restarts = 6;

// An item's rating says in which round it was written, so a missed change shows.
function itemsOf(round, first, count) {
	return Array.from({ length: count }, (_, i) => ({ externalId: `e${first + i}`,
		productId: `p${i % 20}`, rating: round % 5 + 1, reviewText: `Round ${round}` }));
}

// What a flow that copies reviews has after its runs.
class Copy {
	reviews = new Map();
	runCount = 0;

	apply({ runs }) {
		for (const review of runs) {
			this.runCount++;
			if (review.isDeleted)
				this.reviews.delete(review.reviewId);
			else
				this.reviews.set(review.reviewId, review.rating);
		}
	}
}

async function storedRatings(engine) {
	const { tenantId } = (await engine.run('GetCaller')).body;
	const { lines } = await exportLines(engine, tenantId);

	return new Map(lines.map(({ reviewId, rating }) => [reviewId, rating]));
}

// Polls until there is nothing new.
async function pollAll(trigger, copy) {
	for (;;) {
		const poll = await trigger.poll();

		assert.equal(poll.isFired, poll.runs.length > 0);
		copy.apply(poll);
		if (!poll.isFired)
			return;
	}
}

// Kills or stops the service, and starts it again; polls in between fail and are repeated.
async function restart(world, count) {
	if (count % 2 === 0)
		await world.service.kill();
	else
		await world.service.stop();
	await world.start();
}

test(`a batch trigger through ${restarts} restarts and ${changeCount} changes misses none`, (t) =>
	withWorld(async (world) => {
		const engine = world.engineOfUser(await world.makeConnector(), { msPerS: 5 });
		const trigger = new PollingTrigger(engine, 'OnReviewsChanged', { pageSize: 100 });
		const credential = await world.issuer.token();
		const copy = new Copy();
		let polls = 0;
		let isOver = false;

		await trigger.poll();
		const polling = (async () => {
			while (!isOver) {
				const poll = await trigger.poll();

				copy.apply(poll);
				polls++;
				await engine.wait(poll.retryAfterS);
			}
		})();
		const batches = changeCount / perImport;

		for (let batch = 0; batch < batches; batch++) {
			// The later rounds change reviews of earlier ones.
			await engine.run('ImportReviews', { source: 'flow',
				body: itemsOf(batch, batch % (batches / 2) * perImport, perImport) });
			if (batch % Math.ceil(batches / restarts) === 3)
				await restart(world, batch);
		}
		for (const reviewId of [...copy.reviews.keys()].slice(0, 10))
			await expect(204, 'DELETE', `${world.service.url}/v2.0/reviews/${reviewId}`, { credential });
		isOver = true;
		await polling;
		await pollAll(trigger, copy);
		const faults = engine.history.filter(({ kind }) => kind === 'trigger')
			.flatMap(({ attempts }) => attempts).filter(({ status }) => status === undefined);

		t.diagnostic(`${polls} polls, ${faults.length} of them without a response at first, ` +
			`${copy.runCount} runs`);
		assert.deepEqual(copy.reviews, await storedRatings(engine));
		assert.equal(copy.reviews.size, changeCount / 2 - 10);
	}));

test('a single trigger starts one run for each change, and none for what was there before', () =>
	withWorld(async (world) => {
		const engine = world.engineOfPrincipal(await world.makeConnector());
		const trigger = new PollingTrigger(engine, 'OnReviewChanged');
		const credential = await world.issuer.token();
		const copy = new Copy();
		const importItems = (first, count) => engine.run('ImportReviews',
			{ source: 'flow', body: itemsOf(0, first, count) });

		await importItems(0, 50);
		await pollAll(trigger, copy);
		assert.equal(copy.runCount, 0);
		await importItems(50, 30);
		await pollAll(trigger, copy);
		assert.equal(copy.runCount, 30);
		await restart(world, 0);
		await pollAll(trigger, copy);
		assert.equal(copy.runCount, 30, 'a restart repeats nothing');
		const [reviewId] = copy.reviews.keys();

		await expect(204, 'DELETE', `${world.service.url}/v2.0/reviews/${reviewId}`, { credential });
		await pollAll(trigger, copy);
		assert.equal(copy.runCount, 31);
		assert.equal(copy.reviews.size, 29);
	}));

test('a poll whose response is lost is repeated with the same state', () => withWorld(async (world) => {
	const engine = world.engineOfUser(await world.makeConnector(), { retry: retryPolicies.none });
	const trigger = new PollingTrigger(engine, 'OnReviewsChanged');
	const copy = new Copy();

	await trigger.poll();
	await engine.run('ImportReviews', { source: 'flow', body: itemsOf(0, 0, 10) });
	const { state } = trigger;

	await world.service.kill();
	await assert.rejects(trigger.poll(), { code: 'GatewayTimeout' });
	assert.equal(trigger.state, state);
	await world.start();
	await pollAll(trigger, copy);
	assert.equal(copy.reviews.size, 10);
}));
