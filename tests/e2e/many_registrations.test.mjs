// Ten thousand registrations: too many for the settings document, and the last page of a list
// costs what the first costs. All are made by calls: half by one Save, half one by one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admin, newApp } from './admin.mjs';
import { withScene } from './programs.mjs';
import { pagesOf } from './until.mjs';

const documentMax = 5000;
const total = 10000;
const creators = 40;
const pageSize = 100;
const orders = ['id', 'name', 'createdAt', 'lastModifiedAt'].flatMap(
	(field) => [`${field} asc`, `${field} desc`]);

// Medians of so many requests each, and how far they may be apart; a busy machine gets other tries.
const samples = 31;
const warmUps = 6;
const apart = 1.2;
const tries = 3;

const makeApps = (count) => Array.from({ length: count }, (_, i) => newApp(`app ${i % 977}-${i}`));

async function fillBySave(admin) {
	const apps = makeApps(documentMax + 1);
	const before = await admin.readSettings();
	const { etag } = before.headers;
	const refused = await admin.save(etag, { requireModerator: true, apps });
	const { status, errors } = refused.json();

	assert.equal(status, 400);
	assert.deepEqual(errors.map(({ target, code }) => [target, code]), [['apps', 'TooManyEntries']]);
	assert.match(errors[0].message, /5001 entries.*at most 5000/);
	assert.deepEqual((await admin.readSettings()).json(), before.json());
	const saved = await admin.save(etag, { requireModerator: false, apps: apps.slice(1) });

	assert.equal(saved.status, 200, `${saved.body.subarray(0, 1000)}`);
	assert.equal((await admin.readSettings()).json().apps.length, documentMax);
}

async function fillOneByOne(admin) {
	const apps = makeApps(total - documentMax);
	const create = async () => {
		for (let json = apps.pop(); json !== undefined; json = apps.pop())
			await admin.expect(201, 'POST', '/app-registrations', { json });
	};

	await Promise.all(Array.from({ length: creators }, create));
}

// The document cannot be read any more, and what cannot be read is not overwritten either.
async function checkTooMany(admin) {
	const read = await admin.call('GET', '/settings');
	const saved = await admin.save('*', { requireModerator: false, apps: makeApps(3) });
	const settings = { requireModerator: false, apps: makeApps(3) };
	const validated = await admin.call('POST', '/settings:validate', { json: settings });

	for (const answer of [read, saved, validated]) {
		assert.equal(answer.status, 409, `${answer.body.subarray(0, 1000)}`);
		assert.equal(answer.json().code, 'TooManyRegistrations');
		assert.match(answer.json().detail, /app-registrations/);
	}
}

// The value by which a page is ordered; names are compared folded.
function keyOf(app, order) {
	const value = app[order.split(' ')[0]];

	return order.startsWith('name') ? value.toLowerCase() : value;
}

// Walks an order to its last page. Gives the paths of the first page and of the last.
async function walk(admin, order) {
	const base = `/app-registrations?orderby=${encodeURIComponent(order)}&maxpagesize=`;
	const apps = [];
	const read = async (url) => (await admin.expect(200, 'GET', url)).json();
	const resize = (page, size) => page.nextLink.replace(/maxpagesize=\d+/, `maxpagesize=${size}`);
	let last;

	for await (const page of pagesOf(`${base}1000`, read)) {
		apps.push(...page.value);
		// After 9,000 come 900, so that the rest is one page of the size that is measured.
		if (apps.length === total - 1000)
			page.nextLink = resize(page, 1000 - pageSize);
		if (apps.length === total - pageSize)
			page.nextLink = last = resize(page, pageSize);
	}
	const keys = apps.map((app) => keyOf(app, order));
	const sorted = [...keys].sort();

	assert.deepEqual(keys, order.endsWith('desc') ? sorted.reverse() : sorted);
	assert.equal(new Set(apps.map(({ id }) => id)).size, total);
	return { order, first: `${base}${pageSize}`, last };
}

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

// First and last page in turns, so that what else the machine does befalls both.
async function compare(admin, { first, last }) {
	const times = { first: [], last: [] };

	for (let i = 0; i < warmUps; i++)
		await timeOf(admin, i % 2 === 0 ? first : last);
	for (let i = 0; i < samples; i++) {
		const turns = i % 2 === 0 ? ['first', 'last'] : ['last', 'first'];

		for (const which of turns)
			times[which].push(await timeOf(admin, which === 'first' ? first : last));
	}
	return { first: median(times.first), last: median(times.last) };
}

async function checkOrder(t, admin, pages) {
	let ratio;

	for (let i = 0; i < tries; i++) {
		const { first, last } = await compare(admin, pages);

		ratio = last / first;
		t.diagnostic(`${pages.order}: first page ${first.toFixed(2)} ms, ` +
			`last page ${last.toFixed(2)} ms, ratio ${ratio.toFixed(2)}`);
		if (ratio <= apart && ratio >= 1 / apart)
			return;
	}
	assert.fail(`${pages.order}: the last page costs ${ratio.toFixed(2)} of the first`);
}

test('ten thousand registrations', (t) => withScene(async (scene) => {
	await scene.configure('http://127.0.0.1:9');
	const admin = new Admin(await scene.startService(), await scene.createAdminKey());
	const start = performance.now();

	await fillBySave(admin);
	await fillOneByOne(admin);
	t.diagnostic(`made in ${((performance.now() - start) / 1000).toFixed(1)} s`);
	await checkTooMany(admin);
	for (const order of orders)
		await checkOrder(t, admin, await walk(admin, order));
	assert.equal((await admin.listAll('/app-registrations?maxpagesize=1000')).length, total);
	admin.end();
}));
