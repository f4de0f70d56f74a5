// No body of an import, whatever its structure, takes more than a fixed amount of memory.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, untilOver, withRegisteredApp } from './programs.mjs';

// Sanitizers keep freed memory to detect its use, which would distort the measurement.
process.env.ASAN_OPTIONS = `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=4`;

const mib = 1024 * 1024;
// Memory in addition to the body, which is a mapped file. A large body shows whether memory grows.
const boundKib = 64 * 1024;
const manyBytes = Number(process.env.IMPORT_MIB ?? 0.3) * mib;
const largeBytes = Number(process.env.IMPORT_MIB ?? 24) * mib;
const header = 'externalId,productId,rating,reviewText\n';
const listed = 1000;

const json = 'application/json';
const lines = 'application/x-ndjson';
const csv = 'text/csv';

const times = (piece, bytes) => piece.repeat(Math.floor(bytes / piece.length));
const good = (id) => `{"externalId":"${id}","productId":"p","rating":4}`;
const goodItems = (bytes) => Array.from({ length: Math.floor(bytes / 50) }, (_, i) => good(i));

const bodies = [
	['items of nothing', json, () => `[${times('{},', manyBytes)}{}]`],
	['lines of nothing', lines, () => times('{}\n', manyBytes)],
	['rows of one cell', csv, () => header + times('1\n', manyBytes)],
	['rows of many cells', csv, () => header + times(`${','.repeat(1000)}\n`, largeBytes / 4)],
	['members of one name', lines, () =>
		times('{"rating":1,"Rating":2,"RATING":3,"rAting":3,"raTing":3,"ratIng":4}\n', manyBytes)],
	['good items', json, () => `[${goodItems(manyBytes / 4).join(',')}]`],
	['one item again and again', json, () => `[${times(`${good(1)},`, manyBytes / 4)}${good(1)}]`],
	['an item of many objects', json, () => `[{"a":[${times('{},', largeBytes)}{}]}]`],
	['items of many objects', json, () =>
		`[${times(`{"a":[${times('{},', mib / 2)}{}]},`, largeBytes / 4)}{}]`],
	['an item of one text', json, () => `[{"reviewText":"${'x'.repeat(largeBytes)}"}]`],
	['an item of many members', json, () => `[{"a":0${times(',"a":0', largeBytes)}}]`],
	['an array that is not closed', json, () => '['.repeat(largeBytes)],
	['a line of one text', lines, () => `{"a":"${'x'.repeat(largeBytes)}"}`],
	['a line of many objects', lines, () => `{"a":[${times('{},', largeBytes)}{}]}`],
	['a cell of one text', csv, () => `${header}1,p,4,"${'x'.repeat(largeBytes)}"\n`],
	['a cell that is not closed', csv, () => `${header}1,p,4,"${times('x\n', largeBytes)}`],
	['a row of many cells', csv, () => header + times('x,', largeBytes)],
	['a header of many cells', csv, () => `${times('x,', 20000)}\n${'x'.repeat(largeBytes)}`],
	['a header of one text', csv, () => 'x'.repeat(largeBytes)],
];

async function status(pid, name) {
	const text = await readFile(`/proc/${pid}/status`, 'utf8');

	return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)[1]);
}

// Measures the peak memory of a process during act(), without its present memory and the body.
async function startPeak(pid) {
	const before = await status(pid, 'VmRSS');

	await writeFile(`/proc/${pid}/clear_refs`, '5');
	return async (body) => await status(pid, 'VmHWM') - before - body.length / 1024;
}

function checkCounts(counts, name) {
	const { total, created, updated, unchanged, rejected } = counts;

	assert.equal(created + updated + unchanged + rejected, total, name);
	assert.equal(counts.items.length + (counts.itemsOmitted ?? 0), total, name);
	assert.ok(counts.items.length <= 2 * listed, name);
}

function checkAnswer(answer, name) {
	const body = answer.json();

	if (answer.status === 200)
		return checkCounts(body, name);
	assert.equal(answer.status, 400, name);
	assert.ok(body.code === 'NothingImported' || body.code === 'InvalidRequest', name);
	assert.ok(body.errors.length <= 100, name);
	return undefined;
}

async function send({ service }, token, [name, type, make], headers) {
	const body = Buffer.from(make());
	const peak = await startPeak(service.child.pid);
	let answer = await call('POST', `${service.url}/v2.0/reviews:import?source=s`, {
		credential: token, body, type, headers,
	});

	if (answer.status === 202)
		answer = await untilOver(answer.headers.location, token, { limitMs: 600000 });
	const grown = await peak(body);

	assert.ok(grown < boundKib, `${name}: ${body.length} bytes took ${grown} kB`);
	return { name, answer, grown };
}

test('no body takes more than 64 MiB of memory, and each gets a response', (t) =>
	withRegisteredApp(async (programs) => {
		const token = await programs.issuer.token();

		for (const row of bodies) {
			const { name, answer, grown } = await send(programs, token, row);

			checkAnswer(answer, name);
			t.diagnostic(`${name}: ${Math.round(grown / 1024)} MiB`);
		}
	}));

test('no import in the background takes more', (t) =>
	withRegisteredApp(async (programs) => {
		const token = await programs.issuer.token();

		for (const row of bodies) {
			const { name, answer, grown } =
				await send(programs, token, row, { Prefer: 'respond-async' });

			if (answer.status === 200)
				assert.ok(answer.json().rejectedItems.length <= listed, name);
			else
				assert.equal(answer.json().code, 'InvalidRequest', name);
			t.diagnostic(`${name}: ${Math.round(grown / 1024)} MiB`);
		}
	}));

test('the response lists the first thousand of each kind, and counts all', () =>
	withRegisteredApp(async ({ issuer, service }) => {
		const token = await issuer.token();
		const items = Array.from({ length: 3000 }, (_, i) => (i % 2 === 0 ? good(i) : '{}'));
		const answer = await call('POST', `${service.url}/v2.0/reviews:import?source=s`, {
			credential: token, body: `[${items.join(',')}]`, type: json,
		});
		const result = answer.json();

		assert.equal(answer.status, 200);
		assert.equal(result.total, 3000);
		assert.equal(result.created, 1500);
		assert.equal(result.rejected, 1500);
		assert.deepEqual(result.items.map(({ row }) => row),
			Array.from({ length: 2 * listed }, (_, i) => i + 1));
		assert.equal(result.itemsOmitted, 1000);
	}));

// Measures the peak memory of a program until it exits.
async function peakOf(child) {
	let peak = 0;

	child.on('exit', () => (child.over = true));
	while (!child.over) {
		peak = Math.max(peak, await status(child.pid, 'VmHWM').catch(() => 0));
		await sleep(5);
	}
	return peak;
}

test('the command takes no more', (t) =>
	withRegisteredApp(async ({ scene }) => {
		const file = path.join(scene.folder, 'body');
		const args = ['--config', scene.configFile, 'import', '--source', 's', file];
		const peak = async (body) => {
			await writeFile(file, body);
			return peakOf(spawn(process.env.REGISTRY, args, { stdio: 'ignore' }));
		};
		const least = await peak(header);

		assert.ok(least > 0);
		for (const [name, , make] of bodies) {
			const body = make();
			const grown = await peak(body) - least - body.length / 1024;

			assert.ok(grown < boundKib, `${name}: ${body.length} bytes took ${grown} kB`);
			t.diagnostic(`${name}: ${Math.round(grown / 1024)} MiB`);
		}
	}));
