// Interruptions while editing: someone else saves, the session ends, the service restarts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { newApp } from '../e2e/admin.mjs';
import { onStage } from './browser.mjs';

async function storedNames(stage) {
	return (await stage.admin.readSettings()).json().apps.map(({ name }) => name).sort();
}

// Ann and Bob both edit the settings, and Bob saves first.
async function bothEdit(stage) {
	await stage.admin.save('*', { requireModerator: false, apps: [newApp('Common')] });
	const ann = await stage.person();
	const bob = await stage.person({ key: (await stage.newKey('bob', 'Registry.Admin')).key });

	for (const person of [ann, bob])
		await person.enter('/reviews/settings');
	for (const [person, name] of [[ann, 'Of Ann'], [bob, 'Of Bob']]) {
		await person.manage();
		await person.addEntry(newApp(name));
		await person.closePane();
	}
	await bob.page.getByRole('switch').click();
	await bob.save();
	await ann.button('Save').click();
	await ann.heading('Someone else saved first').waitFor();
	return ann;
}

test('when two people save, the second is told who, when and what differs', () => onStage(
	async (stage) => {
		const ann = await bothEdit(stage);
		const said = await ann.dialog.innerText();

		assert.match(said, /bob saved changes while you were editing: [A-Z][a-z]+ \d/);
		assert.match(said, /Added Of Bob/);
		assert.match(said, /Turned on “Require moderator/);
		assert.match(said, /Your changes\s+Added Of Ann/);
		await ann.button('Keep editing').click();
		assert.deepEqual(await storedNames(stage), ['Common', 'Of Bob']);
		await ann.manage();
		assert.deepEqual(await ann.entryNames(), ['Of Ann', 'Common']);
	}));

test('the second can reload', () => onStage(async (stage) => {
	const ann = await bothEdit(stage);

	await ann.button('Reload theirs').click();
	await ann.text('Settings reloaded.').waitFor();
	assert.ok(await ann.page.getByRole('switch').isChecked());
	await ann.manage();
	assert.deepEqual((await ann.entryNames()).sort(), ['Common', 'Of Bob']);
	assert.deepEqual(await storedNames(stage), ['Common', 'Of Bob']);
}));

test('the second can overwrite', () => onStage(async (stage) => {
	const ann = await bothEdit(stage);

	await ann.button('Overwrite with mine').click();
	await ann.text('Settings saved. Your changes are in effect.').waitFor();
	assert.deepEqual(await storedNames(stage), ['Common', 'Of Ann']);
	assert.equal((await stage.admin.readSettings()).json().requireModerator, false);
}));

test('the draft survives the end of the session', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.manage();
	await ann.addEntry(newApp('Of Ann'));
	await ann.closePane();
	execFileSync('sqlite3', [stage.scene.databaseFile, 'UPDATE admin_session SET expires_at_ms = 1']);
	await ann.button('Save').click();
	await ann.heading('Your session has ended').waitFor();
	assert.deepEqual(await storedNames(stage), []);
	await ann.signIn();
	await ann.text('Settings saved. Your changes are in effect.').waitFor();
	assert.deepEqual(await storedNames(stage), ['Of Ann']);
}));

test('the draft survives even without a new sign-in', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.page.getByRole('switch').click();
	execFileSync('sqlite3', [stage.scene.databaseFile, 'DELETE FROM admin_session']);
	await ann.button('Save').click();
	await ann.heading('Your session has ended').waitFor();
	await ann.closePane();
	await ann.page.locator('.message.error').waitFor();
	ann.page.on('dialog', (dialog) => dialog.accept());
	await ann.page.reload();
	await ann.signIn();
	await ann.text('Your unsaved changes were restored.').waitFor();
	await ann.save();
	assert.equal((await stage.admin.readSettings()).json().requireModerator, true);
}));

test('Save succeeds after a restart of the service', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.manage();
	await ann.addEntry(newApp('Of Ann'));
	await ann.closePane();
	await stage.restart(async () => {
		await ann.button('Save').click();
	});
	await ann.text('Settings saved. Your changes are in effect.').waitFor();
	assert.deepEqual(await storedNames(stage), ['Of Ann']);
}));

test('a service that is down is reported', () => onStage(async (stage) => {
	const ann = await stage.person();

	await ann.enter('/reviews/settings');
	await ann.page.getByRole('switch').click();
	await stage.restart(async () => {
		await ann.button('Save').click();
		await ann.text('The service isn’t responding.').waitFor();
		assert.ok(await ann.button('Save').isEnabled(), 'it can be tried again');
	});
	await ann.save();
}));
