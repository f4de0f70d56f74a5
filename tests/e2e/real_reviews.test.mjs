// Imports files of reviews and exports them again byte for byte: the project's sample, and the file
// REVIEWS or else the real file next to the project, if it exists.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readCsv } from './csv.mjs';
import { expect, withRegisteredApp } from './programs.mjs';

const root = new URL('../../', import.meta.url);
const sampleFile = fileURLToPath(new URL('docs/sample-reviews.csv', root));
const realFile = fileURLToPath(new URL('../shared/data/womens-clothing-reviews.csv.gz', root));
const growthLimit = 0.01;

function chooseFile() {
	return process.env.REVIEWS || (existsSync(realFile) ? realFile : sampleFile);
}

// For columns whose names differ from the service's fields.
function chooseColumns(names) {
	if (names[0] !== '' || !names.includes('Clothing ID'))
		return { externalId: 'externalId', rating: 'rating', title: 'title', text: 'reviewText' };
	return {
		externalId: '',
		rating: 'Rating',
		title: 'Title',
		text: 'Review Text',
		mapping: 'productId=Clothing ID;externalId=',
	};
}

async function importFile({ service }, token, document, mapping) {
	const query = new URLSearchParams({ source: 'end-to-end' });

	if (mapping !== undefined)
		query.set('columns', mapping);
	const answer = await expect(200, 'POST', `${service.url}/v2.0/reviews:import?${query}`, {
		credential: token, body: document, type: 'text/csv',
	});

	return answer.json();
}

// Compares output and input; read() returns the bytes of a review's member.
function compare(input, columns, exported, read) {
	const byId = new Map(exported.map((review) => [String(read(review, 'externalId')), review]));

	assert.equal(exported.length, input.length);
	assert.equal(byId.size, input.length, 'no externalId comes twice');
	for (const row of input) {
		const id = String(row.get(columns.externalId));
		const review = byId.get(id);

		assert.ok(review !== undefined, `review ${id} is not in the export`);
		for (const [member, column] of [
			['rating', columns.rating], ['title', columns.title], ['reviewText', columns.text],
		]) {
			const given = row.get(column) ?? Buffer.alloc(0);
			const got = read(review, member);

			assert.ok(given.equals(got), `${member} of review ${id}: ${given} became ${got}`);
		}
	}
}

// Returns the size of the database after a checkpoint.
async function restart(programs) {
	await programs.service.stop();
	const { size } = await stat(programs.scene.databaseFile);

	programs.service = await programs.scene.startService();
	return size;
}

async function checkFile(t, programs, file) {
	const content = await readFile(file);
	const document = file.endsWith('.gz') ? gunzipSync(content) : content;
	const { names, rows } = readCsv(document);
	const columns = chooseColumns(names);
	const token = await programs.issuer.token();
	const startedMs = Date.now();
	const first = await importFile(programs, token, document, columns.mapping);
	const tookMs = Date.now() - startedMs;

	t.diagnostic(`${file}: ${rows.length} reviews, ${Math.round(rows.length / tookMs * 1000)} a second`);
	assert.equal(first.total, rows.length);
	assert.equal(first.created, rows.length);
	assert.equal(await programs.service.countRatings(token), rows.length);

	const json = (await programs.service.export(token, 'json')).json();
	const csv = readCsv((await programs.service.export(token, 'csv')).body);

	compare(rows, columns, json, (review, member) => Buffer.from(String(review[member] ?? '')));
	compare(rows, columns, csv.rows, (review, member) => review.get(member));

	const before = await restart(programs);
	const second = await importFile(programs, token, document, columns.mapping);
	const after = await restart(programs);

	t.diagnostic(`database: ${before} bytes, ${after} after the second import`);
	assert.equal(second.unchanged, rows.length);
	assert.ok(after - before < before * growthLimit, `${before} bytes became ${after}`);
	assert.equal(await programs.service.countRatings(token), rows.length);
}

for (const file of new Set([sampleFile, chooseFile()])) {
	test(`the export equals the import: ${path.basename(file)}`, (t) =>
		withRegisteredApp((programs) => checkFile(t, programs, file)));
}
