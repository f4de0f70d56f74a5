// Prints the reviews of a shop with twenty thousand products, in NDJSON like an export; the same in
// every run. To restore them:
//	node tests/e2e/many_reviews.mjs 1000000 | s2s-registry --set database.path=FILE import -
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const productCount = 20000;
const userCount = 300000;
const channelCount = 40;
const markets = ['US', 'DE', 'FR', 'GB', 'JP', 'CA', 'AU', 'IT', 'ES', 'NL', 'SE', 'PL', 'BR', 'MX',
	'IN', 'KR', 'CH', 'AT', 'BE', 'DK', 'NO', 'FI', 'IE', 'PT', 'NZ'];
const firstDayMs = Date.UTC(2016, 0, 1);
const dayMs = 86400000;
const dayCount = 3650;
const linesAtOnce = 1000;

const syllables = ['ba', 'de', 'ki', 'lo', 'mu', 'na', 'pe', 'ri', 'so', 'tu', 'va', 'we', 'xi', 'yo',
	'zu', 'fa'];
const wordCount = 60000;

// The words of a language; lower numbers are more frequent. Every third review has "shirt".
function wordOf(number) {
	let word = '';

	for (let rest = number + 16; rest > 0; rest >>= 4)
		word += syllables[rest & 15];
	return word;
}

// A generator of 32 bits (mulberry32); returns numbers from 0 to 1.
function randomOf(seed) {
	let state = seed >>> 0;

	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let value = Math.imul(state ^ (state >>> 15), state | 1);

		value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
		return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
	};
}

// Small numbers are frequent, as in word counts and sales.
function skewed(random, count) {
	return Math.floor(count ** random()) - 1;
}

function textOf(random, length) {
	const words = Array.from({ length }, () => wordOf(skewed(random, wordCount)));

	if (random() < 1 / 3)
		words[0] = 'shirt';
	return words.join(' ');
}

function idOf(number) {
	const hex = number.toString(16).padStart(12, '0');

	return `018bcfe5-6800-7000-8000-${hex}`;
}

const starsOf = (random) => {
	const value = random();

	return value < 0.08 ? 1 : value < 0.14 ? 2 : value < 0.24 ? 3 : value < 0.48 ? 4 : 5;
};

function statesOf(random, number, at) {
	const value = random();
	const states = {};

	if (value < 0.01)
		states.isPublished = false;
	else if (value < 0.015)
		Object.assign(states, { isTakenDown: true, takeDownReason: 'Spam' });
	if (random() < 0.005)
		states.concernCount = 1 + Math.floor(random() * 3);
	if (random() < 0.04)
		Object.assign(states, {
			responseId: idOf(number + 0x800000000000),
			responderName: 'Moderator',
			responseText: 'Thank you for your review.',
			responseDateTime: new Date(at + dayMs).toISOString(),
		});
	return states;
}

// Returns a review; every 100,000th contains "zanzibar".
export function reviewOf(number) {
	const random = randomOf(number);
	const product = skewed(random, productCount + 1);
	const at = firstDayMs + Math.floor(random() * dayCount * dayMs);
	const rare = number % 100000 === 7 ? ' zanzibar' : '';
	const user = Math.floor(random() * userCount);
	const time = new Date(at).toISOString();

	return {
		reviewId: idOf(number),
		source: 'shop',
		externalId: `r${number}`,
		productId: `P${10000 + product}`,
		productName: `Product ${wordOf(product)} ${product}`,
		rating: starsOf(random),
		title: textOf(random, 3),
		reviewText: random() < 0.1 ? undefined : textOf(random, 8 + Math.floor(random() * 40)) + rare,
		market: random() < 0.05 ? undefined : markets[skewed(random, markets.length + 1)],
		locale: 'en-us',
		channelId: `${68719478000 + skewed(random, channelCount + 1)}`,
		userId: `user ${user}`,
		userName: `User ${user}`,
		submittedDateTime: time,
		createdDateTime: time,
		lastModifiedDateTime: time,
		helpfulPositive: skewed(random, 20),
		helpfulNegative: skewed(random, 5),
		...statesOf(random, number, at),
	};
}

async function print(count) {
	for (let from = 0; from < count; from += linesAtOnce) {
		const length = Math.min(linesAtOnce, count - from);
		const lines = Array.from({ length }, (_, i) => `${JSON.stringify(reviewOf(from + i))}\n`);

		if (!process.stdout.write(lines.join('')))
			await once(process.stdout, 'drain');
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	await print(Number(process.argv[2]));
