// Home > Reviews > Moderation: find, publish, respond, take down, restore.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostile, listReviews, withReviews } from './reviews.mjs';

function atModeration(act) {
	return withReviews('moderation', async (stage, ann) => {
		await ann.page.locator('p.note', { hasText: /^Showing / }).waitFor();
		await act(stage, ann);
	});
}

function rows(person) {
	return person.page.locator('tbody tr');
}

async function shown(person, number) {
	await person.page.locator('p.note').getByText(`Showing ${number}`, { exact: true }).waitFor();
	assert.equal(await rows(person).count(), number);
}

async function openFirst(person) {
	await person.page.locator('.review-open').first().click();
	await person.heading('Details').waitFor();
}

test('reviews are found by words and by filters', () => atModeration(async (stage, ann) => {
	const cases = [
		['&search=seam', () => ann.field('Search by product ID, product name, or review text').fill('seam')],
		['&search=P-2', () => ann.page.getByRole('searchbox').fill('P-2')],
		['&rating=5', () => ann.field('Rating').selectOption('5')],
		['&channelId=channel-1', () => ann.field('Channel ID').fill('channel-1')],
		['&status=unpublished', () => ann.field('Status').selectOption('unpublished')],
		['&concern=reported', () => ann.field('Concerns').selectOption('reported')],
		['&concern=responded', () => ann.field('Concerns').selectOption('responded')],
		[`&from=${new Date(Date.now() - 30 * 86400000).toISOString()}`,
			() => ann.field('Period').selectOption('30')],
	];

	for (const [query, choose] of cases) {
		const { length } = await listReviews(stage, query);

		assert.ok(length > 0 && length < 50, query);
		await choose();
		await shown(ann, length);
		await ann.open('/reviews/moderation');
		await ann.page.locator('p.note', { hasText: /^Showing / }).waitFor();
	}
	await ann.page.getByRole('searchbox').fill('nobody wrote this');
	await ann.button('Clear filters').click();
	await ann.page.locator('p.note', { hasText: 'Showing the first' }).waitFor();
	await ann.button('Load more').click();
	await shown(ann, 60);
}));

test('several reviews are published, some of them already', () => atModeration(async (stage, ann) => {
	const waiting = (await listReviews(stage, '&status=unpublished')).length;

	await ann.button('Load more').click();
	await shown(ann, 60);
	assert.equal(await ann.page.getByRole('cell', { name: 'Unpublished' }).count(), waiting);
	await ann.field('Select all shown').check();
	await ann.button('Publish').click();
	await ann.text(`Published: ${waiting}. Already published: ${60 - waiting}.`).waitFor();
	assert.equal(await ann.page.getByRole('cell', { name: 'Unpublished' }).count(), 0);
	assert.equal((await listReviews(stage, '&status=unpublished')).length, 0);
}));

test('the store responds, edits and removes its response', () => atModeration(async (stage, ann) => {
	const [{ reviewId }] = await listReviews(stage);
	const read = async () =>
		(await stage.admin.expect(200, 'GET', `/reviews/${reviewId}`)).json();

	await openFirst(ann);
	await ann.button('Add a response').click();
	assert.equal(await ann.field('Responder name').inputValue(), 'Moderator');
	await ann.button('Post response').click();
	await ann.text('Response text is required.').waitFor();
	await ann.field('Response text').fill('Thank you.\nCome again.');
	await ann.button('Post response').click();
	await ann.text('Response posted.').waitFor();
	assert.equal((await read()).responseText, 'Thank you.\nCome again.');
	assert.equal((await read()).responderName, 'Moderator');
	await ann.button('Edit').click();
	await ann.field('Response text').fill('Thanks.');
	await ann.field('Responder name').fill('Fabrikam');
	await ann.button('Post response').click();
	await ann.page.locator('.writing', { hasText: 'Thanks.' }).waitFor();
	assert.equal((await read()).responderName, 'Fabrikam');
	await ann.button('Remove').click();
	await ann.dialog.getByRole('button', { name: 'Remove' }).click();
	await ann.text('Response removed.').waitFor();
	assert.equal((await read()).responseText, undefined);
}));

test('a review is taken down for a reason, and restored', () => atModeration(async (stage, ann) => {
	const [{ reviewId }] = await listReviews(stage);
	const read = async () =>
		(await stage.admin.expect(200, 'GET', `/reviews/${reviewId}`)).json();

	await openFirst(ann);
	await ann.text('Contains spam or advertising: 1').waitFor();
	await ann.field('Reason').selectOption('spam');
	await ann.button('Take down').click();
	await ann.text('Review taken down.').waitFor();
	assert.equal((await read()).takeDownReason, 'Spam or advertising');
	await ann.button('Restore').click();
	await ann.text('Review restored.').waitFor();
	assert.equal((await read()).isTakenDown, false);
	await ann.field('Reason').selectOption('other');
	await ann.field('Describe the reason').fill('Of another shop');
	await ann.button('Take down').click();
	await ann.text('Review taken down.').waitFor();
	await ann.closePane();
	await ann.page.locator('tbody tr').first().getByText('Taken down').waitFor();
}));

test('someone else changes a review in the meantime', () => atModeration(async (stage, ann) => {
	const [{ reviewId }] = await listReviews(stage);

	await openFirst(ann);
	await stage.admin.expect(200, 'POST', `/reviews/${reviewId}:take-down`, {
		json: { reason: 'Of Bob' } });
	await ann.button('Take down').click();
	await ann.text(/^Someone else changed this review while you had it open/).waitFor();
	await ann.text('Of Bob').waitFor();
}));

test('text from readers is shown as text', () => atModeration(async (stage, ann) => {
	await ann.page.getByRole('searchbox').fill('onerror');
	await ann.page.locator('.review-open', { hasText: hostile }).first().click();
	await ann.heading('Details').waitFor();
	assert.equal(await ann.page.locator('main img, main script, dialog img').count(), 0);
	assert.equal(await ann.page.title(), 'Moderation – Ratings and reviews');
}));

test('an auditor has read-only access', () => atModeration(async (stage, ann) => {
	const carol = await stage.person({ key: (await stage.newKey('carol', 'Registry.Auditor')).key });

	await ann.context.close();
	await carol.enter('/reviews/moderation');
	await openFirst(carol);
	for (const name of ['Publish', 'Add a response', 'Take down'])
		assert.equal(await carol.button(name).count(), 0, name);
}));
