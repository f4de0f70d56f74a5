// The page of the API at /docs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { onStage } from './browser.mjs';

const run = promisify(execFile);
const openapi = JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const operations = Object.values(openapi.paths).flatMap((item) => Object.values(item))
	.filter(({ operationId }) => operationId);

async function read(stage, hash = '', options = {}) {
	const person = await stage.person(options);

	await person.open(`/docs${hash}`);
	await person.page.locator('.operation').first().waitFor();
	return person;
}

function shown(person) {
	return person.page.locator('.operation:visible')
		.evaluateAll((entries) => entries.map(({ id }) => id).sort());
}

function curlOf(person, operationId) {
	return person.page.locator(`#${operationId} .curl pre`).textContent();
}

// Opens the operation and everything in it, and returns its text. What is in an entry appears after
// the browser's event.
function openAll(person, operationId) {
	return person.page.evaluate(async (id) => {
		const listClosed = () =>
			[...document.querySelectorAll(`#${id}:not([open]), #${id} details:not([open])`)];

		for (let closed = listClosed(); closed.length > 0; closed = listClosed()) {
			const opened = closed.map((entry) => new Promise((resolve) => {
				entry.addEventListener('toggle', resolve, { once: true });
			}));

			for (const entry of closed)
				entry.open = true;
			await Promise.all(opened);
		}
		return document.getElementById(id).textContent;
	}, operationId);
}

test('every operation is shown with all that the document says', () => onStage(async (stage) => {
	const person = await read(stage);

	assert.deepEqual(await shown(person), operations.map(({ operationId }) => operationId).sort());
	for (const operation of operations) {
		const text = await openAll(person, operation.operationId);

		assert.ok(text.includes(operation.summary), operation.operationId);
		for (const status of Object.keys(operation.responses))
			assert.ok(text.includes(status), `${operation.operationId} ${status}`);
		assert.doesNotMatch(text, /undefined|\[object|NaN|docs\./, operation.operationId);
		assert.match(text, /curl -sS/, operation.operationId);
		await person.page.locator(`#${operation.operationId}`).evaluate((entry) => entry.remove());
	}
}));

test('an operation has an address', () => onStage(async (stage) => {
	const person = await read(stage, '#SubmitReview');
	const entry = person.page.locator('#SubmitReview');

	await entry.getByText('Needs the token of an app with the permission Reviews.Submit').waitFor();
	await entry.getByText('up to 20,000 characters').first().waitFor();
	await person.page.getByRole('link', { name: 'GET GetHealth' }).waitFor({ state: 'hidden' });
	await person.page.getByText('Open to everyone').first().click();
	await person.page.getByRole('link', { name: 'GET GetHealth' }).click();
	await person.page.locator('#GetHealth').getByText('No credentials needed').waitFor();
	assert.equal(new URL(person.page.url()).hash, '#GetHealth');
	await person.page.goBack();
	assert.equal(await person.page.evaluate(() => document.activeElement.parentElement.id),
		'SubmitReview');
}));

test('an address that names no operation opens none', () => onStage(async (stage) => {
	const person = await read(stage, '#%');

	assert.deepEqual(await shown(person), operations.map(({ operationId }) => operationId).sort());
	assert.equal(await person.page.locator('.operation[open]').count(), 0);
}));

test('operations are found by their fields', () => onStage(async (stage) => {
	const person = await read(stage);
	const search = person.page.getByRole('searchbox');

	await search.fill('onePerUser');
	assert.deepEqual(await shown(person), ['SubmitReview']);
	await person.page.getByRole('link', { name: 'POST SubmitReview' }).waitFor();
	await search.fill('post :withdraw-vote');
	assert.deepEqual(await shown(person), ['WithdrawVote']);
	await search.fill('');
	assert.equal((await shown(person)).length, operations.length);
}));

test('calls with curl work as shown', () => onStage(async (stage) => {
	const person = await read(stage, '#GetHealth');
	const health = await run('sh', ['-c', await curlOf(person, 'GetHealth')]);

	assert.match(health.stdout, /"status"/);
	await openAll(person, 'CreateAppRegistration');
	const created = await run('sh', ['-c', await curlOf(person, 'CreateAppRegistration')],
		{ env: { ...process.env, KEY: stage.adminKey } });

	assert.ok(JSON.parse(created.stdout).callCount === 0, created.stdout);
}));

test('with the keyboard, on a phone', () => onStage(async (stage) => {
	const person = await read(stage, '', { viewport: { width: 360, height: 740 } });
	const { keyboard } = person.page;

	await keyboard.press('Tab');
	await keyboard.press('Enter');
	assert.equal(await person.page.evaluate(() => document.activeElement.id), 'content');
	await keyboard.press('Tab');
	await keyboard.press('Enter');
	await person.page.locator('.operation[open] h4').first().waitFor();
	await openAll(person, 'SubmitReview');
	assert.ok(await person.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
		'nothing is wider than the screen');
}));
