// Runs mixed load with continuous erasures: memory, search index levels and write latency must stay
// flat. Short by default; scripts/chaos.sh soak runs for 30 minutes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { call, expect, withRegisteredApp } from '../e2e/programs.mjs';
import { until } from '../e2e/until.mjs';

const run = promisify(execFile);
const runMs = 1000 * Number(process.env.SOAK_SECONDS ?? 30);
const isLong = runMs >= 300000;

// 5,000 in half an hour.
const erasures = Math.round(runMs / 360);
const mostLevels = 24; // 16 are kept, and some come and go while the index is merged
const leastErasures = 3; // of a short run on a busy machine
const products = 200;
const stock = 2000;
const perPerson = 3;

// Of the last third of a run against the first, once the first tenth is over. A short run is beside
// other tests, with sanitizers, and its memory still grows into caches.
const bounds = isLong
	? { memory: 1.10, memoryKib: 16 * 1024, latency: 1.5, latencyMs: 5 }
	: { memory: 1.25, memoryKib: 96 * 1024, latency: 4, latencyMs: 250 };

// Requests beside the erasures, a second.
const rates = { read: 40, search: 4, vote: 4, import: 0.5, export: 0.1, save: 0.2 };

class Load {
	latencies = [];
	memories = [];
	levels = [];
	counts = {};
	receipts = [];

	constructor({ scene, service, adminKey, token }) {
		Object.assign(this, { scene, service, adminKey, token });
		this.agent = new http.Agent({ keepAlive: true });
		this.startedMs = performance.now();
	}

	age() {
		return performance.now() - this.startedMs;
	}

	count(what) {
		this.counts[what] = (this.counts[what] ?? 0) + 1;
	}

	expect(status, method, path, options) {
		return expect(status, method, `${this.service.url}${path}`,
			{ credential: this.token, agent: this.agent, ...options });
	}

	// Any of the products, as the loop goes.
	product() {
		this.turn = (this.turn ?? 0) + 1;
		return `p${this.turn % products}`;
	}

	async submit(user, text) {
		const encodedUser = Buffer.from(JSON.stringify({ id: user })).toString('base64url');
		const path = `/v2.0/reviews/product/${this.product()}/user`
			+ `?tenantId=${this.service.environment}&locale=en-us&encodedUser=${encodedUser}`;
		const at = this.age();
		const json = { Rating: 4, Title: 'Zeppelin', ReviewText: text, ProductName: 'Shoe' };

		await this.expect(200, 'POST', path, { json });
		this.latencies.push({ at, value: this.age() - at });
		this.count('submit');
	}

	// Reviews of a person, and then nothing of the person.
	async erase() {
		const user = `person-${this.counts.erase ?? 0}`;

		this.count('erase');
		for (let i = 0; i < perPerson; i++)
			await this.submit(user, `quxborough ${user} ${i}`);
		const options = { credential: this.adminKey, json: { userId: user } };

		this.receipts.push((await this.expect(202, 'POST', '/admin/v1/erasures', options)).json().id);
	}

	async read() {
		await this.expect(200, 'GET', `/v2.0/ratings/product/${this.product()}`);
		await this.expect(200, 'GET', `/v2.0/reviews/product/${this.product()}?pageSize=10`);
	}

	async search() {
		const options = { credential: this.adminKey };

		await this.expect(200, 'GET', '/admin/v1/reviews?search=balloon&top=10', options);
	}

	async vote() {
		const { items } = (await this.expect(200, 'GET',
			`/v2.0/reviews/product/${this.product()}?pageSize=1`)).json();

		// Its author may be erased meanwhile.
		if (items.length > 0) {
			const { status } = await call('POST',
				`${this.service.url}/v2.0/reviews/${items[0].reviewId}:vote`,
				{ credential: this.token, agent: this.agent,
					json: { encodedUser: 'voter', helpful: true } });

			assert.ok([200, 404].includes(status), `vote: ${status}`);
		}
	}

	// The same reviews each time, with other texts, so that there are not more of them.
	async import() {
		const turn = this.counts.import ?? 0;
		const json = Array.from({ length: 50 }, (_, i) => ({
			externalId: `s${(turn * 50 + i) % stock}`, productId: `p${i % products}`,
			rating: i % 5 + 1, title: 'Balloon', reviewText: `balloon ${turn} ${i}`,
		}));

		await this.expect(200, 'POST', '/v2.0/reviews:import?source=soak', { json });
	}

	async export() {
		await this.service.export(this.token, 'ndjson');
	}

	async save() {
		const options = { credential: this.adminKey };
		const read = await this.expect(200, 'GET', '/admin/v1/settings', options);
		const settings = read.json();

		settings.requireModerator = false;
		await this.expect(200, 'PUT', '/admin/v1/settings', { ...options, json: settings,
			headers: { 'If-Match': read.headers.etag } });
	}

	// So many a second, one after the other.
	async repeat(what, perSecond) {
		for (let i = 0; this.age() < runMs; i++) {
			await this[what]();
			if (what !== 'erase')
				this.count(what);
			await sleep(Math.max(0, 1000 * (i + 1) / perSecond - this.age()));
		}
	}

	async sample() {
		while (this.age() < runMs) {
			const at = this.age();

			this.memories.push({ at, value: await residentKib(this.service.child.pid) });
			this.levels.push({ at, value: await countLevels(this.scene.databaseFile) });
			await sleep(runMs / 100);
		}
	}
}

async function residentKib(pid) {
	return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'latin1'))[1]);
}

// The first number behind the cookie of FTS5's structure record.
async function countLevels(file) {
	const sql = 'SELECT hex(block) FROM review_search_data WHERE id = 10';
	const { stdout } = await run('sqlite3', ['-cmd', '.timeout 10000', file, sql]);
	const bytes = Buffer.from(stdout.trim(), 'hex');
	let levels = 0;
	let at = 4;

	do
		levels = levels * 128 + (bytes[at] & 127);
	while ((bytes[at++] & 128) !== 0);
	return levels;
}

function quantile(samples, part) {
	const values = samples.map(({ value }) => value).sort((a, b) => a - b);

	assert.ok(values.length > 2, 'too few samples');
	return values[Math.min(values.length - 1, Math.floor(values.length * part))];
}

// First and last third of what came after the first tenth.
function thirds(samples) {
	const from = runMs / 10;
	const third = (runMs - from) / 3;

	return [samples.filter(({ at }) => at >= from && at < from + third),
		samples.filter(({ at }) => at >= runMs - third)];
}

function compare(t, name, samples, part, ratio, surplus) {
	const [first, last] = thirds(samples).map((third) => quantile(third, part));

	t.diagnostic(`${name}: ${first.toFixed(1)} in the first third, ${last.toFixed(1)} in the last`);
	assert.ok(last <= first * ratio + surplus, `${name} grows from ${first} to ${last}`);
}

function wordsGone(load, id) {
	const options = { credential: load.adminKey };

	return until(`an index without the words of the erasure ${id}`, async () => {
		const answer = await call('GET', `${load.service.url}/admin/v1/erasures/${id}`, options);

		if (answer.status !== 200)
			return false;
		const receipt = answer.json();

		assert.equal(receipt.state, 'succeeded');
		assert.equal(receipt.counts.reviews, perPerson);
		return receipt.wordsGoneBy === undefined;
	}, { pauseMs: 100 });
}

test('memory, search index levels and write latency stay flat under mixed load', (t) =>
	withRegisteredApp(async ({ scene, issuer, service, adminKey }) => {
		const load = new Load({ scene, service, adminKey, token: await issuer.token() });

		for (let i = 0; i < stock / 50; i++) {
			await load.import();
			load.count('import');
		}
		load.startedMs = performance.now();
		await Promise.all([load.sample(), load.repeat('erase', 1000 * erasures / runMs),
			...Object.entries(rates).map(([what, rate]) => load.repeat(what, rate))]);
		t.diagnostic(JSON.stringify(load.counts));
		for (const id of load.receipts)
			await wordsGone(load, id);
		await load.submit('late', 'quxborough');
		await load.search();

		compare(t, 'resident memory, KiB', load.memories, 0.5, bounds.memory, bounds.memoryKib);
		compare(t, 'median latency of a submit, ms', load.latencies, 0.5, bounds.latency,
			bounds.latencyMs);
		compare(t, 'p95 latency of a submit, ms', load.latencies, 0.95, 2 * bounds.latency,
			4 * bounds.latencyMs);
		const most = quantile(load.levels, 1);

		t.diagnostic(`levels of the search index: ${most} at most`);
		assert.ok(most <= mostLevels, `${most} levels`);
		assert.ok(load.counts.erase >= (isLong ? erasures * 0.98 : leastErasures),
			`${load.counts.erase} erasures are too few`);

		await load.agent.destroy();
		await service.stop();
		const { stdout } = await run('sqlite3', [scene.databaseFile, 'PRAGMA integrity_check']);

		assert.equal(stdout.trim(), 'ok');
		const file = await readFile(scene.databaseFile);

		assert.ok(file.includes('balloon'));
		// Of all of them one review is left, the last.
		for (const word of ['person-', 'quxborough person'])
			assert.ok(!file.includes(word), `${word} is in the file`);
	}));
