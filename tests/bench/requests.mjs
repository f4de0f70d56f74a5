// Figures of single requests: a cached token, new tokens, and junk.
import path from 'node:path';
import { writeFile } from 'node:fs/promises';

import { expect } from '../e2e/programs.mjs';
import { alternate, atLeast, collect, count, run, seconds, wrk } from './measure.mjs';
import { folder, importReviews, release, startApache, startBare, startFastify, summaryPath, withService }
	from './scene.mjs';

const wrongApp = '11111111-2222-4333-8444-555555555555';
const script = path.join(folder, 'tokens.lua');

function pair(a, b) {
	return `${count(a, '/s')} : ${count(b, '/s')}`;
}

export const warm = () => collect(async (rows) => {
	await withService(async ({ scene, entra, peers, service, token }) => {
		await importReviews(service, token);
		const url = `${service.url}${summaryPath}`;
		const answer = await expect(200, 'GET', url, { credential: token });
		const bare = await startBare(peers, scene, answer);
		const apache = await startApache(peers, scene, entra, answer);
		const one = await startFastify(peers, scene, entra, service, 1);
		const two = await startFastify(peers, scene, entra, service, 2);

		// Each peer does the work that is compared.
		await expect(401, 'GET', apache, { credential: entra.token({ key: entra.stranger }) });
		await expect(401, 'GET', apache, { credential: entra.token({ client: wrongApp }) });
		await expect(200, 'GET', apache, { credential: token });
		await expect(401, 'GET', one, { credential: entra.token({ client: wrongApp }) });
		assertSame((await expect(200, 'GET', one, { credential: token })).json(), answer.json());
		const rates = await alternate({
			service: async () => (await wrk(url, { token })).rate,
			bare: async () => (await wrk(bare, { token })).rate,
			apache: async () => (await wrk(apache, { token })).rate,
			one: async () => (await wrk(one, { token })).rate,
			two: async () => (await wrk(two, { token })).rate,
		});
		const node = Math.max(rates.one, rates.two);

		rows.push(atLeast('summary by a warm token, 32 connections : bare libmicrohttpd, same answer',
			pair(rates.service, rates.bare), rates.service / rates.bare, 0.7));
		rows.push(atLeast('the same : mod_oauth2, static file', pair(rates.service, rates.apache),
			rates.service / rates.apache, 5));
		rows.push(atLeast('the same : fastify with jose and better-sqlite3, same check and SQL',
			pair(rates.service, node), rates.service / node, 6));
	});
});

function assertSame(a, b) {
	if (JSON.stringify(a) !== JSON.stringify(b))
		throw new Error(`${JSON.stringify(a)} is not ${JSON.stringify(b)}`);
}

// Writes a file of tokens, one per line.
async function write(scene, name, tokens) {
	const file = path.join(scene.folder, name);

	await writeFile(file, tokens.map((token) => `${token}\n`).join(''));
	return file;
}

function make(number, one) {
	return Array.from({ length: number }, one);
}

const distinctCount = 100000;
// Every token is evicted before it comes again: the cache has space for less than a tenth.
const smallCache = 'auth.token-cache-kib=512';

function loadTokens(url, file, options) {
	return wrk(url, { script, scriptArguments: [file], ...options });
}

export const distinct = () => collect(async (rows) => {
	await withService(async ({ scene, entra, service, token }) => {
		await importReviews(service, token);
		const url = `${service.url}${summaryPath}`;
		const all = await write(scene, 'distinct', make(distinctCount, () => entra.token()));
		const one = await write(scene, 'one', [token]);
		const rates = await alternate({
			distinct: async () => (await loadTokens(url, all)).rate,
			warm: async () => (await loadTokens(url, one)).rate,
		});

		rows.push(atLeast('100,000 distinct tokens : one warm token, by the same script',
			pair(rates.distinct, rates.warm), rates.distinct / rates.warm, 0.4));
	}, { settings: [smallCache] });
	rows.push(await verification());
});

async function verification() {
	const rates = await alternate({
		service: async () => Number((await run(path.join(release, 'bench_verify'))).stdout
			.match(/signature: (\d+)/)[1]),
		openssl: async () => Number((await run('openssl', ['speed', '-seconds', String(seconds), 'rsa2048']))
			.stdout.match(/rsa 2048 bits.*\s([\d.]+)\s*$/m)[1]),
	});

	return atLeast('verification of a signature, one thread : openssl speed rsa2048',
		pair(rates.service, rates.openssl), rates.service / rates.openssl, 0.75);
}

// Returns the token with a wrong character in its signature. There are as many as good tokens, since
// the time that wrk spends on a request depends on the number of tokens.
function spoil(token) {
	const at = token.length - 100;

	return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

export const junk = () => collect(async (rows) => {
	await withService(async ({ scene, entra, service, token }) => {
		await importReviews(service, token);
		const url = `${service.url}${summaryPath}`;
		const good = make(distinctCount, () => entra.token());
		const kinds = {
			badSignature: good.map(spoil),
			unknownKid: make(2000, (_, i) => entra.token({ key: entra.stranger, kid: `kid-${i}` })),
			malformed: make(2000, (_, i) => `eyJhbGciOiJSUzI1NiJ9.eyJhIjoi${i}`),
		};
		const mixed = Object.values(kinds).flatMap((tokens) => tokens.slice(0, 2000))
			.map((each) => ({ each, at: Math.random() })).sort((a, b) => a.at - b.at)
			.map(({ each }) => each);
		const all = await write(scene, 'distinct', good);
		const files = { mixed: await write(scene, 'mixed', mixed) };

		for (const [name, tokens] of Object.entries(kinds))
			files[name] = await write(scene, name, tokens);
		const measures = { distinct: async () => (await loadTokens(url, all)).rate };

		for (const [name, file] of Object.entries(files))
			measures[name] = async () => (await loadTokens(url, file, { refused: true })).rate;
		const rates = await alternate(measures);

		rows.push(atLeast('refused: junk in thirds : distinct good tokens accepted',
			pair(rates.mixed, rates.distinct), rates.mixed / rates.distinct, 1));
		for (const [name, words] of [['badSignature', 'of a wrong signature'],
			['unknownKid', 'of an unknown kid'], ['malformed', 'malformed']])
			rows.push(atLeast(`refused: ${words} : distinct good tokens accepted`,
				pair(rates[name], rates.distinct), rates[name] / rates.distinct, 1));
		rows.push(await beside(url, token, files.mixed));
	}, { settings: [smallCache] });
});

async function beside(url, token, file) {
	const good = () => wrk(url, { token, connections: 8 });
	const rates = await alternate({
		alone: async () => (await good()).rate,
		beside: async () => {
			const flood = loadTokens(url, file, { refused: true, forSeconds: seconds + 1 });
			const { rate } = await good();

			await flood;
			return rate;
		},
	});

	return atLeast('good requests, 8 connections, beside 32 of junk : alone',
		pair(rates.beside, rates.alone), rates.beside / rates.alone, 0.5);
}
