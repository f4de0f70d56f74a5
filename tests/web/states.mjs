// How to get to every page and state, for screenshots (pictures.mjs) and axe
// (accessible.test.mjs).
import { newApp } from '../e2e/admin.mjs';
import { clientId, directory } from '../e2e/programs.mjs';
import { importReviews, talkAbout } from './reviews.mjs';

const sample = {
	name: 'Fabrikam App',
	clientAppId: '3d0c5e52-9a41-4f1b-8c7e-5b1f0e9d2a64',
	directoryTenantId: '72f9d4b1-0c3e-4a57-9a86-1f0f5c6a7b10',
};

async function readSettings(person) {
	await person.enter('/reviews/settings');
	await person.button('Copy Audience').waitFor();
}

async function dirtySettings(person) {
	await person.enter('/reviews/settings');
	await person.page.getByRole('switch').click();
}

async function entryDialog(person) {
	await person.enter('/reviews/settings');
	await person.manage();
	await person.button('Add a new S2S App Registration').click();
	await person.heading('Add S2S App Entry').waitFor();
}

async function checkedToken(person, token) {
	await person.enter('/reviews/token');
	await person.field('Access token').fill(token);
	await person.button('Check').click();
	await person.heading('Checks').waitFor();
}

async function listedReviews(person) {
	await person.enter('/reviews/moderation');
	await person.page.locator('tbody tr').first().waitFor();
}

async function openedReview(person, index) {
	await listedReviews(person);
	await person.page.locator('.review-open').nth(index).click();
	await person.heading('Details').waitFor();
}

async function foundPerson(person) {
	await person.enter('/reviews/delete');
	await person.field('Search for users by email address').fill('user3@example.com');
	await person.button('Search').click();
	await person.heading('User 3').waitFor();
}

async function readApi(person, hash = '') {
	await person.open(`/docs${hash}`);
	await person.page.locator('.operation').first().waitFor();
}

async function listedEvents(person) {
	await person.enter('/reviews/audit');
	await person.page.locator('tbody tr').first().waitFor();
}

export const states = {
	'sign-in': (person) => person.open(),

	async 'sign-in-refused'(person) {
		await person.open();
		await person.signIn('s2sadm_guessed');
		await person.page.locator('.message.error').waitFor();
	},

	'settings': readSettings,

	async 'settings-selected'(person) {
		await person.loseClipboard();
		await readSettings(person);
		await person.button('Copy Audience').click();
	},

	async 'settings-not-connected'(person) {
		await person.page.route('**/admin/v1/connection', (route) => route.abort());
		await person.enter('/reviews/settings');
		await person.text('The service isn’t responding.').waitFor();
	},

	'settings-unsaved': dirtySettings,

	async 'settings-saved'(person) {
		await dirtySettings(person);
		await person.save();
		await person.page.getByRole('switch').click();
		await person.save();
	},

	async 'settings-leave'(person) {
		await dirtySettings(person);
		await person.button('Sign out').click();
		await person.heading('Leave without saving?').waitFor();
	},

	async 'settings-conflict'(person, stage) {
		await dirtySettings(person);
		await stage.admin.expect(201, 'POST', '/app-registrations', { json: newApp('Northwind') });
		await person.button('Save').click();
		await person.heading('Someone else saved first').waitFor();
	},

	async 'settings-of-auditor'(person, stage) {
		person.key = stage.auditorKey;
		await person.enter('/reviews/settings');
	},

	async 'session-ended'(person) {
		await dirtySettings(person);
		await person.context.clearCookies();
		await person.button('Save').click();
		await person.heading('Your session has ended').waitFor();
	},

	async 'entries'(person) {
		await person.enter('/reviews/settings');
		await person.manage();
	},

	async 'entries-changed'(person) {
		await person.enter('/reviews/settings');
		await person.manage();
		await person.addEntry(sample);
		await person.page.getByRole('button', { name: /^Remove Contoso/ }).first().click();
	},

	'entry-dialog': entryDialog,

	async 'entry-dialog-wrong'(person) {
		await entryDialog(person);
		await person.field('Name').fill(sample.name);
		await person.field('Client App ID').fill('3d0c5e52');
		await person.button('Submit').click();
	},

	async 'entry-dialog-more'(person) {
		await entryDialog(person);
		await person.text('Permissions and more').click();
	},

	'token': (person) => person.enter('/reviews/token'),

	async 'token-accepted'(person, stage) {
		await checkedToken(person, await stage.issuer.token());
	},

	async 'token-refused'(person, stage) {
		await checkedToken(person, await stage.issuer.token({
			client: '11111111-2222-4333-8444-555555555555' }));
	},

	'moderation': listedReviews,

	async 'moderation-selected'(person) {
		await listedReviews(person);
		await person.field('Select all shown').check();
		await person.field('Period').selectOption('custom');
		await person.page.locator('tbody:not([aria-busy]) tr').first().waitFor();
	},

	async 'moderation-nothing'(person) {
		await listedReviews(person);
		await person.page.getByRole('searchbox').fill('nobody wrote this');
		await person.button('Clear filters').waitFor();
	},

	async 'moderation-of-auditor'(person, stage) {
		person.key = stage.auditorKey;
		await listedReviews(person);
	},

	'review': (person) => openedReview(person, 0),

	async 'review-hostile'(person) {
		await openedReview(person, 2);
		await person.button('Add a response').click();
		await person.button('Post response').click();
	},

	'delete': (person) => person.enter('/reviews/delete'),

	async 'delete-found'(person) {
		await foundPerson(person);
	},

	async 'delete-question'(person) {
		await foundPerson(person);
		await person.button('Delete all').click();
		await person.button('Yes').waitFor();
	},

	async 'delete-done'(person) {
		await foundPerson(person);
		await person.page.getByRole('button', { name: /^Delete: / }).first().click();
		await person.button('Yes').click();
		await person.heading('Deleted').waitFor();
	},

	async 'reporting'(person) {
		await person.enter('/reviews/reporting');
		await person.heading('Most liked products').waitFor();
	},

	async 'reporting-numbers'(person) {
		await person.enter('/reviews/reporting');
		await person.page.getByText('Show data table').first().click();
	},

	async 'reporting-nothing'(person) {
		await person.enter('/reviews/reporting');
		await person.field('Market').fill('nowhere');
		await person.text('No ratings in this period').waitFor();
	},

	'docs': (person) => readApi(person),

	async 'docs-operation'(person) {
		await readApi(person, '#SubmitReview');
		for (const summary of await person.page.locator('#SubmitReview details > summary').all())
			await summary.click();
	},

	async 'docs-nothing'(person) {
		await readApi(person);
		await person.page.getByRole('searchbox').fill('nobody offers this');
		await person.text('No results found').waitFor();
	},

	'audit': listedEvents,

	async 'audit-event'(person) {
		await listedEvents(person);
		await person.field('Resource').selectOption('appRegistration');
		await person.page.locator('tbody tr', { hasText: 'App registration' }).first()
			.getByRole('button').click();
		await person.dialog.waitFor();
	},
};

// Adds registrations, one of them of the issuer's client, reviews, and an auditor.
export async function fill(stage) {
	const apps = [
		{ name: 'Adatum import', clientAppId: clientId, directoryTenantId: directory },
		newApp('Contoso, nightly export'),
		{ ...newApp('Tailspin'), enabled: false, permissions: ['Reviews.Read'] },
	];

	await stage.admin.save('*', { requireModerator: false, apps });
	const token = await stage.issuer.token();

	await importReviews(stage, token);
	await talkAbout(stage, token);
	stage.auditorKey = (await stage.newKey('carol', 'Registry.Auditor')).key;
}
