// Acknowledged changes of an admin survive a kill of the service, with their audit events. A repeated
// request gets the first response.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin, newApp } from './admin.mjs';
import { untilKilled, withScene } from './programs.mjs';

const kills = 4;
const loadMs = 700;
const saverCount = 3;

// The list grows slowly while others save it, because a Save of an outdated list is refused.
const creatorsAmongSavers = { count: 2, pauseMs: 60 };
const creatorsAlone = { count: 10, pauseMs: 0 };

// Records each request before it is sent, and its response if there is one.
function create(admin, made, pauseMs) {
	return untilKilled(async () => {
		const request = { key: randomUUID(), json: newApp('durable') };

		made.push(request);
		request.answer = await sendAgain(admin, request);
		assert.equal(request.answer.status, 201, `${request.answer.body}`);
		await sleep(pauseMs);
	});
}

function sendAgain(admin, { key, json }) {
	const headers = { 'Idempotency-Key': key };

	return admin.call('POST', '/app-registrations', { headers, json });
}

// Increments a counter in the notes of its own app, and changes no other app.
function save(admin, saver) {
	return untilKilled(async () => {
		const read = await admin.readSettings();
		const { requireModerator, apps } = read.json();
		const own = apps.find(({ clientAppId }) => clientAppId === saver.app.clientAppId);

		own.notes = `${saver.count + 1}`;
		saver.tried = saver.count + 1;
		const answer = await admin.save(read.headers.etag, { requireModerator, apps });

		if (answer.status === 412)
			return;
		assert.equal(answer.status, 200, `${answer.body.subarray(0, 1000)}`);
		saver.count++;
		saver.requests.push(answer.headers['x-ms-request-id']);
	});
}

async function load(admin, made, savers, { count, pauseMs }) {
	const creating = Array.from({ length: count }, () => create(admin, made, pauseMs));

	await sleep(loadMs);
	await admin.service.kill();
	await Promise.all([...creating, ...savers]);
	admin.end();
}

// A Save under way at the kill may be stored or not; its saver continues from the stored state.
async function checkSavers(admin, savers) {
	const { apps } = (await admin.readSettings()).json();

	for (const saver of savers) {
		const own = apps.find(({ clientAppId }) => clientAppId === saver.app.clientAppId);
		const stored = Number(own.notes ?? 0);

		assert.ok(stored >= saver.count && stored <= Math.max(saver.count, saver.tried ?? 0),
			`${saver.count} acknowledged, ${stored} stored, ${saver.tried} tried`);
		saver.count = stored;
	}
}

// Returns the number of requests that the kill left without a response.
async function checkCreated(admin, made) {
	const stored = new Map((await admin.listAll('/app-registrations?maxpagesize=1000')).map(
		(app) => [app.clientAppId, app]));
	let unanswered = 0;

	for (const request of made) {
		const { json, answer } = request;
		const again = await sendAgain(admin, request);

		assert.equal(again.status, 201, `${again.body}`);
		if (answer === undefined) {
			unanswered++;
			request.answer = again;
			continue;
		}
		assert.equal(stored.get(json.clientAppId)?.id, answer.json().id, 'stored');
		assert.equal(again.headers['idempotency-replayed'], 'true');
		assert.deepEqual(again.body, answer.body);
		assert.equal(again.headers.etag, answer.headers.etag);
		assert.equal(new URL(again.headers.location).pathname,
			new URL(answer.headers.location).pathname);
	}
	const after = await admin.listAll('/app-registrations?maxpagesize=1000');

	assert.equal(new Set(after.map(({ clientAppId }) => clientAppId)).size, after.length);
	assert.equal(after.length, saverCount + made.length, 'each was made once');
	return unanswered;
}

async function checkTrail(admin, made, savers) {
	const events = await admin.listEvents();
	const requests = new Set(events.map(({ requestId }) => requestId));
	const created = events.filter(({ operation, resourceType }) =>
		operation === 'Create' && resourceType === 'appRegistration');
	const ids = new Set(created.map(({ resourceId }) => resourceId));

	assert.equal(ids.size, created.length, 'created once each');
	assert.equal(ids.size, saverCount + made.length);
	for (const { answer } of made)
		assert.ok(ids.has(answer.json().id));
	for (const requestId of savers.flatMap((saver) => saver.requests))
		assert.ok(requests.has(requestId), `no audit event of ${requestId}`);
}

test('every acknowledged change survives kill -9', (t) => withScene(async (scene) => {
	await scene.configure('http://127.0.0.1:9');
	const adminKey = await scene.createAdminKey();
	const start = async () => new Admin(await scene.startService(), adminKey);
	const savers = Array.from({ length: saverCount },
		() => ({ app: newApp('saver'), count: 0, requests: [] }));
	const made = [];
	let unanswered = 0;
	let admin = await start();

	for (const { app: json } of savers)
		await admin.expect(201, 'POST', '/app-registrations', { json });
	for (let i = 0; i < kills; i++) {
		const already = made.length;
		const saving = i < kills / 2;

		await load(admin, made, saving ? savers.map((saver) => save(admin, saver)) : [],
			saving ? creatorsAmongSavers : creatorsAlone);
		admin = await start();
		await checkSavers(admin, savers);
		unanswered += await checkCreated(admin, made);
		t.diagnostic(`kill ${i + 1}: ${made.length - already} registrations, ` +
			`${savers.map(({ requests }) => requests.length).join(', ')} Saves`);
	}
	await checkTrail(admin, made, savers);
	t.diagnostic(`${made.length} creations, ${unanswered} of them without an answer`);
	assert.ok(made.length > 100, `only ${made.length} creations`);
	assert.ok(savers.flatMap(({ requests }) => requests).length > 3, 'few Saves');
	admin.end();
}));
