// With 1,000,000 reviews and 5,000 registrations, no page is noticeably slow. Run it alone on the
// machine.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { newApp } from '../e2e/admin.mjs';
import { onStage } from './browser.mjs';

const run = promisify(execFile);
const limitMs = 200;
const reviewCount = Number(process.env.REVIEWS ?? 1000000);
const entryCount = 5000;
const rows = 'tbody tr';

const sql = new URL('../checks/many_reviews.sql', import.meta.url);

async function fillDatabase(stage) {
	const { databaseFile } = stage.scene;
	const statements = await readFile(sql, 'utf8');
	const parameter = `.parameter set :reviews ${reviewCount}`;
	const child = run('sqlite3', ['-bail', '-cmd', parameter, databaseFile]);

	child.child.stdin.end(`${statements}DELETE FROM app_registration;\n`);
	await child;
}

// The time from a click or key to its result; the best of three.
async function timeOf(name, act, times) {
	const found = [];

	for (let i = 0; i < 3; i++) {
		const start = performance.now();

		await act(i);
		found.push(performance.now() - start);
	}
	times.push({ name, ms: Math.round(Math.min(...found)) });
}

function judge(times) {
	for (const { name, ms } of times)
		console.log(`${String(ms).padStart(5)} ms  ${name}`);
	assert.deepEqual(times.filter(({ ms }) => ms >= limitMs), []);
}

// Waits for the response to a call whose URL matches, and until it is drawn.
async function answered(person, words, act) {
	const coming = person.page.waitForResponse((response) => words.test(response.url()));

	await act();
	assert.ok((await coming).ok());
	await person.page.locator('[aria-busy]').waitFor({ state: 'detached' });
}

// Time since navigation.
function firstPaint(person) {
	return person.page.evaluate(() => new Promise((resolve) => {
		new PerformanceObserver((list) => {
			for (const { name, startTime } of list.getEntries())
				if (name === 'first-contentful-paint')
					resolve(startTime);
		}).observe({ type: 'paint', buffered: true });
	}));
}

test('the first paint, and 5,000 registrations', () => onStage(async (stage) => {
	const times = [];
	const apps = Array.from({ length: entryCount }, (_, i) => newApp(`Contoso ${i}`));
	const ann = await stage.person();

	assert.equal((await stage.admin.save('*', { requireModerator: false, apps })).status, 200);
	await ann.open();
	await ann.button('Sign in').waitFor();
	times.push({ name: 'first contentful paint', ms: Math.round(await firstPaint(ann)) });
	await ann.signIn();
	await timeOf('Check a token and Settings', async () => {
		await ann.page.getByRole('link', { name: 'Check a token' }).click();
		await ann.heading('Check a token').waitFor();
		await answered(ann, /settings$/, () =>
			ann.page.getByRole('link', { name: 'Settings' }).click());
		await ann.text('Registered apps: 5,000').waitFor();
	}, times);
	await timeOf('Manage', async (i) => {
		if (i > 0)
			await ann.closePane();
		await ann.manage();
	}, times);
	await timeOf('search among the entries', async (i) => {
		await ann.field('Search by name or ID').fill(`Contoso 49${i}7`);
		await ann.page.locator('p.note', { hasText: 'Showing 1 of 1' }).waitFor();
	}, times);
	await ann.field('Search by name or ID').fill('');
	await timeOf('Show more', async (i) => {
		await ann.button('Show more').click();
		await ann.page.locator('p.note', { hasText: `Showing ${(i + 2) * 50} of 5,000` }).waitFor();
	}, times);
	await timeOf('remove an entry', async (i) => {
		await ann.page.locator('.entry:not(.removed) button[title^=Remove]').nth(i).click();
		await ann.page.locator('.entry.removed').nth(i).waitFor();
	}, times);
	await ann.addEntry(newApp('One more'));
	await ann.closePane();
	await timeOf('Save', async (i) => {
		if (i > 0)
			await ann.page.getByRole('switch').click();
		await ann.save();
	}, times);
	judge(times);
}));

test('1,000,000 reviews', () => onStage(async (stage) => {
	const times = [];

	await stage.restart(() => fillDatabase(stage));
	const ann = await stage.person();

	await ann.enter('/reviews/moderation');
	await ann.page.locator(rows).first().waitFor();
	const list = /\/admin\/v1\/reviews/;
	const choices = [
		['Rating', ['1', '3', '5']],
		['Concerns', ['reported', 'responded', 'takenDown']],
		['Status', ['unpublished', 'published', 'unpublished']],
		['Period', ['30', '90', '365']],
	];

	for (const [name, values] of choices) {
		await timeOf(name, (i) => answered(ann, list, () =>
			ann.field(name).selectOption(values[i])), times);
		await ann.field(name).selectOption({ index: 0 });
	}
	await timeOf('channel', (i) => answered(ann, new RegExp(`channelId=channel.${i}&`), () =>
		ann.field('Channel ID').fill(`channel ${i}`)), times);
	await answered(ann, /reviews\?maxpagesize/, () => ann.field('Channel ID').fill(''));
	for (const words of ['title', 'words 9', 'product 12', 'nobody'])
		await timeOf(`search for ${words}`, (i) =>
			answered(ann, new RegExp(`search=${words.replace(' ', '.')}.?${i}&`), () =>
				ann.page.getByRole('searchbox').fill(`${words}${i}`)), times);
	await ann.page.getByRole('searchbox').fill('');
	await ann.page.locator(rows).nth(49).waitFor();
	await timeOf('Load more', (i) => answered(ann, list, async () => {
		await ann.button('Load more').click();
		await ann.page.locator(rows).nth(50 * (i + 2) - 1).waitFor();
	}), times);
	await timeOf('a review', async (i) => {
		if (i > 0)
			await ann.closePane();
		await ann.page.locator('.review-open').nth(i).click();
		await ann.heading('Details').waitFor();
	}, times);
	await ann.closePane();
	await timeOf('Reporting', async () => {
		await ann.page.getByRole('link', { name: 'Settings' }).click();
		await ann.heading('Settings').waitFor();
		await ann.page.getByRole('link', { name: 'Reporting' }).click();
		await ann.page.locator('.tile').first().waitFor();
	}, times);
	await timeOf('another period', (i) => answered(ann, /v1\/report(\?|$)/, () =>
		ann.field('Period').selectOption(['all', '90', '30'][i])), times);
	await ann.page.getByRole('link', { name: 'Delete' }).click();
	await ann.field('Search by').selectOption('userId');
	await timeOf('a person', async (i) => {
		await ann.field('Search for users by user ID').fill(`user ${i + 1}`);
		await answered(ann, /personal-data/, () => ann.button('Search').click());
		await ann.heading('Results').waitFor();
	}, times);
	await timeOf('Audit', async () => {
		await ann.page.getByRole('link', { name: 'Settings' }).click();
		await ann.heading('Settings').waitFor();
		await ann.page.getByRole('link', { name: 'Audit' }).click();
		await ann.page.locator(rows).first().waitFor();
	}, times);
	judge(times);
}));
