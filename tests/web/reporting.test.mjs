// Home > Reviews > Reporting: the download, and the numbers in the charts.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { listReviews, withReviews } from './reviews.mjs';

function atReporting(act) {
	return withReviews('reporting', async (stage, ann) => {
		await ann.heading('Rating distribution').waitFor();
		await act(stage, ann);
	});
}

test('reviews data is downloaded', () => atReporting(async (stage, ann) => {
	const coming = ann.page.waitForEvent('download');

	await ann.button('Download reviews data').click();
	const download = await coming;

	assert.equal(download.suggestedFilename(), 'ReviewsData.csv');
	const text = await readFile(await download.path(), 'utf8');

	assert.match(text, /^\uFEFFreviewId,/);
	for (const { reviewId } of await listReviews(stage))
		assert.ok(text.includes(reviewId));
	const events = await stage.admin.listEvents("resourceType eq 'export'");

	assert.equal(events.length, 1);
}));

test('the charts count visible reviews', () => atReporting(async (stage, ann) => {
	const visible = await listReviews(stage, '&status=published');

	await ann.field('Period').selectOption('all');
	for (const star of [1, 2, 3, 4, 5]) {
		const number = visible.filter(({ rating }) => rating === star).length;
		const bar = ann.page.getByRole('button', { name: `${star} of 5 stars ${number}` });

		await bar.waitFor();
	}
	await ann.page.getByText('Show data table').first().click();
	const numbers = await ann.page.locator('.chart').first().locator('tbody tr td:last-child')
		.allInnerTexts();

	assert.equal(numbers.reduce((sum, text) => sum + Number(text), 0), visible.length);
	await ann.field('Market').fill('DE');
	const german = visible.filter(({ market }) => market === 'DE');

	await ann.page.locator('.tile').first().getByText(String(german.length), { exact: true }).waitFor();
}));

test('a bar and a product lead to their reviews', () => atReporting(async (stage, ann) => {
	await ann.page.getByRole('button', { name: /^4 of 5 stars/ }).click();
	await ann.heading('Moderation').waitFor();
	assert.equal(await ann.field('Rating').inputValue(), '4');
	await ann.page.goBack();
	await ann.heading('Most liked products').waitFor();
}));

// Measures the bars on the screen: they share one scale only if all rows have the same columns.
for (const width of [1280, 320]) {
	test(`bars can be compared, ${width} pixels wide`, () => atReporting(async (stage, ann) => {
		await ann.page.setViewportSize({ width, height: 800 });
		await ann.field('Period').selectOption('all');
		await ann.page.locator('.report:not([aria-busy]) .bars').last().waitFor();
		const charts = await ann.page.locator('.bars').evaluateAll((lists) => lists.map((list) =>
			[...list.querySelectorAll('.bar-row')].map((row) => ({
				value: parseInt(row.querySelector('.bar-value').textContent, 10),
				bar: row.querySelector('rect').getBoundingClientRect().width }))));

		assert.equal(charts.length, 2);
		for (const bars of charts) {
			const [{ value, bar }] = bars.toSorted((a, b) => b.value - a.value);

			assert.ok(bar >= 30, `${bar}`);
			for (const each of bars)
				assert.ok(Math.abs(each.bar - bar * each.value / value) < 1, JSON.stringify(bars));
		}
	}));
}
