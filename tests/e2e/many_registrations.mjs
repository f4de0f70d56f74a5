// Makes ten thousand registrations with calls: half of them with one Save, the others one by one.
import assert from 'node:assert/strict';
import { Admin, newApp } from './admin.mjs';
import { withScene } from './programs.mjs';
import { pagesOf } from './until.mjs';

const documentMax = 5000;
export const total = 10000;
const creators = 40;
export const pageSize = 100;
export const orders = ['id', 'name', 'createdAt', 'lastModifiedAt'].flatMap(
	(field) => [`${field} asc`, `${field} desc`]);

export const makeApps = (count) => Array.from({ length: count }, (_, i) => newApp(`app ${i % 977}-${i}`));

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

// Returns the sort key of an entry; names are compared folded.
function keyOf(app, order) {
	const value = app[order.split(' ')[0]];

	return order.startsWith('name') ? value.toLowerCase() : value;
}

// Reads all pages of an order. Returns the paths of the first and the last page.
export async function walk(admin, order) {
	const base = `/app-registrations?orderby=${encodeURIComponent(order)}&maxpagesize=`;
	const apps = [];
	const read = async (url) => (await admin.expect(200, 'GET', url)).json();
	const resize = (page, size) => page.nextLink.replace(/maxpagesize=\d+/, `maxpagesize=${size}`);
	let last;

	for await (const page of pagesOf(`${base}1000`, read)) {
		apps.push(...page.value);
		// After 9,000 entries, a page of 900 leaves one page of the measured size.
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

// Runs act(admin) with all registrations; the service ends afterwards.
export function withManyRegistrations(act) {
	return withScene(async (scene) => {
		await scene.configure('http://127.0.0.1:9');
		const admin = new Admin(await scene.startService(), await scene.createAdminKey());

		await fillBySave(admin);
		await fillOneByOne(admin);
		await act(admin);
		admin.end();
	});
}
