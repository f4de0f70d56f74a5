// Home > Reviews > Settings: the documented procedures step by step, and interruptions.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { newApp } from '../e2e/admin.mjs';
import { audience } from '../e2e/programs.mjs';
import { onStage } from './browser.mjs';

const ids = {
	clientAppId: '3d0c5e52-9a41-4f1b-8c7e-5b1f0e9d2a64',
	directoryTenantId: '72f9d4b1-0c3e-4a57-9a86-1f0f5c6a7b10',
};

async function storedApps(stage) {
	return (await stage.admin.readSettings()).json().apps;
}

async function register(stage, ...names) {
	const apps = names.map((name) => newApp(name));

	assert.equal((await stage.admin.save('*', { requireModerator: false, apps })).status, 200);
	return storedApps(stage);
}

test('an app is registered', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.heading('Service-to-Service (S2S) Authentication').waitFor();
	await ann.manage();
	await ann.button('Add a new S2S App Registration').click();
	await ann.heading('Add S2S App Entry').waitFor();
	await ann.field('Name').fill('Fabrikam App');
	await ann.field('Client App ID').fill(ids.clientAppId);
	await ann.field('Directory (Tenant) ID').fill(ids.directoryTenantId);
	await ann.button('Submit').click();
	assert.deepEqual(await ann.entryNames(), ['Fabrikam App']);
	await ann.closePane();
	assert.deepEqual(await storedApps(stage), [], 'nothing is stored before Save');
	await ann.text('Unsaved changes').waitFor();
	await ann.save();
	const [app] = await storedApps(stage);

	assert.equal(app.name, 'Fabrikam App');
	assert.equal(app.clientAppId, ids.clientAppId);
	assert.equal(app.directoryTenantId, ids.directoryTenantId);
	assert.equal(app.enabled, true);
	assert.equal(await ann.text('Unsaved changes').count(), 0);
}));

test('a registration is edited', () => onStage(async (stage) => {
	const [before] = await register(stage, 'Fabrikam App');
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.manage();
	await ann.button('Edit Fabrikam App').click();
	await ann.heading('Edit S2S App Entry').waitFor();
	await ann.field('Name').fill('Fabrikam, nightly');
	await ann.field('Client App ID').fill(ids.clientAppId);
	await ann.field('Directory (Tenant) ID').fill(ids.directoryTenantId);
	await ann.field('Export').uncheck();
	await ann.field('Enabled').uncheck();
	await ann.button('Submit').click();
	assert.deepEqual(await ann.entryNames(), ['Fabrikam, nightly']);
	await ann.closePane();
	assert.deepEqual(await storedApps(stage), [before], 'nothing is stored before Save');
	await ann.save();
	const [app] = await storedApps(stage);

	assert.deepEqual(app, { ...before, ...ids, name: 'Fabrikam, nightly', enabled: false,
		permissions: ['Reviews.Read', 'Reviews.Submit'] });
}));

test('a registration is removed, and one removal is undone', () => onStage(async (stage) => {
	const [, kept] = await register(stage, 'Once', 'Kept');
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.manage();
	await ann.button('Remove Once').click();
	await ann.button('Remove Kept').click();
	assert.equal(await ann.page.locator('.entry.removed').count(), 2);
	await ann.button('Undo removal of Kept').click();
	await ann.closePane();
	await ann.save();
	assert.deepEqual(await storedApps(stage), [kept]);
}));

test('the moderator switch is a change like any other', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.page.getByRole('switch', { name: 'Require moderator for ratings and reviews' }).click();
	await ann.save();
	assert.equal((await stage.admin.readSettings()).json().requireModerator, true);
	await ann.page.getByRole('switch').click();
	await ann.button('Discard').click();
	await ann.text('Changes discarded.').first().waitFor();
	assert.ok(await ann.page.getByRole('switch').isChecked());
	assert.ok(await ann.button('Save').isDisabled());
}));

test('IDs are accepted in any form, and errors are shown while typing', () => onStage(
	async (stage) => {
		const [other] = await register(stage, 'Other');
		const ann = await stage.person();
		const clientAppId = ann.field('Client App ID');

		await ann.enter('/reviews/settings');
		await ann.manage();
		await ann.button('Add a new S2S App Registration').click();
		await ann.button('Submit').click();
		assert.equal(await ann.dialog.getByText(/is required\.$/).count(), 3);
		assert.ok(await ann.field('Name').evaluate((input) => input === document.activeElement));
		await clientAppId.fill('3d0c5e52');
		await ann.dialog.getByText(/^Enter a GUID: 32 digits/).waitFor();
		await clientAppId.fill('00000000-0000-0000-0000-000000000000');
		await ann.dialog.getByText(/^Enter a GUID that isn’t all zeros/).waitFor();
		for (const form of [`{${ids.clientAppId.toUpperCase()}}`, ` "${ids.clientAppId}", `,
			`urn:uuid:${ids.clientAppId}`, ids.clientAppId.replaceAll('-', '')]) {
			await clientAppId.fill(form);
			await clientAppId.blur();
			assert.equal(await clientAppId.inputValue(), ids.clientAppId, form);
		}
		await ann.field('Name').fill('Twice');
		await clientAppId.fill(other.clientAppId);
		await ann.field('Directory (Tenant) ID').fill(other.directoryTenantId);
		await ann.button('Submit').click();
		await ann.dialog.getByText(/^Other already uses this Client App ID/).waitFor();
	}));

test('an app of a refused token is registered with one click', () => onStage(async (stage) => {
	const token = await stage.issuer.token();
	const ann = await stage.person();

	await ann.enter('/reviews/token');
	await ann.field('Access token').fill(`Authorization: Bearer ${token}`);
	await ann.button('Check').click();
	await ann.button('Register this app').click();
	await ann.heading('S2S App Entries').waitFor();
	assert.deepEqual(await ann.entryNames(), ['App 00001111']);
	await ann.closePane();
	await ann.save();
	assert.equal((await stage.service.caller(token)).status, 200);
	await ann.page.getByRole('link', { name: 'Check a token' }).click();
	await ann.field('Access token').fill(token);
	await ann.button('Check').click();
	await ann.text('This token is accepted.').waitFor();
}));

test('leaving with unsaved changes asks first, and a reload keeps them', () => onStage(async (stage) => {
	const ann = await stage.person();
	const asked = [];

	ann.page.on('dialog', async (dialog) => {
		asked.push(dialog.type());
		await dialog.accept();
	});
	await ann.enter('/reviews/settings');
	await ann.page.getByRole('switch').click();
	await ann.page.getByRole('link', { name: 'Audit' }).click();
	await ann.heading('Leave without saving?').waitFor();
	await ann.button('Stay').click();
	assert.match(ann.page.url(), /settings$/);
	await ann.page.reload();
	await ann.text('Your unsaved changes were restored.').waitFor();
	assert.deepEqual(asked, ['beforeunload']);
	assert.ok(await ann.page.getByRole('switch').isChecked());
	await ann.page.getByRole('link', { name: 'Audit' }).click();
	await ann.button('Leave').click();
	await ann.heading('Audit').waitFor();
	await ann.page.goBack();
	await ann.heading('Settings').waitFor();
	assert.ok(!await ann.page.getByRole('switch').isChecked());
}));

// Not the host of the pages' address, so that a guessed value is wrong.
const publicUrl = 'http://reviews.contoso.com';

function connectValues(stage) {
	return Object.entries({ 'Service URL': publicUrl, 'Audience': audience,
		'Environment ID': stage.service.environment });
}

test('the values of the card Connect are copied', () => onStage(async (stage) => {
	const ann = await stage.person({ permissions: ['clipboard-read', 'clipboard-write'] });

	await ann.enter('/reviews/settings');
	for (const [name, value] of connectValues(stage)) {
		await ann.button(`Copy ${name}`).click();
		await ann.text(`${name} copied.`).waitFor();
		assert.equal(await ann.page.evaluate(() => navigator.clipboard.readText()), value);
	}
	await ann.text(/^Power Automate can’t call this URL/).waitFor();
}, `server.public-url=${publicUrl}`));

test('the card Connect downloads the connectors', () => onStage(async (stage) => {
	const ann = await stage.person();
	const names = { 'Connector for reviews': 's2s-connector.zip',
		'Connector for app registrations': 's2s-admin-connector.zip' };

	await ann.enter('/reviews/settings');
	for (const [label, name] of Object.entries(names)) {
		const [download] = await Promise.all([ann.page.waitForEvent('download'),
			ann.page.getByRole('link', { name: label }).click()]);

		assert.equal(download.suggestedFilename(), name);
		assert.equal((await readFile(await download.path())).subarray(0, 2).toString(), 'PK');
	}
}));

test('without a clipboard the values are selected, for an auditor too', () => onStage(async (stage) => {
	const carol = await stage.person(await stage.newKey('carol', 'Registry.Auditor'));

	await carol.loseClipboard();
	await carol.enter('/reviews/settings');
	for (const [name, value] of connectValues(stage)) {
		await carol.button(`Copy ${name}`).click();
		await carol.text(/^Selected: press Ctrl/).first().waitFor();
		assert.equal(await carol.selectedText(), value);
	}
}, `server.public-url=${publicUrl}`));

test('the card Connect tells that no audience is configured', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.text(/^No audience is configured/).waitFor();
	assert.equal(await ann.button('Copy Audience').count(), 0);
}, 'auth.audiences='));

test('the rest of the page works while the card Connect cannot be read', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.page.route('**/admin/v1/connection', (route) => route.abort(), { times: 5 });
	await ann.enter('/reviews/settings');
	await ann.text('The service isn’t responding.').waitFor();
	await ann.page.getByRole('switch').click();
	await ann.save();
	await ann.button('Try again').click();
	await ann.button('Copy Audience').waitFor();
}));
