// Every page and state of the pages, each with the way to it. What is looked at, by a person
// (pictures.mjs) or by axe (accessible.test.mjs), is looked at in these.
import { newApp } from '../e2e/admin.mjs';
import { clientId, directory } from '../e2e/programs.mjs';

const sample = {
	name: 'Fabrikam App',
	clientAppId: '3d0c5e52-9a41-4f1b-8c7e-5b1f0e9d2a64',
	directoryTenantId: '72f9d4b1-0c3e-4a57-9a86-1f0f5c6a7b10',
};

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

export const states = {
	'sign-in': (person) => person.open(),

	async 'sign-in-refused'(person) {
		await person.open();
		await person.signIn('s2sadm_guessed');
		await person.page.locator('.message.error').waitFor();
	},

	'settings': (person) => person.enter('/reviews/settings'),
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
		await stage.admin.expect(201, 'POST', '/app-registrations', { json: newApp('Of Bob') });
		await person.button('Save').click();
		await person.heading('Somebody else saved first').waitFor();
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
};

// What there is to see: registrations, one of them of the issuer's client, and an auditor.
export async function fill(stage) {
	const apps = [
		{ name: 'Adatum import', clientAppId: clientId, directoryTenantId: directory },
		newApp('Contoso, nightly export'),
		{ ...newApp('Tailspin'), enabled: false, permissions: ['Reviews.Read'] },
	];

	await stage.admin.save('*', { requireModerator: false, apps });
	stage.auditorKey = (await stage.newKey('carol', 'Registry.Auditor')).key;
}
