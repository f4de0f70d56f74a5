// Home > Reviews > Delete: all data about a person is found, downloaded and deleted.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { listReviews, withReviews } from './reviews.mjs';

const email = 'User3@Example.com';

function atDelete(act) {
	return withReviews('delete', act);
}

async function search(person, address = email) {
	await person.field('Search for users by email address').fill(address);
	await person.button('Search').click();
}

async function reviewsOf(stage, userId) {
	return (await listReviews(stage)).filter((review) => review.userId === userId);
}

test('one review of a person is deleted', () => atDelete(async (stage, ann) => {
	const before = await reviewsOf(stage, 'user-3');

	await search(ann);
	await ann.heading('User 3').waitFor();
	await ann.page.getByRole('button', { name: /^Delete: Review/ }).first().click();
	await ann.button('Yes').click();
	await ann.heading('Deleted').waitFor();
	await ann.page.locator('.result .tag.success').waitFor();
	assert.equal((await reviewsOf(stage, 'user-3')).length, before.length - 1);
}));

test('all data about a person is deleted, and the receipt remains', () => atDelete(async (stage, ann) => {
	const total = (await listReviews(stage)).length;
	const own = (await reviewsOf(stage, 'user-3')).length;

	await search(ann);
	await ann.heading('User 3').waitFor();
	await ann.button('Delete all').click();
	await ann.button('Yes').click();
	await ann.page.locator('.result .tag.success').waitFor();
	assert.equal((await reviewsOf(stage, 'user-3')).length, 0);
	assert.equal((await listReviews(stage)).length, total - own);
	await ann.page.locator('tbody tr').first().getByRole('button').click();
	await ann.dialog.getByText(new RegExp(`${own}`)).first().waitFor();
	assert.doesNotMatch((await ann.dialog.innerText()).toLowerCase(), /user3@/);
}));

test('a person who has only voted and reported is found by user id', () => atDelete(
	async (stage, ann) => {
		await ann.field('Search by').selectOption('userId');
		await ann.field('Search for users by user ID').fill('reader of spam');
		await ann.button('Search').click();
		await ann.page.locator('.person .entry').first().waitFor();
		assert.equal(await ann.page.locator('.person .entry').count(), 2);
	}));

test('all data about a person is downloaded', () => atDelete(async (stage, ann) => {
	await search(ann);
	const coming = ann.page.waitForEvent('download');

	await ann.button('Download').click();
	const data = JSON.parse(await readFile(await (await coming).path(), 'utf8'));

	assert.equal(data.reviews.length, (await reviewsOf(stage, 'user-3')).length);
	assert.ok(data.reviews.every(({ userId }) => userId === 'user-3'));
}));

test('the address is in no URL and is forgotten', () => atDelete(async (stage, ann) => {
	const urls = [];

	ann.page.on('request', (request) => urls.push(request.url()));
	await search(ann);
	await ann.heading('User 3').waitFor();
	assert.doesNotMatch(urls.join('\n').toLowerCase(), /user3/);
	await ann.page.getByRole('link', { name: 'Moderation' }).click();
	await ann.heading('Moderation').waitFor();
	await ann.page.goBack();
	assert.equal(await ann.field('Search for users by email address').inputValue(), '');
	await search(ann, 'nobody@example.com');
	await ann.text('No results found').first().waitFor();
	await search(ann, 'nobody');
	await ann.page.locator('.field-error').getByText(/\.$/).waitFor();
}));
