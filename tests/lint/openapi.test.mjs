// docs/openapi.json has no error and no warning of Spectral's rules for OpenAPI, of the OWASP rules
// (openapi.yaml says which, and why not all) and of Redocly's; its examples obey their schemas.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { redocly, spectral } from './linters.mjs';

const published = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

test('no linter complains', async () => {
	const [rules, recommended] = await Promise.all([
		spectral(published, 'openapi.yaml'),
		redocly(published),
	]);

	assert.deepEqual(rules, []);
	assert.deepEqual(recommended, []);
});

// Each mistake, and a part of the complaint that it must cause.
const mistakes = [
	[({ caller }) => delete caller.responses['401'], 'error-responses-401 at paths./v2.0/caller.get'],
	[({ caller }) => delete caller.responses['429'], 'responses-429 at paths./v2.0/caller.get'],
	[({ caller }) => delete caller.responses['500'], 'error-responses-500 at paths./v2.0/caller.get'],
	[({ caller }) => delete caller.responses['200'].headers['RateLimit-Reset'],
		'rate-limit at paths./v2.0/caller.get'],
	[({ caller }) => delete caller.responses['200'].content['application/json'].example.tenantId,
		'no-invalid-media-type-examples at #/paths/~1v2.0~1caller/get'],
	[({ schemas }) => delete schemas.Fault.properties.message.maxLength,
		'string-limit at components.schemas.Fault'],
	[({ schemas }) => delete schemas.Fault.properties.message.pattern,
		'string-restricted at components.schemas.Fault'],
	[({ schemas }) => delete schemas.Caller.properties.permissions.maxItems,
		'array-limit at components.schemas.Caller'],
	[({ schemas }) => delete schemas.VoteCounts.properties.helpfulPositive.format,
		'integer-format at components.schemas.VoteCounts'],
	[({ schemas }) => delete schemas.VoteCounts.properties.helpfulPositive.maximum,
		'integer-limit at components.schemas.VoteCounts'],
];

test('the linters find what is left out', async () => {
	const folder = await mkdtemp(join(tmpdir(), 's2s-lint-'));
	const document = JSON.parse(await readFile(published, 'utf8'));
	const parts = {
		caller: document.paths['/v2.0/caller'].get,
		schemas: document.components.schemas,
	};

	try {
		for (const [make] of mistakes)
			make(parts);
		document.paths = { '/v2.0/caller': document.paths['/v2.0/caller'] };
		const copy = join(folder, 'openapi.json');

		await writeFile(copy, JSON.stringify(document));
		const found = [...await spectral(copy, 'openapi.yaml'), ...await redocly(copy)];

		for (const [, complaint] of mistakes)
			assert.ok(found.some((line) => line.includes(complaint)), `no ${complaint}`);
	} finally {
		await rm(folder, { recursive: true });
	}
});
