// Every change by one process takes effect on the next request in another process on the same database.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin } from './admin.mjs';
import { call, clientId, directory, withRegisteredApp } from './programs.mjs';

const rounds = 50;
const entry = { name: 'End to end', clientAppId: clientId, directoryTenantId: directory };
const other = '99998888-aaaa-2222-bbbb-3333cccc4444';

// The credentials of these tests are refused more often than an attacker's.
const options = { settings: ['limits.admin-refusals=100000'] };

// Runs two processes, with the same admin at each.
function withTwo(act) {
	return withRegisteredApp(async (programs) => {
		const second = await programs.scene.startService(...options.settings);
		const services = [programs.service, second];
		const admins = services.map((service) => new Admin(service, programs.adminKey));
		const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

		assert.equal(second.environment, programs.service.environment);
		await act({ ...programs, services, admins, agent });
		agent.destroy();
		for (const admin of admins)
			admin.end();
	}, options);
}

function codeOf(answer) {
	return answer.headers['x-ms-error-code'] ?? answer.status;
}

// `admin` makes the changes, and `service` gets the calls.
async function changeAndAsk({ admin, service, token, agent, id }) {
	const path = `/app-registrations/${id}`;
	const ask = async (expected, step) =>
		assert.equal(codeOf(await service.caller(token, agent)), expected, step);
	const submit = () => call('POST', `${service.url}/v2.0/reviews/product/lamp/user?` +
		`tenantId=${service.environment}&locale=en-us&encodedUser=jo`, {
		credential: token,
		agent,
		json: { Rating: 5, Title: 'a', ReviewText: 'b', ProductName: 'c' },
	});

	await ask(200, 'unchanged');
	await admin.patch(id, { enabled: false });
	await ask('AppDisabled', 'disabled');
	await admin.patch(id, { enabled: true, permissions: ['Reviews.Read'] });
	await ask(200, 'enabled');
	assert.equal(codeOf(await submit()), 'PermissionMissing');
	await admin.patch(id, { permissions: null });
	assert.equal(codeOf(await submit()), 200);
	await admin.patch(id, { expiresAt: new Date(Date.now() - 1000).toISOString() });
	await ask('AppExpired', 'expired');
	await admin.patch(id, { expiresAt: null });
	await ask(200, 'without expiry');
	await admin.patch(id, { clientAppId: other });
	await ask('AppNotRegistered', 'another app');
	await admin.patch(id, { clientAppId: clientId });
	await ask(200, 'this app again');
	await admin.expect(204, 'DELETE', path);
	await ask('AppNotRegistered', 'removed');
	await admin.expect(200, 'POST', `/deleted-app-registrations/${id}:restore`);
	await ask(200, 'restored');
}

test('every change of a registration, by either process', () => withTwo(async (programs) => {
	const { services, admins, issuer, agent, registration: id } = programs;
	const token = await issuer.token();

	for (let i = 0; i < 10; i++)
		await changeAndAsk({
			admin: admins[i % 2], service: services[1 - i % 2], token, agent, id,
		});
}));

test(`a registration is created, disabled, removed: ${rounds} times`, () => withTwo(async (programs) => {
	const { services, admins, issuer, agent, adminKey } = programs;
	const token = await issuer.token();
	let id = programs.registration;

	for (let i = 0; i < rounds; i++) {
		const admin = admins[i % 2];
		const asked = services[1 - i % 2];
		const ask = async (expected, step) => assert.equal(
			codeOf(await asked.caller(token, agent)), expected, `round ${i}, ${step}`);

		await ask(200, 'created');
		await admin.patch(id, { enabled: false });
		await ask('AppDisabled', 'disabled');
		await services[i % 2].unregister(adminKey, id);
		await ask('AppNotRegistered', 'removed');
		id = await services[1 - i % 2].register(adminKey);
	}
}));

test('a registration expires in both processes without a change', () => withTwo(async (programs) => {
	const { services, admins, issuer, agent, registration: id } = programs;
	const token = await issuer.token();
	const at = Date.now() + 1500;

	await admins[0].patch(id, { expiresAt: new Date(at).toISOString() });
	for (const service of services)
		assert.equal(codeOf(await service.caller(token, agent)), 200);
	await sleep(at - Date.now() + 50);
	for (const service of services)
		assert.equal(codeOf(await service.caller(token, agent)), 'AppExpired');
}));

test(`an admin key is created, disabled, given another role, deleted: ${rounds} times`, () =>
	withTwo(async ({ services, admins }) => {
		for (let i = 0; i < rounds; i++) {
			const admin = admins[i % 2];
			const json = { name: `key ${i}`, roles: ['Registry.Admin'] };
			const made = (await admin.expect(201, 'POST', '/admin-keys', { json })).json();
			const asked = new Admin(services[1 - i % 2], made.key);
			const path = `/admin-keys/${made.id}`;
			const change = (patch) => admin.expect(200, 'PATCH', path, { json: patch });
			const ask = async (expected, method, where) => assert.equal(
				codeOf(await asked.call(method, where)), expected, `round ${i}: ${method}`);

			await ask(200, 'GET', '/caller');
			await ask(204, 'DELETE', `/app-registrations/${made.id}`);
			await change({ enabled: false });
			await ask('AdminKeyDisabled', 'GET', '/caller');
			await change({ enabled: true, roles: ['Registry.Auditor'] });
			await ask(200, 'GET', '/app-registrations');
			await ask('AdminRoleInsufficient', 'DELETE', `/app-registrations/${made.id}`);
			await change({ expiresAt: new Date(Date.now() - 1000).toISOString() });
			await ask('AdminKeyExpired', 'GET', '/caller');
			await admin.expect(204, 'DELETE', path);
			await ask('AdminKeyUnknown', 'GET', '/caller');
			asked.end();
		}
	}));

test('a Save in one process takes effect in the other', () => withTwo(async (programs) => {
	const { services, admins, issuer, agent } = programs;
	const token = await issuer.token();

	for (let i = 0; i < 20; i++) {
		const saver = admins[i % 2];
		const asked = services[1 - i % 2];
		const before = await admins[1 - i % 2].readSettings();
		const enabled = i % 2 === 1;
		const settings = { requireModerator: enabled, apps: [{ ...entry, enabled }] };
		const saved = await saver.save(before.headers.etag, settings);

		assert.equal(saved.status, 200, `round ${i}: ${saved.body}`);
		assert.equal(codeOf(await asked.caller(token, agent)), enabled ? 200 : 'AppDisabled');
		const after = await admins[1 - i % 2].readSettings();

		assert.deepEqual(after.json(), saved.json());
		assert.equal((await admins[1 - i % 2].save(before.headers.etag,
			{ ...settings, requireModerator: !enabled })).status, 412);
	}
}));

test('one list has the audit events of both processes', () => withTwo(async ({ admins, registration: id }) => {
	const requests = [];

	for (let i = 0; i < 20; i++) {
		const { headers } = await admins[i % 2].patch(id, { notes: `${i}` });

		requests.unshift(headers['x-ms-request-id']);
	}
	const filter = `resourceId eq '${id}' and operation eq 'Update'`;
	const lists = await Promise.all(admins.map((admin) => admin.listEvents(filter)));

	assert.deepEqual(lists[0], lists[1]);
	assert.deepEqual(lists[0].map(({ requestId }) => requestId), requests);
	lists[0].forEach((event, i) => {
		assert.equal(event.after.notes, `${19 - i}`);
		assert.equal(event.before.notes, i === 19 ? undefined : `${18 - i}`);
	});
}));
