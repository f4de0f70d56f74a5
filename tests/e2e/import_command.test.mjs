// The import command: stores files of every format in the database, also while the service runs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { expect, withRegisteredApp } from './programs.mjs';

const csv = 'externalId,productId,rating,Colour\na,p1,5,red\nb,p1,six,blue\nc,p2,4,grey\n';
const rowCount = 3000;

async function run(args, input = '') {
	const child = spawn(process.env.REGISTRY, args);
	const ended = once(child, 'close');
	const read = Promise.all([text(child.stdout), text(child.stderr)]);

	child.stdin.on('error', () => {});
	child.stdin.end(input);
	const [stdout, stderr] = await read;
	const [status] = await ended;

	return { status, stdout, stderr };
}

test('files are imported, and rejected rows are printed', () =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const token = await issuer.token();
		const file = path.join(scene.folder, 'reviews.csv');
		const gzipFile = `${file}.gz`;
		const base = ['--config', scene.configFile, 'import'];

		await writeFile(file, csv);
		await writeFile(gzipFile, gzipSync(csv));
		const first = await run([...base, file, '--source', 's']);

		assert.equal(first.status, 1, first.stderr);
		assert.match(first.stderr, /^ignored: Colour\n/m);
		assert.match(first.stderr, /^3 rows: 2 created, 0 updated, 0 unchanged, 1 rejected\n/m);
		const line = JSON.parse(first.stdout);

		assert.equal(line.row, 2);
		assert.deepEqual(line.errors.map(({ target }) => target), ['rating']);
		// The service returns them at once.
		assert.equal(await service.countRatings(token), 2);

		const second = await run([...base, '--source', 's', gzipFile]);

		assert.match(second.stderr, /0 created, 0 updated, 2 unchanged, 1 rejected/);
		const third = await run(['import', '-', '--config', scene.configFile, '--source', 's'],
			csv.replace('six', '3'));

		assert.equal(third.status, 0, third.stderr);
		assert.match(third.stderr, /1 created, 0 updated, 2 unchanged, 0 rejected/);
		assert.equal(third.stdout, '');
		const dry = await run([...base, '-', '--source', 'dry', '--dry-run'], gzipSync(csv));

		assert.match(dry.stderr, /2 created.*1 rejected; nothing was stored/);
		assert.equal(await service.countRatings(token), 3);
		const mapped = await run([...base, '-', '--source', 'm', '--columns', 'rating=Stars'],
			'externalId,productId,Stars\na,p1,5\n');

		assert.equal(mapped.status, 0, mapped.stderr);
		const exported = await service.export(token, 'ndjson');
		const restored = await run([...base, '-'], exported.body);

		assert.equal(restored.status, 0, restored.stderr);
		assert.match(restored.stderr, /4 rows: 0 created, 0 updated, 4 unchanged, 0 rejected/);
	}));

test('the command imports while the service imports, too', () =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const token = await issuer.token();
		const rows = Array.from({ length: rowCount }, (_, i) => `e${i},p${i % 7},${i % 5 + 1}`);
		const body = `externalId,productId,rating\n${rows.join('\n')}`;
		const [command] = await Promise.all([
			run(['--config', scene.configFile, 'import', '-', '--source', 'command'], body),
			expect(200, 'POST', `${service.url}/v2.0/reviews:import?source=service`, {
				credential: token, body, type: 'text/csv',
			}),
		]);

		assert.equal(command.status, 0, command.stderr);
		assert.equal(await service.countRatings(token), 2 * rowCount);
	}));

test('the command explains why a file cannot be imported', () =>
	withRegisteredApp(async ({ scene }) => {
		const base = ['--config', scene.configFile, 'import'];
		const cases = [
			[[...base], '', 2, /needs FILE/],
			[[...base, '-', '--source', ''], '', 2, /--source/],
			[[...base, '-', '--colour', 'red'], '', 2, /does not accept --colour/],
			[[...base, '-', 'more'], '', 2, /one file/],
			[[...base, '-', '--source'], '', 2, /needs a value for --source\n/],
			[[...base, '-', '--source', '--dry-run'], '', 2, /needs a value for --source\n/],
			[[...base, '-', '--set'], '', 2, /needs a value for --set\n/],
			[[...base, '-', '--source', 's', '--source', 't'], '', 2, /no further --source\n/],
			[[...base, scene.folder, '--source', 's'], '', 1, /: it is a directory\.\n/],
			[[...base, '-'], csv, 1, /No column is named reviewId.*\n.*use --source NAME/],
			[[...base, '-'], '[{"productId": "p"}]', 1, /use --source NAME/],
			[[...base, '/nowhere', '--source', 's'], '', 1, /\/nowhere: No such file/],
			[[...base, '-', '--source', 's'], gzipSync(csv).subarray(0, 40), 1, /truncated/],
			[[...base, '-', '--source', 's'], Buffer.from(csv, 'utf16le'), 1, /UTF-16/],
			[[...base, '-', '--source', 's'], 'productId\np\n', 1, /externalId/],
			[[...base, '-', '--source', 's', '--columns', 'x=y'], '[]', 1, /columns/],
		];

		for (const [args, input, status, message] of cases) {
			const answer = await run(args, input);

			assert.equal(answer.status, status, `${args}: ${answer.stderr}`);
			assert.match(answer.stderr, message);
		}
		const latin1 = await run([...base, '-', '--source', 's'],
			Buffer.from('[{"externalId": "caf\u00e9", "productId": "p", "rating": 1}]', 'latin1'));

		assert.equal(latin1.status, 1);
		assert.match(JSON.parse(latin1.stdout).errors[0].message, /Latin-1/);
		assert.ok((await stat(scene.databaseFile)).size > 0);
	}));
