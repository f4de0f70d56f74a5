// Home > Reviews > Audit: who changed what, with before and after, and who was refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newApp } from '../e2e/admin.mjs';
import { call } from '../e2e/programs.mjs';
import { onStage } from './browser.mjs';

function withEvents(act) {
	return onStage(async (stage) => {
		const created = await stage.admin.expect(201, 'POST', '/app-registrations', {
			json: newApp('Fabrikam') });
		const { id } = created.json();

		await stage.admin.patch(id, { name: 'Fabrikam, nightly', enabled: false });
		await call('GET', `${stage.service.url}/admin/v1/settings`, { credential: 's2sadm_guessed' });
		const ann = await stage.person();

		await ann.enter('/reviews/audit');
		await ann.page.locator('tbody tr').first().waitFor();
		await act(stage, ann, id);
	});
}

test('a change is shown field by field', () => withEvents(async (stage, ann) => {
	await ann.page.locator('tbody tr', { hasText: 'Updated' }).first().getByRole('button').click();
	const changed = await ann.dialog.locator('tr.changed').allInnerTexts();

	assert.equal(changed.length, 2);
	assert.match(changed[0], /name\s[\s\S]*Fabrikam\s[\s\S]*Fabrikam, nightly/);
	assert.match(changed[1], /enabled/);
}));

test('the history of a registration is shown', () => withEvents(async (stage, ann, id) => {
	const events = await stage.admin.listEvents(`resourceId eq '${id}'`);

	await ann.page.locator('tbody tr', { hasText: 'Updated' }).first().getByRole('button').click();
	await ann.dialog.getByRole('button', { name: 'History of this resource' }).click();
	await ann.page.locator('.commands code', { hasText: id }).waitFor();
	await ann.page.locator('p.note', { hasText: `Showing ${events.length}` }).waitFor();
	assert.equal(await ann.page.locator('tbody tr').count(), events.length);
}));

test('refusals are listed, and filters apply', () => withEvents(async (stage, ann) => {
	await ann.field('Operation').selectOption('Refuse');
	const row = ann.page.locator('tbody tr', { hasText: 'AdminKeyUnknown' });

	await ann.page.locator('p.note', { hasText: /^Showing 1$/ }).waitFor();
	await row.getByText('GET /admin/v1/settings').waitFor();
	assert.equal(await ann.page.locator('tbody tr', { hasText: 'Updated' }).count(), 0);
	await ann.field('Operation').selectOption('');
	await ann.page.locator('tbody tr', { hasText: 'Updated' }).first().waitFor();
	await ann.field('Actor').fill('nobody');
	await ann.button('Clear filters').waitFor();
}));
