// The definitions of both connectors have no error and no warning of Spectral. By hand (tests/README.md),
// also: their files obey Microsoft's schemas, and the validator ppcv finds nothing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { spectral } from './linters.mjs';
import { paconn } from './paconn.mjs';

const run = promisify(execFile);
const registry = process.env.REGISTRY;
const kinds = [[], ['--admin']];
const definition = 'apiDefinition.swagger.json';
// A folder and a program that are no part of this project, or nothing.
const { PACONN_SCHEMAS: schemas, PPCV: ppcv } = process.env;

let folder;
const folderOf = (kind) => join(folder, `connector${kind.join('')}`);

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 's2s-connector-'));
	for (const kind of kinds)
		await run(registry, ['connector', '--out', folderOf(kind), ...kind,
			'--host', 'reviews.contoso.com/shop', '--set', 'auth.audiences=api://s2s-registry']);
});

after(() => rm(folder, { recursive: true }));

test('Spectral complains about nothing', async () => {
	for (const kind of kinds)
		assert.deepEqual(await spectral(join(folderOf(kind), definition), 'connector.yaml'), []);
});

// Each mistake, and a part of the complaint that it must cause.
const spectralMistakes = [
	[({ info }) => delete info.contact, 'info-contact at info'],
	[({ paths }) => delete paths['/v2.0/caller'].get.responses, 'oas2-schema at paths./v2.0/caller.get'],
	[({ definitions }) => {
		definitions.Review.properties.title.type = 'text';
	}, 'oas2-schema at definitions.Review'],
	[({ definitions }) => {
		definitions.Unused = { type: 'object' };
	}, 'oas2-unused-definition at definitions.Unused'],
];
const schemaMistakes = [
	[({ paths }) => delete paths['/v2.0/caller'].get.responses,
		'/paths/~1v2.0~1caller/get must have required property'],
	[({ definitions }) => {
		definitions.Review.properties.title.type = 'text';
	}, '/definitions/Review/properties/title/type'],
	[({ definitions }) => {
		definitions.Review.properties.rating['x-ms-visible'] = 'important';
	}, '/definitions/Review/properties/rating must NOT have additional properties'],
];

// Calls act() with a connector that has all the mistakes; it returns the complaints.
async function expectFound(mistakes, act) {
	const spoilt = join(folder, 'spoilt');

	await cp(folderOf([]), spoilt, { recursive: true });
	const document = JSON.parse(await readFile(join(spoilt, definition), 'utf8'));

	mistakes.forEach(([make]) => make(document));
	await writeFile(join(spoilt, definition), JSON.stringify(document));
	const found = await act(spoilt);

	for (const [, complaint] of mistakes)
		assert.ok(found.some((line) => line.includes(complaint)), `no ${complaint} in ${found.join('\n')}`);
}

test('Spectral finds what is wrong', () => expectFound(spectralMistakes,
	(spoilt) => spectral(join(spoilt, definition), 'connector.yaml')));

if (schemas) {
	test('the files obey the schemas', async () => {
		for (const kind of kinds)
			assert.deepEqual(await paconn(folderOf(kind), schemas), []);
	});

	test('the schemas find what is wrong', () => expectFound(schemaMistakes,
		(spoilt) => paconn(spoilt, schemas)));
}

if (ppcv) {
	test('ppcv complains about nothing', async () => {
		for (const kind of kinds) {
			const { stdout } = await run(ppcv, [folderOf(kind), '--json']);
			const { errors, warnings } = JSON.parse(stdout);

			assert.deepEqual([errors, warnings], [[], []]);
		}
	});
}
