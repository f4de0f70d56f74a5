// With ten thousand registrations, too many for the settings document, each order lists all of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeApps, orders, total, walk, withManyRegistrations } from './many_registrations.mjs';

// The document cannot be read, and a document that cannot be read cannot be overwritten.
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

test('ten thousand registrations', () => withManyRegistrations(async (admin) => {
	await checkTooMany(admin);
	for (const order of orders)
		await walk(admin, order);
	assert.equal((await admin.listAll('/app-registrations?maxpagesize=1000')).length, total);
}));
