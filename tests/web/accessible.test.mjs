// axe finds nothing wrong with any page in any state, in light and in dark colours.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { onStage } from './browser.mjs';
import { fill, states } from './states.mjs';

const axe = await readFile(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

// Evaluates axe through the debugger: the pages' content security policy blocks other scripts.
async function violationsOf(page) {
	if (!await page.evaluate(() => 'axe' in window))
		await page.evaluate(axe);
	const { violations } = await page.evaluate(() => axe.run());

	return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
}

test('no violations', () => onStage(async (stage) => {
	await fill(stage);
	for (const [name, goTo] of Object.entries(states)) {
		const person = await stage.person();

		await goTo(person, stage);
		for (const colorScheme of ['light', 'dark']) {
			await person.page.emulateMedia({ colorScheme });
			assert.deepEqual(await violationsOf(person.page), [], `${name}, ${colorScheme}`);
		}
		await person.context.close();
	}
}));

test('axe finds a violation', () => onStage(async (stage) => {
	const person = await stage.person();

	await person.enter('/reviews/settings');
	await person.page.evaluate(() => {
		document.querySelector('.page').append(document.createElement('button'));
	});
	assert.match((await violationsOf(person.page)).join(), /button-name/);
}));
