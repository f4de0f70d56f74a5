// Checks that the last page of a list costs the same as the first: compares both in each order, with
// ten thousand registrations, prints the medians, and fails if they differ too much.
//	REGISTRY=build/release/s2s-registry DEV_ISSUER=build/release/s2s-dev-issuer \
//		node tests/bench/list_pages.mjs
import assert from 'node:assert/strict';

import { orders, pageSize, walk, withManyRegistrations } from '../e2e/many_registrations.mjs';

// The number of requests for a median, and the largest ratio of two medians; a busy machine gets
// more tries.
const samples = 31;
const warmUps = 6;
const apart = 1.2;
const tries = 3;

async function timeOf(admin, path) {
	const start = performance.now();
	const answer = await admin.expect(200, 'GET', path);
	const ms = performance.now() - start;

	assert.equal(answer.json().value.length, pageSize);
	return ms;
}

function median(values) {
	return values.sort((a, b) => a - b)[values.length >> 1];
}

// Alternates between the first and the last page, so that other load affects both.
async function compare(admin, { first, last }) {
	const times = { first: [], last: [] };

	for (let i = 0; i < warmUps; i++)
		await timeOf(admin, i % 2 === 0 ? first : last);
	for (let i = 0; i < samples; i++) {
		const order = i % 2 === 0 ? ['first', 'last'] : ['last', 'first'];

		for (const which of order)
			times[which].push(await timeOf(admin, which === 'first' ? first : last));
	}
	return { first: median(times.first), last: median(times.last) };
}

async function checkOrder(admin, pages) {
	let ratio;

	for (let i = 0; i < tries; i++) {
		const { first, last } = await compare(admin, pages);

		ratio = last / first;
		console.log(`${pages.order}: first page ${first.toFixed(2)} ms, ` +
			`last page ${last.toFixed(2)} ms, ratio ${ratio.toFixed(2)}`);
		if (ratio <= apart && ratio >= 1 / apart)
			return;
	}
	assert.fail(`${pages.order}: the last page costs ${ratio.toFixed(2)} of the first`);
}

await withManyRegistrations(async (admin) => {
	for (const order of orders)
		await checkOrder(admin, await walk(admin, order));
});
