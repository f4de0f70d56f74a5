// Signing in, what each role sees, and signing out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onStage } from './browser.mjs';

const staff = '9e3f7a10-5b2c-4d8e-a1f4-0c9d8b7a6e50';
const entra = [
	`admin.directories=${staff}`,
	`admin.sign-in-directory=${staff}`,
	'admin.sign-in-client-id=7b1f0c55-2d6e-4f0a-8c1b-3e9d5a7f6042',
];

async function menu(person) {
	return (await person.page.locator('.menu-item').allTextContents()).sort();
}

test('a key opens the pages, and is stored nowhere', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter();
	const [cookie] = await ann.context.cookies();

	assert.equal(cookie.httpOnly, true);
	assert.equal(cookie.sameSite, 'Strict');
	assert.ok(cookie.expires > Date.now() / 1000 && cookie.expires < Date.now() / 1000 + 86401);
	assert.equal((await ann.page.content()).includes(stage.adminKey), false);
	assert.equal(await ann.page.evaluate(() => document.cookie), '');
	const stores = await ann.page.evaluate(() => JSON.stringify([{ ...localStorage },
		{ ...sessionStorage }]));

	assert.equal(stores.includes('s2sadm_'), false);
}));

test('an invalid key is refused with a message', () => onStage(async (stage) => {
	const eve = await stage.person({ key: 's2sadm_guessed' });

	await eve.open();
	await eve.signIn();
	await eve.page.locator('.message.error').waitFor();
	assert.equal(await eve.page.locator('.menu').count(), 0);
	await eve.field('Admin key').fill('');
	await eve.button('Sign in').click();
	await eve.text('Admin key is required.').waitFor();
}));

test('roles decide what is shown', () => onStage(async (stage) => {
	const pages = {
		'Registry.Admin': ['Audit', 'Check a token', 'Delete', 'Moderation', 'Reporting', 'Settings'],
		'Reviews.Moderator': ['Delete', 'Moderation', 'Reporting'],
		'Registry.Auditor': ['Audit', 'Check a token', 'Moderation', 'Reporting', 'Settings'],
	};

	for (const [role, names] of Object.entries(pages)) {
		const person = await stage.person({ key: (await stage.newKey(role, role)).key });

		await person.enter();
		assert.deepEqual(await menu(person), names, role);
		await person.context.close();
	}
}));

test('an auditor has read-only access', () => onStage(async (stage) => {
	const carol = await stage.person({ key: (await stage.newKey('carol', 'Registry.Auditor')).key });

	await carol.enter('/reviews/settings');
	await carol.text(/^You have read-only access/).waitFor();
	assert.ok(await carol.page.getByRole('switch').isDisabled());
	assert.equal(await carol.button('Save').count(), 0);
	await carol.manage();
	assert.equal(await carol.button('Add a new S2S App Registration').count(), 0);
}));

test('signing out ends the session', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter();
	const [cookie] = await ann.context.cookies();

	await ann.button('Sign out').click();
	await ann.heading('Sign in').waitFor();
	assert.deepEqual(await ann.context.cookies(), []);
	await ann.context.addCookies([cookie]);
	await ann.page.reload();
	await ann.heading('Sign in').waitFor();
}));

test('disabling a key ends its sessions', () => onStage(async (stage) => {
	const key = await stage.newKey('bob', 'Registry.Admin');
	const bob = await stage.person({ key: key.key });

	await bob.enter('/reviews/settings');
	await stage.admin.expect(200, 'PATCH', `/admin-keys/${key.id}`, { json: { enabled: false } });
	await bob.page.getByRole('switch').click();
	await bob.button('Save').click();
	await bob.heading('Your session has ended').waitFor();
	await bob.signIn();
	await bob.dialog.locator('.message.error').waitFor();
}));

test('people sign in at the directory', () => onStage(async (stage) => {
	const dora = await stage.person();

	await stage.issuer.control('user', { dev_user: 'dora', dev_roles: 'Reviews.Moderator' });
	await dora.open();
	await dora.page.getByRole('link', { name: 'Sign in with Microsoft Entra ID' }).click();
	await dora.page.locator('.page h1').waitFor();
	assert.deepEqual(await menu(dora), ['Delete', 'Moderation', 'Reporting']);
	assert.match(dora.page.url(), /\/reviews\/moderation$/);
}, ...entra));

test('a user without a role is told so', () => onStage(async (stage) => {
	const eve = await stage.person();

	await stage.issuer.control('user', { dev_user: 'eve', dev_roles: '' });
	await eve.open();
	await eve.page.getByRole('link', { name: 'Sign in with Microsoft Entra ID' }).click();
	await eve.text(/^Couldn’t sign in with Microsoft Entra ID \(AdminRoleMissing\)/).waitFor();
	assert.match(eve.page.url(), /[0-9]\/$/);
	await eve.signIn();
	await eve.page.locator('.page h1').waitFor();
}, ...entra));
