// The definitions of both connectors have no error and no warning of Spectral, and their files obey
// Microsoft's schemas where these are at hand. If the validator ppcv is installed, it finds nothing
// either; tests/checks/connector.sh has its rules.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { spectral } from './linters.mjs';
import { hasSchemas, paconn } from './paconn.mjs';

const run = promisify(execFile);
const registry = process.env.REGISTRY;
const kinds = [[], ['--admin']];
const definition = 'apiDefinition.swagger.json';
const noSchemas = hasSchemas ? false : 'the schemas are not at hand';

let folder;
const folderOf = (kind) => join(folder, `connector${kind.join('')}`);

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 's2s-connector-'));
	for (const kind of kinds)
		await run(registry, ['connector', '--out', folderOf(kind), ...kind,
			'--host', 'reviews.contoso.com/shop', '--set', 'auth.audiences=api://s2s-registry']);
});

after(() => rm(folder, { recursive: true }));

async function hasPpcv() {
	return run('ppcv', ['--version']).then(() => true, () => false);
}

test('Spectral complains about nothing', async () => {
	for (const kind of kinds)
		assert.deepEqual(await spectral(join(folderOf(kind), definition), 'connector.yaml'), []);
});

test('the files obey the schemas', { skip: noSchemas }, async () => {
	for (const kind of kinds)
		assert.deepEqual(await paconn(folderOf(kind)), []);
});

test('ppcv complains about nothing', async (t) => {
	if (!await hasPpcv()) {
		t.skip('ppcv is not installed');
		return;
	}
	for (const kind of kinds) {
		const { stdout } = await run('ppcv', [folderOf(kind), '--json']);
		const { errors, warnings } = JSON.parse(stdout);

		assert.deepEqual([errors, warnings], [[], []]);
	}
});

// Each mistake, and a part of the complaint that it must cause.
const mistakes = [
	[({ info }) => delete info.contact, 'info-contact at info', ''],
	[({ paths }) => delete paths['/v2.0/caller'].get.responses, 'oas2-schema at paths./v2.0/caller.get',
		'/paths/~1v2.0~1caller/get must have required property'],
	[({ definitions }) => {
		definitions.Review.properties.title.type = 'text';
	}, 'oas2-schema at definitions.Review', '/definitions/Review/properties/title/type'],
	[({ definitions }) => {
		definitions.Review.properties.title['x-ms-visible'] = 'important';
	}, '', '/definitions/Review/properties/title must NOT have additional properties'],
	[({ definitions }) => {
		definitions.Unused = { type: 'object' };
	}, 'oas2-unused-definition at definitions.Unused', ''],
];

test('Spectral and the schemas find what is wrong', async () => {
	const file = join(folderOf([]), definition);
	const document = JSON.parse(await readFile(file, 'utf8'));

	mistakes.forEach(([make]) => make(document));
	await writeFile(file, JSON.stringify(document));
	const found = await spectral(file, 'connector.yaml');
	const refused = hasSchemas ? await paconn(folderOf([])) : [];

	for (const [, complaint, refusal] of mistakes) {
		assert.ok(complaint === '' || found.some((line) => line.includes(complaint)),
			`no ${complaint} in ${found.join('\n')}`);
		assert.ok(!hasSchemas || refusal === '' ||
			refused.some((line) => line.includes(refusal)), `no ${refusal} in ${refused.join('\n')}`);
	}
});
