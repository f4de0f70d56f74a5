// Kills the service with kill -9 at random moments under mixed load, CHAOS_ROUNDS times (20). After
// each kill, acknowledged writes are present, deleted items are absent, every count equals a
// recount, and every job ends with the right numbers.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Admin, newApp } from '../e2e/admin.mjs';
import { call, expect, pathOf, untilKilled, withRegisteredApp } from '../e2e/programs.mjs';
import { until } from '../e2e/until.mjs';

const rounds = Number(process.env.CHAOS_ROUNDS ?? 20);
const loadMs = { least: 50, most: 1200 };
const leastActs = 20; // a slow machine does so much before it is killed
const importRows = 300;
const productCount = 40;
const jobsLimitMs = 120000;

const run = promisify(execFile);

// Everything that was acknowledged, and what was under way.
class Ledger {
	reviews = new Map(); // by id: rating, and perhaps nextRating or isLeaving
	removed = new Set();
	registered = new Set();
	imports = [];
	erased = [];
	exportCount = 0;
	serial = 0;
	acknowledged = 0;
	own = acts.map(() => []); // ids of reviews, by actor
}

function submit({ service, token, agent, ledger }, user, rating) {
	const query = `tenantId=${service.environment}&locale=en-us&market=US&encodedUser=${user}`;
	const product = `p${ledger.serial++ % productCount}`;
	const json = { Rating: rating, Title: user, ReviewText: `Words of ${user}`, ProductName: 'Lamp' };

	return expect(200, 'POST', `${service.url}/v2.0/reviews/product/${product}/user?${query}`,
		{ credential: token, agent, json });
}

async function submits(actor) {
	const rating = randomInt(1, 6);
	const answer = await submit(actor, `u${actor.ledger.serial}`, rating);

	actor.ledger.reviews.set(answer.json(), { rating });
}

// Reviews of its own, so that no two actors change the same one. It keeps them from round to round.
async function changes(actor) {
	const { service, token, agent, ledger, own } = actor;
	const id = own[0];
	const url = `${service.url}/v2.0/reviews/${id}`;

	if (id === undefined) {
		const answer = await submit(actor, `c${ledger.serial}`, 3);

		ledger.reviews.set(answer.json(), { rating: 3 });
		own.push(answer.json());
		return;
	}
	const review = ledger.reviews.get(id);

	if (review === undefined || review.isLeaving) {
		own.shift();
		return;
	}
	review.nextRating = randomInt(1, 6);
	await expect(200, 'PATCH', url, { credential: token, agent, json: { rating: review.nextRating } });
	review.rating = review.nextRating;
	await expect(200, 'POST', `${url}:vote`,
		{ credential: token, agent, json: { encodedUser: 'voter', helpful: true } });
	review.isLeaving = true;
	await expect(204, 'DELETE', url, { credential: token, agent });
	ledger.reviews.delete(id);
	ledger.removed.add(id);
}

async function registers({ admin, ledger }) {
	const json = newApp('chaos');

	await admin.expect(201, 'POST', '/app-registrations', { json });
	ledger.registered.add(json.clientAppId);
}

async function imports({ service, token, agent, ledger }) {
	const prefix = `i${ledger.imports.length}-`;
	const rows = Array.from({ length: importRows },
		(_, i) => `${prefix}${i},p${i % productCount},${i % 5 + 1},"Text ${i}"`);
	const answer = await call('POST', `${service.url}/v2.0/reviews:import?source=chaos`, {
		credential: token,
		agent,
		body: `externalId,productId,rating,reviewText\n${rows.join('\n')}\n`,
		type: 'text/csv',
		headers: { Prefer: 'respond-async' },
	});

	await sleep(200);
	// So many are waiting that no more are taken.
	if (answer.status === 429)
		return;
	assert.equal(answer.status, 202, `${answer.body}`);
	ledger.imports.push({ prefix, path: pathOf(answer.headers.location) });
}

async function erases(actor) {
	const { admin, ledger } = actor;
	const userId = `gone${ledger.serial}`;

	await submit(actor, userId, 1);
	const answer = await admin.expect(202, 'POST', '/erasures', { json: { userId } });

	ledger.erased.push({ userId, path: pathOf(answer.headers.location) });
	await sleep(100);
}

async function exports({ service, token, agent, ledger }) {
	const url = `${service.url}/v2.0/export/reviews/?tenantId=${service.environment}&format=ndjson`;
	const { blobSasUrl } = (await expect(200, 'GET', url, { credential: token, agent })).json();
	const file = await expect(200, 'GET', blobSasUrl, { agent });

	for (const line of file.text().split('\n').slice(0, -1))
		JSON.parse(line);
	ledger.exportCount++;
	await sleep(200);
}

const acts = [submits, submits, submits, changes, changes, registers, imports, erases, exports];

async function load(world) {
	const agent = new http.Agent({ keepAlive: true });
	const admin = new Admin(world.service, world.adminKey);
	const begun = world.ledger.acknowledged;
	const acting = Promise.all(acts.map((act, i) => {
		const actor = { ...world, agent, admin, own: world.ledger.own[i] };

		return untilKilled(async () => {
			await act(actor);
			world.ledger.acknowledged++;
		});
	}));

	await Promise.race([acting, sleep(randomInt(loadMs.least, loadMs.most))]);
	while (world.ledger.acknowledged < begun + leastActs)
		await Promise.race([acting, sleep(10)]);
	await world.service.kill();
	await acting;
	agent.destroy();
	admin.end();
}

async function query(file, sql) {
	const { stdout } = await run('sqlite3', ['-json', file, sql], { maxBuffer: 1 << 28 });

	return stdout === '' ? [] : JSON.parse(stdout);
}

// Rows of the first that the second does not have, and the other way round.
function differences(one, other) {
	return `SELECT * FROM (${one} EXCEPT ${other}) UNION ALL SELECT * FROM (${other} EXCEPT ${one})`;
}

const shown = 'is_published = 1 AND is_taken_down = 0';
const recounts = {
	'ratings of all markets': differences(
		`SELECT product_id, star1_count, star2_count, star3_count, star4_count, star5_count
			FROM product_rating WHERE market = ''
			AND star1_count + star2_count + star3_count + star4_count + star5_count > 0`,
		`SELECT product_id, sum(rating = 1), sum(rating = 2), sum(rating = 3), sum(rating = 4),
			sum(rating = 5) FROM review WHERE ${shown} GROUP BY product_id`),
	'reviews received a month': differences(
		`SELECT sum(received_count) FROM review_period
			WHERE channel_id = '' AND is_month = 1 AND market = ''`,
		'SELECT count(*) FROM review'),
	'searchable reviews': differences(
		'SELECT review_id FROM review_search', 'SELECT review_id FROM review'),
	'votes': `SELECT review_id FROM review WHERE helpful_positive <> (SELECT count(*)
		FROM review_vote WHERE review_vote.review_id = review.review_id AND is_helpful = 1)`,
	'votes without a review': `SELECT review_id FROM review_vote
		WHERE review_id NOT IN (SELECT review_id FROM review)`,
};

async function checkFile(file) {
	assert.deepEqual(await query(file, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
	await query(file, "INSERT INTO review_search (review_search) VALUES ('integrity-check')");
	for (const [what, sql] of Object.entries(recounts))
		assert.deepEqual(await query(file, sql), [], what);
}

// What was under way at the kill is stored or not; the ledger goes on from what is there.
async function checkReviews(file, { reviews, removed }) {
	const rows = await query(file, 'SELECT review_id, rating FROM review');
	const stored = new Map(rows.map(({ review_id: id, rating }) => [id, rating]));

	for (const [id, review] of reviews) {
		const rating = stored.get(id);

		if (rating === undefined && review.isLeaving) {
			reviews.delete(id);
			removed.add(id);
			continue;
		}
		assert.ok(rating === review.rating || rating === review.nextRating,
			`${id}: ${review.rating} acknowledged, ${rating} stored`);
		review.rating = rating;
	}
	for (const id of removed)
		assert.ok(!stored.has(id), `${id} was removed`);
	return stored.size;
}

async function checkRegistered(file, { registered }) {
	const rows = await query(file, 'SELECT client_app_id FROM app_registration');
	const stored = new Set(rows.map((row) => row.client_app_id));

	for (const id of registered)
		assert.ok(stored.has(id), `${id} was registered`);
}

// An export that is ready has all of its bytes.
async function checkExports(file) {
	const ready = await query(file, "SELECT id, file_sha256 FROM export_file WHERE state = 'ready'");

	for (const { id, file_sha256: expected } of ready) {
		const bytes = await readFile(`${file}.exports/${id}.ndjson`);

		assert.equal(createHash('sha256').update(bytes).digest('hex'), expected, id);
	}
}

function waitFor(url, credential) {
	return until(`the end of ${url}`, async () => {
		const answer = await call('GET', url, { credential });

		assert.ok([200, 202].includes(answer.status), `${answer.body}`);
		assert.notEqual(answer.json().state, 'failed', `${answer.body}`);
		return answer.status === 200 && answer.json().state === 'succeeded' && answer.json();
	}, { limitMs: jobsLimitMs, pauseMs: 100 });
}

async function checkJobs({ service, token, adminKey, ledger }, file) {
	for (const { path } of ledger.imports) {
		const { counts } = await waitFor(`${service.url}${path}`, token);

		assert.equal(counts.created + counts.updated + counts.unchanged, importRows, path);
		assert.equal(counts.rejected, 0, path);
	}
	for (const { path } of ledger.erased)
		await waitFor(`${service.url}${path}`, adminKey);
	for (const { prefix } of ledger.imports) {
		const [{ n }] = await query(file, `SELECT count(*) AS n FROM review
			WHERE source = 'chaos' AND external_id LIKE '${prefix}%'`);

		assert.equal(n, importRows, prefix);
	}
	const users = new Set((await query(file, 'SELECT user_id FROM review')).map((row) => row.user_id));

	for (const { userId } of ledger.erased)
		assert.ok(!users.has(userId), `${userId} was erased`);
}

test(`${rounds} rounds of kill -9 under mixed load`, (t) =>
	withRegisteredApp(async ({ scene, issuer, service, adminKey }) => {
		const file = scene.databaseFile;
		const world = { service, adminKey, token: await issuer.token(), ledger: new Ledger() };
		const { ledger } = world;
		let stored = 0;

		for (let i = 0; i < rounds; i++) {
			await load(world);
			await checkFile(file);
			stored = await checkReviews(file, ledger);
			await checkRegistered(file, ledger);
			await checkExports(file);
			world.service = await scene.startService();
			world.token = await issuer.token();
		}
		await checkJobs(world, file);
		await world.service.stop();
		await checkFile(file);
		t.diagnostic(`${rounds} kills: ${stored} reviews, ${ledger.removed.size} removed, ` +
			`${ledger.registered.size} registrations, ${ledger.imports.length} imports, ` +
			`${ledger.erased.length} erasures, ${ledger.exportCount} exports`);
		assert.ok(stored > rounds && ledger.removed.size > 0 && ledger.registered.size > rounds &&
			ledger.imports.length > 0 && ledger.erased.length > 0 && ledger.exportCount > 0,
		'every kind of load was acknowledged');
	}));
