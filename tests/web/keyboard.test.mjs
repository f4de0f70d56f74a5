// Keyboard only: Tab reaches every control, and the focus is never lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onStage } from './browser.mjs';
import { importReviews, listReviews, register } from './reviews.mjs';

const pressesMax = 150;

// The accessible name of the focused control; '' if nothing has the focus.
function focused(person) {
	return person.page.evaluate(() => {
		const { activeElement } = document;
		const label = activeElement.labels?.[0]?.textContent ?? '';

		return activeElement === document.body ? ''
			: activeElement.getAttribute('aria-label') || label || activeElement.textContent;
	});
}

async function tabTo(person, name, key = 'Tab') {
	for (let i = 0; i < pressesMax; i++) {
		if (await focused(person) === name)
			return;
		await person.page.keyboard.press(key);
	}
	assert.fail(`Tab does not reach: ${name}`);
}

async function press(person, name, key = 'Enter') {
	await tabTo(person, name);
	await person.page.keyboard.press(key);
}

async function type(person, name, text) {
	await tabTo(person, name);
	await person.page.keyboard.type(text);
}

test('an app is registered', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.open('/reviews/settings');
	await type(ann, 'Admin key', stage.adminKey);
	await ann.page.keyboard.press('Enter');
	await ann.heading('Settings').waitFor();
	await press(ann, 'Manage');
	await press(ann, 'Add a new S2S App Registration');
	assert.equal(await focused(ann), 'Name');
	await ann.page.keyboard.type('Fabrikam App');
	await type(ann, 'Client App ID', '3d0c5e52-9a41-4f1b-8c7e-5b1f0e9d2a64');
	await type(ann, 'Directory (Tenant) ID', '72f9d4b1-0c3e-4a57-9a86-1f0f5c6a7b10');
	await ann.page.keyboard.press('Enter');
	await ann.heading('Add S2S App Entry').waitFor({ state: 'detached' });
	assert.equal(await focused(ann), 'Edit Fabrikam App', 'the focus is on what was added');
	await press(ann, 'Remove Fabrikam App', 'Space');
	assert.equal(await focused(ann), 'Undo removal of Fabrikam App');
	await ann.page.keyboard.press('Enter');
	assert.equal(await focused(ann), 'Edit Fabrikam App');
	await ann.page.keyboard.press('Escape');
	await ann.heading('S2S App Entries').waitFor({ state: 'detached' });
	assert.equal(await focused(ann), 'Manage', 'the focus goes back to where it came from');
	await tabTo(ann, 'Save', 'Shift+Tab');
	await ann.page.keyboard.press('Enter');
	await ann.text('Settings saved. Your changes are in effect.').waitFor();
	assert.equal((await stage.admin.readSettings()).json().apps.length, 1);
}));

test('a value of the card Connect is selected without a clipboard', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.loseClipboard();
	await ann.enter('/reviews/settings');
	await ann.button('Copy Environment ID').waitFor();
	await press(ann, 'Copy Environment ID');
	assert.equal(await ann.selectedText(), stage.service.environment);
	assert.equal(await focused(ann), 'Copy Environment ID', 'the focus stays');
}));

test('a review is found, answered and taken down', () => onStage(async (stage) => {
	await importReviews(stage, await register(stage));
	const [{ reviewId }] = await listReviews(stage, '&search=seam');
	const ann = await stage.person();

	await ann.enter('/reviews/moderation');
	await type(ann, 'Search by product ID, product name, or review text', 'seam');
	await ann.page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 10);
	await press(ann, 'Too small');
	await ann.heading('Details').waitFor();
	await press(ann, 'Add a response');
	assert.equal(await focused(ann), 'Response text');
	await ann.page.keyboard.type('Thank you.');
	await press(ann, 'Post response');
	await ann.text('Response posted.').waitFor();
	await press(ann, 'Take down');
	await ann.text('Review taken down.').waitFor();
	const review = (await stage.admin.expect(200, 'GET', `/reviews/${reviewId}`)).json();

	assert.equal(review.isTakenDown, true);
	assert.equal(review.responseText, 'Thank you.');
	await ann.page.keyboard.press('Escape');
	await ann.heading('Details').waitFor({ state: 'detached' });
	assert.equal(await focused(ann), 'Too small', 'the focus goes back to the review');
}));
