// The latency of reads during imports.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from '../e2e/programs.mjs';
import { alternate, atMost, collect, count, median, milliseconds, wrk } from './measure.mjs';
import { folder, sqlite, summaryPath, withService } from './scene.mjs';
import { realOptions, writeReal } from './volumes.mjs';

// Imports the file again and again while isWanted().
async function importWhile(service, token, file, isWanted) {
	const body = await readFile(file);
	const url = new URL(`${service.url}/v2.0/reviews:import`);

	url.searchParams.set('columns', realOptions.at(-1));
	while (isWanted()) {
		url.searchParams.set('source', `bench-${process.hrtime.bigint()}`);
		await expect(200, 'POST', url, { credential: token, body, type: 'text/csv' });
	}
}

// Returns the number of items stored so far.
async function readSequence(scene) {
	return Number(await sqlite(scene.databaseFile, 'SELECT sequence FROM feed_state;'));
}

// Writes the file for readBesideImports().
export async function writeImported(scene) {
	const file = path.join(scene.folder, 'real.csv');

	await writeReal(file, 20000);
	return file;
}

export async function readAlone({ service, token }, loading) {
	return (await wrk(`${service.url}${summaryPath}`, { token, ...loading })).p99;
}

// Returns the p99 of reads during imports of the file, and the imported items per second.
export async function readBesideImports(context, file, loading) {
	const { scene, service, token } = context;
	let wanted = true;
	const imports = importWhile(service, token, file, () => wanted);

	await sleep(500);
	const stored = await readSequence(scene);
	const begun = performance.now();
	const p99 = await readAlone(context, loading);
	const spentMs = performance.now() - begun;
	const itemsPerSecond = (await readSequence(scene) - stored) / spentMs * 1000;

	wanted = false;
	await imports;
	return { p99, itemsPerSecond };
}

// Returns the p99 of reads alone and during imports of the real file, and the imported items per
// second.
async function compareP99(context, loading) {
	const file = await writeImported(context.scene);
	const rates = [];
	const times = await alternate({
		alone: () => readAlone(context, loading),
		beside: async () => {
			const { p99, itemsPerSecond } = await readBesideImports(context, file, loading);

			rates.push(itemsPerSecond);
			return p99;
		},
	});

	return { ...times, itemsPerSecond: median(rates) };
}

// Reads with pauses leave enough processor time for an import; reads without pauses take most of it.
export const readers = {
	'16 connections that rest 1 ms': { connections: 16, script: path.join(folder, 'resting.lua') },
	'4 connections that do not rest': { connections: 4 },
};

export const p99 = () => collect(async (rows) => {
	for (const [name, loading] of Object.entries(readers)) {
		await withService(async (context) => {
			const times = await compareP99(context, loading);

			rows.push(atMost(`p99 of summaries, ${name}, while imports run : without`,
				`${milliseconds(times.beside)} : ${milliseconds(times.alone)}, ` +
				`beside ${count(times.itemsPerSecond, 'items/s')}`, times.beside / times.alone, 3));
		});
	}
});
