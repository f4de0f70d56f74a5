// Some dozens of reviews, of several products, markets, channels and days, some with markup or
// control characters.
import assert from 'node:assert/strict';
import { call, expect } from '../e2e/programs.mjs';
import { onStage } from './browser.mjs';

const dayMs = 86400000;
const products = ['Wrap dress', 'Linen shirt', 'Denim jacket', 'Knit scarf'];
const markets = ['US', 'DE', 'FR', undefined];

export const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

const words = [
	['Good', 'Fits well, and the colour stays.'],
	['Too small', 'Take one size more.\nThe seam is fine.'],
	[hostile, `${hostile} \u202Eder esrever`],
	['مريح جدا', 'المقاس مناسب واللون جميل'],
	['👗👗👗', `${'Longwordwithoutablank'.repeat(20)}`],
	[undefined, undefined],
];

function makeReview(i) {
	const [title, reviewText] = words[i % words.length];
	const product = i % products.length;

	return {
		externalId: `r${i}`,
		productId: `P-${product}`,
		productName: products[product],
		rating: 1 + (i * 7 + product) % 5,
		title,
		reviewText,
		market: markets[i % markets.length],
		locale: 'en-us',
		channelId: `channel-${i % 3}`,
		userId: `user-${i % 7}`,
		userName: `User ${i % 7}`,
		userEmail: `user${i % 7}@example.com`,
		submittedDateTime: new Date(Date.now() - i * 5 * dayMs).toISOString(),
		isPublished: i % 9 !== 4,
	};
}

// Registers an app with all permissions and returns its token.
export async function register(stage) {
	await stage.service.register(stage.adminKey);
	return stage.issuer.token();
}

export async function importReviews(stage, credential, count = 60) {
	const json = Array.from({ length: count }, (_, i) => makeReview(i));
	const url = `${stage.service.url}/v2.0/reviews:import?source=shop`;
	const { counts, created } = (await expect(200, 'POST', url, { credential, json })).json();

	assert.equal(created ?? counts.created, count);
}

// The newest reviews in the form for moderators.
export async function listReviews(stage, query = '') {
	return (await stage.admin.expect(200, 'GET', `/reviews?maxpagesize=100${query}`)).json().value;
}

// Adds two concerns and a vote to one review, and a response to another.
export async function talkAbout(stage, credential) {
	const [first, second] = await listReviews(stage, '&status=published');
	const at = `${stage.service.url}/v2.0/reviews/${first.reviewId}`;
	const readers = ['spam', 'profanity'];

	for (const reason of readers) {
		const json = { encodedUser: `reader of ${reason}`, reason };

		await expect(204, 'POST', `${at}:report`, { credential, json });
	}
	assert.equal((await call('POST', `${at}:vote`, { credential,
		json: { encodedUser: 'reader of spam', helpful: true } })).status, 200);
	await stage.admin.expect(201, 'PUT', `/reviews/${second.reviewId}/response`, {
		json: { responseText: 'Thank you, we look into it.' } });
}

// Runs a test with a person on one of the pages, and reviews, every ninth of them unpublished.
export function withReviews(page, act) {
	return onStage(async (stage) => {
		const token = await register(stage);

		await importReviews(stage, token);
		await talkAbout(stage, token);
		const ann = await stage.person();

		await ann.enter(`/reviews/${page}`);
		await act(stage, ann);
	});
}
