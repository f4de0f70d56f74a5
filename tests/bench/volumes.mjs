// Figures of volume: writes, imports, exports, growth, start and memory.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

import { call, expect, freePort, withScene } from '../e2e/programs.mjs';
import { alternate, atLeast, atMost, collect, count, median, milliseconds, run, wrk }
	from './measure.mjs';
import { copyDatabase, directories, filledDatabase, folder, release, root, sqlite, withService }
	from './scene.mjs';

const reviews = Number(process.env.BENCH_REVIEWS ?? 1000000);
const registrations = Math.min(10000, reviews);
const realFile = process.env.REVIEWS_DATA ??
	path.join(root, '../shared/data/womens-clothing-reviews.csv.gz');

function mebibytes(bytes) {
	return `${(bytes / 1048576).toFixed(1)} MiB`;
}

async function residentBytes(pid) {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');

	return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) * 1024;
}

// What the process alone takes up: its heap and stacks, not the pages of program and libraries, which
// the page cache shares with other processes.
async function ownBytes(pid) {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');

	return Number(/RssAnon:\s+(\d+) kB/.exec(status)[1]) * 1024;
}

// Makes an empty database with all tables.
async function renew(database) {
	await run('rm', ['-f', database, `${database}-wal`, `${database}-shm`]);
	await run(process.env.REGISTRY, ['--set', `database.path=${database}`, 'migrate']);
}

// Loads a service with submits, by other users each time.
function submitter() {
	const script = path.join(folder, 'submits.lua');
	let begin = 0;

	return async ({ service, token }, connections) => {
		begin += 1000000;
		return (await wrk(`${service.url}/v2.0/reviews/product/P1/user`, { token, script, connections,
			scriptArguments: [String(begin), service.environment] })).rate;
	};
}

// Measures submits on 64 connections and on one, and a program that inserts the same rows with plain
// statements.
export const submit = () => collect(async (rows) => {
	await withService(async (place) => {
		const { scene } = place;
		const load = submitter();
		const rates = await alternate({
			many: () => load(place, 64),
			raw: async () => {
				const raw = path.join(scene.folder, 'raw.db');

				await renew(raw);
				return Number((await run(path.join(release, 'raw_insert'), [scene.databaseFile, raw]))
					.stdout);
			},
			one: () => load(place, 1),
		});

		rows.push(atLeast('durable submits, 64 connections : the same rows by statements alone, commits of 64',
			`${count(rates.many, '/s')} : ${count(rates.raw, '/s')}`, rates.many / rates.raw, 0.6));
		rows.push(atLeast('the same : at 1 connection',
			`${count(rates.many, '/s')} : ${count(rates.one, '/s')}`, rates.many / rates.one, 4));
	});
});

// Returns the records of a CSV text without its header, and without the number in their first column.
function splitRecords(text) {
	const records = [];
	let quoted = false;
	let from = text.indexOf('\n') + 1;

	for (let at = from; at < text.length; at++) {
		if (text[at] === '"') {
			quoted = !quoted;
		} else if (text[at] === '\n' && !quoted) {
			records.push(text.slice(text.indexOf(',', from), at + 1));
			from = at + 1;
		}
	}
	return records;
}

// Writes the records of the real file repeatedly, with consecutive numbers.
export async function writeReal(file, wanted) {
	const text = gunzipSync(await readFile(realFile)).toString();
	const records = splitRecords(text);
	const stream = createWriteStream(file);

	stream.write(text.slice(0, text.indexOf('\n') + 1));
	for (let written = 0; written < wanted; written += records.length) {
		const piece = records.slice(0, wanted - written)
			.map((record, i) => `${written + i}${record}`).join('');

		if (!stream.write(piece))
			await once(stream, 'drain');
	}
	stream.end();
	await once(stream, 'finish');
}

export const realOptions = ['--source', 'bench', '--columns',
	'productId=Clothing ID;externalId='];

async function timed(act) {
	const begun = performance.now();

	await act();
	return (performance.now() - begun) / 1000;
}

async function importOurs(file, database) {
	return timed(() => run(process.env.REGISTRY,
		['--set', `database.path=${database}`, 'import', ...realOptions, file],
		{ maxBuffer: 1 << 30 }));
}

const importedTables = ['review', 'review_search', 'product_rating', 'review_period'];

// Inserts the rows of an import into the same schema with the shell. The shell reads no NULL and knows
// no generated columns, so such rows pass through a table in memory without indexes.
async function importRaw(dumps, database) {
	const lines = ['PRAGMA journal_mode = WAL;', 'PRAGMA synchronous = FULL;', 'PRAGMA secure_delete = ON;',
		'PRAGMA foreign_keys = ON;', 'PRAGMA temp_store = MEMORY;'];

	for (const [table, { file, columns }] of Object.entries(dumps)) {
		const values = columns.map((name) => `nullif(${name}, '')`);
		const kept = table === 'review' ? values : columns;

		lines.push(`CREATE TEMP TABLE staged (${columns.join(', ')});`,
			`.import --csv --skip 1 --schema temp ${file} staged`,
			`INSERT INTO main.${table} (${columns.join(', ')}) SELECT ${kept.join(', ')} FROM staged;`,
			'DROP TABLE staged;');
	}
	return timed(() => sqlite(database, `${lines.join('\n')}\n`));
}

async function dumpTable(scene, database, table) {
	const file = path.join(scene.folder, `${table}.csv`);
	const names = table === 'review_search' ? 'rowid\nreview_id\nwords'
		: await sqlite(database, `SELECT name FROM pragma_table_info('${table}');`);
	const columns = names.trim().split('\n');

	await sqlite(database, `.headers on\n.mode csv\n.output ${file}\n` +
		`SELECT ${columns.join(', ')} FROM ${table};\n`);
	return { file, columns };
}

async function dumpTables(scene, database) {
	const dumps = {};

	for (const table of importedTables)
		dumps[table] = await dumpTable(scene, database, table);
	return dumps;
}

// No warm-up round: a round of a million takes six minutes.
async function compareImports(scene, wanted) {
	const file = path.join(scene.folder, 'real.csv');
	const ours = path.join(scene.folder, 'ours.db');
	const raw = path.join(scene.folder, 'raw.db');
	let dumps;

	await writeReal(file, wanted);
	const took = await alternate({
		ours: async () => {
			await renew(ours);
			const took = await importOurs(file, ours);

			if (dumps === undefined)
				dumps = await dumpTables(scene, ours);
			return took;
		},
		raw: async () => {
			await renew(raw);
			return importRaw(dumps, raw);
		},
	}, { warmUp: false });

	assert.equal((await sqlite(raw, 'SELECT count(*) FROM review;')).trim(), String(wanted));
	return atLeast(`import of the real file, ${count(wanted, 'rows')} : sqlite3 .import of the same rows`,
		`${count(wanted / took.ours, '/s')} : ${count(wanted / took.raw, '/s')}`,
		took.raw / took.ours, 0.5);
}

function compareImportsOf(wanted) {
	return collect((rows) => withScene(async (scene) =>
		rows.push(await compareImports(scene, wanted))));
}

export const importing = () => compareImportsOf(Math.min(reviews, 50000));

export const importingMany = () => compareImportsOf(reviews);

// Reads a response to its end and discards it.
async function drain(url, token) {
	const begun = performance.now();
	const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });

	assert.equal(response.status, 200);
	const reader = response.body.getReader();
	let first;
	let bytes = 0;

	for (let part = await reader.read(); !part.done; part = await reader.read()) {
		first ??= performance.now() - begun;
		bytes += part.value.length;
	}
	return { first, bytes, took: (performance.now() - begun) / 1000 };
}

export const exporting = () => collect(async (rows) => {
	await withService(async ({ scene, service, token }) => {
		const firsts = [];
		const growths = [];
		const url = `${service.url}/v2.0/export/reviews/?tenantId=${service.environment}&format=json`;
		const sql = 'SELECT * FROM review';
		const took = await alternate({
			ours: async () => {
				const before = await residentBytes(service.child.pid);
				let most = before;
				const watch = setInterval(async () => {
					most = Math.max(most, await residentBytes(service.child.pid));
				}, 20);
				const begun = performance.now();
				const { blobSasUrl } = (await expect(200, 'GET', url, { credential: token })).json();
				const asked = performance.now() - begun;
				const download = await drain(blobSasUrl, token);

				clearInterval(watch);
				firsts.push(asked + download.first);
				growths.push(most - before);
				return asked / 1000 + download.took;
			},
			shell: () => timed(async () => {
				const child = spawn('sqlite3', ['-json', scene.databaseFile, sql],
					{ stdio: ['ignore', 'pipe', 'inherit'] });
				const ended = once(child, 'exit');

				for await (const piece of child.stdout)
					assert.ok(piece.length > 0);
				await ended;
			}),
		});

		rows.push(atMost(`first byte of an export of ${count(reviews, 'reviews')}, JSON`,
			milliseconds(median(firsts)), median(firsts), 100, ' ms'));
		rows.push(atLeast('the whole export : sqlite3 -json of the same rows',
			`${count(reviews / took.ours, '/s')} : ${count(reviews / took.shell, '/s')}`,
			took.shell / took.ours, 0.5));
		rows.push(atMost('resident memory grows by', mebibytes(Math.max(...growths)),
			Math.max(...growths) / 1048576, 16, ' MiB'));
	}, { database: await filledDatabase(reviews, registrations) });
});

const smallReviews = Math.min(10000, reviews / 10);

async function compareGrowth(large, small, rows) {
	const load = submitter();
	const reads = {
		summary: '/v2.0/ratings/product/product%207919?market=US',
		'product page': '/v2.0/reviews/product/product%207919?pageSize=1',
		'registry check': '/v2.0/caller',
	};
	const compare = async (name, measure) => {
		const rates = await alternate({ large: () => measure(large), small: () => measure(small) });
		const ratio = rates.small / rates.large;

		rows.push(atMost(`${name}: time at ${count(reviews, 'reviews')} : at ${count(smallReviews, '')}`,
			`${milliseconds(1000 / rates.large)} : ${milliseconds(1000 / rates.small)}`, ratio, 1.3));
	};

	for (const [name, target] of Object.entries(reads))
		await compare(name, async ({ service, token }) =>
			(await wrk(`${service.url}${target}`, { token, connections: 1 })).rate);
	await compare('submit', (place) => load(place, 1));
}

export const growth = () => collect(async (rows) => {
	const small = await filledDatabase(smallReviews, 10);
	const large = await filledDatabase(reviews, registrations);

	await withService((first) => withService((second) => compareGrowth(first, second, rows),
		{ database: small }), { database: large });
});

async function readyAfter(scene) {
	const port = await freePort();
	const begun = performance.now();
	const child = spawn(process.env.REGISTRY, ['--config', scene.configFile, '--set', `server.port=${port}`,
		'serve'], { stdio: 'ignore' });

	for (;;) {
		try {
			if ((await call('GET', `http://127.0.0.1:${port}/readyz`)).status === 200)
				break;
		} catch (error) {
			assert.equal(error.code, 'ECONNREFUSED');
		}
		await sleep(1);
	}
	const took = performance.now() - begun;

	child.kill('SIGTERM');
	await once(child, 'exit');
	return took;
}

export const start = () => collect(async (rows) => {
	await withScene(async (scene) => {
		await scene.configure('http://127.0.0.1:9');
		await copyDatabase(await filledDatabase(reviews, registrations), scene.databaseFile);
		const { took } = await alternate({ took: () => readyAfter(scene) });

		rows.push(atMost(`start to ready with ${count(reviews, 'reviews')} and ` +
			count(registrations, 'registrations'), milliseconds(took), took, 100, ' ms'));
	});
});

// Returns the ID that scene.mjs gives to the entry of this number.
function numberedGuid(n, kind) {
	return `${n.toString(16).padStart(8, '0')}-${kind}-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

// Calls as an app of each directory, so that all keys are fetched.
async function callFromAll(service, issuer) {
	for (let n = 1; n <= directories; n++) {
		const credential = await issuer.token({ client: numberedGuid(n, '2222'),
			tenant: numberedGuid(n % directories, '3333') });

		await expect(200, 'GET', `${service.url}/v2.0/caller`, { credential });
	}
}

export const memory = () => collect(async (rows) => {
	await withScene(async (scene) => {
		const issuer = await scene.startIssuer();

		await scene.configure(issuer.url);
		const idle = await scene.startService();

		await expect(200, 'GET', `${idle.url}/readyz`);
		const idleBytes = await ownBytes(idle.child.pid);

		await idle.stop();
		await copyDatabase(await filledDatabase(Math.min(reviews, 10000), 10000), scene.databaseFile);
		const full = await scene.startService();

		await callFromAll(full, issuer);
		const fullBytes = await ownBytes(full.child.pid);

		rows.push(atMost('memory of its own, idle', mebibytes(idleBytes), idleBytes / 1048576, 6, ' MiB'));
		rows.push(atMost('memory of its own, 10,000 registrations and the keys of 1,000 directories',
			mebibytes(fullBytes), fullBytes / 1048576, 48, ' MiB'));
	});
});
