// Two whole flows: one imports a CSV file row by row while responses get lost, the other one exports
// daily what has changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expect } from '../e2e/programs.mjs';
import { FaultyProxy, makeDice } from './faulty_proxy.mjs';
import { exportLines, publicUrl, withWorld } from './world.mjs';

const rowCount = 1000;
const loseOneIn = 10;

function makeRows(count) {
	return Array.from({ length: count }, (_, i) => ({ id: `row-${i}`, product: `p${i % 25}`,
		stars: String(i % 5 + 1), text: `Text of row ${i}`, writtenAt: i % 3 === 0 ? '' :
			`2026-10-${String(i % 28 + 1).padStart(2, '0')}T09:30:00Z` }));
}

// Loses a share of the responses to this method while act() runs.
async function withLosses(world, act) {
	const dice = makeDice(loseOneIn);
	const proxy = await new FaultyProxy(world.service.url, ({ method }) => (
		method === 'POST' && dice() ? 'lose' : undefined)).start();

	world.network.place(publicUrl, proxy.url);
	try {
		await act();
	} finally {
		world.network.place(publicUrl, world.service.url);
		await proxy.stop();
	}
	return proxy;
}

// What Submit a review is given for a row.
function inputsOf(row, tenantId, more) {
	return {
		productId: row.product, tenantId, locale: 'en-us', encodedUser: row.id, market: '',
		body: { Rating: row.stars, Title: '', ReviewText: row.text, ProductName: 'Lamp',
			submittedDateTime: row.writtenAt },
		...more,
	};
}

test(`a flow that submits ${rowCount} rows and loses responses stores each review once`, (t) =>
	withWorld(async (world) => {
		const engine = world.engineOfUser(await world.makeConnector());
		const { tenantId } = (await engine.run('GetCaller')).body;
		const rows = makeRows(rowCount);
		let ids;
		const { handledCount, lostCount } = await withLosses(world, async () => {
			ids = await engine.forEach(rows, async (row) => (await engine.run('SubmitReview',
				inputsOf(row, tenantId, { 'Idempotency-Key': row.id }))).body);
		});
		const { lines: stored } = await exportLines(engine, tenantId);
		const users = new Set(stored.map(({ userId }) => userId));

		t.diagnostic(`${handledCount} requests, ${lostCount} responses lost`);
		assert.ok(lostCount > rowCount / loseOneIn / 2);
		assert.equal(handledCount, rowCount + lostCount);
		assert.equal(stored.length, rowCount);
		assert.equal(new Set(ids).size, rowCount);
		assert.deepEqual(new Set(stored.map(({ reviewId }) => reviewId)), new Set(ids));
		assert.deepEqual(users, new Set(rows.map(({ id }) => id)));
	}));

test('without a key, a lost response stores a review twice', () => withWorld(async (world) => {
	const engine = world.engineOfUser(await world.makeConnector());
	const { tenantId } = (await engine.run('GetCaller')).body;
	const rows = makeRows(100);
	const { lostCount } = await withLosses(world, () => engine.forEach(rows,
		(row) => engine.run('SubmitReview', inputsOf(row, tenantId))));

	assert.ok(lostCount > 0);
	assert.equal((await exportLines(engine, tenantId)).lines.length, rows.length + lostCount);
}));

test('a flow that imports rows in batches and loses responses stores each review once', () =>
	withWorld(async (world) => {
		const engine = world.engineOfPrincipal(await world.makeConnector());
		const { tenantId } = (await engine.run('GetCaller')).body;
		const items = makeRows(rowCount).map(({ id, product, stars, text, writtenAt }) => ({
			externalId: id, productId: product, rating: stars, reviewText: text, market: '',
			submittedDateTime: writtenAt }));
		const batches = Array.from({ length: 40 }, (_, i) => items.slice(i * 25, (i + 1) * 25));
		const { lostCount } = await withLosses(world, () => engine.forEach(batches,
			(body) => engine.run('ImportReviews', { source: 'rows', body }), 2));
		const { lines: stored } = await exportLines(engine, tenantId);

		assert.ok(lostCount > 0);
		assert.deepEqual(stored.map(({ externalId }) => externalId).sort(),
			items.map(({ externalId }) => externalId).sort());
	}));

// A day's changes: new reviews, edited ones and removed ones.
async function spendDay(world, engine, tenantId, day, known) {
	const url = (id) => `${world.service.url}/v2.0/reviews/${id}`;
	const credential = await world.issuer.token();
	const [edited, removed] = [known.slice(0, 5), known.slice(5, 8)];
	const ids = await engine.forEach(makeRows(20), async (row) => (await engine.run('SubmitReview',
		inputsOf({ ...row, id: `day${day}-${row.id}` }, tenantId))).body);

	for (const id of edited)
		await expect(200, 'PATCH', url(id), { credential, json: { title: `Edited on day ${day}` } });
	for (const id of removed)
		await expect(204, 'DELETE', url(id), { credential });
	return { changed: [...ids, ...edited], removed, known: [...ids, ...known.slice(8), ...edited] };
}

// Applies an export of changes to the copy, line by line.
function apply(lines, copy) {
	for (const { isDeleted, ...review } of lines) {
		if (isDeleted)
			copy.delete(review.reviewId);
		else
			copy.set(review.reviewId, review);
	}
}

test('a flow that exports daily since its cursor has an exact copy', () => withWorld(async (world) => {
	const engine = world.engineOfUser(await world.makeConnector());
	const { tenantId } = (await engine.run('GetCaller')).body;
	const copy = new Map();
	let cursor = '';
	let known = [];

	for (let day = 1; day <= 4; day++) {
		const done = await spendDay(world, engine, tenantId, day, known);

		known = done.known;
		if (day === 3) {
			await world.service.stop();
			await world.start();
		}
		const { lines, cursor: reached } = await exportLines(engine, tenantId, cursor);

		assert.deepEqual(lines.filter(({ isDeleted }) => !isDeleted).map(({ reviewId }) => reviewId).sort(),
			done.changed.sort());
		assert.deepEqual(lines.filter(({ isDeleted }) => isDeleted).map(({ reviewId }) => reviewId).sort(),
			done.removed.sort());
		apply(lines, copy);
		cursor = reached;
	}
	const { lines: whole } = await exportLines(engine, tenantId, '');

	assert.deepEqual([...copy.keys()].sort(), known.sort());
	assert.deepEqual(copy, new Map(whole.map((review) => [review.reviewId, review])));
}));

test('a flow that calls faster than the limit waits, and stores every row', () => withWorld(
	async (world) => {
		const engine = world.engineOfUser(await world.makeConnector(), { msPerS: 5 });
		const { tenantId } = (await engine.run('GetCaller')).body;
		const rows = makeRows(150);

		await engine.forEach(rows, (row) => engine.run('SubmitReview', inputsOf(row, tenantId)));
		const refused = engine.history.flatMap(({ attempts }) => attempts)
			.filter(({ status }) => status === 429);

		assert.ok(refused.length > 0);
		assert.equal((await exportLines(engine, tenantId)).lines.length, rows.length);
	}, ['limits.calls-per-s=100', 'limits.burst=20']));
