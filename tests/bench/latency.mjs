// The wait of those who read while others import.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from '../e2e/programs.mjs';
import { alternate, atMost, collect, count, median, milliseconds, wrk } from './measure.mjs';
import { folder, sqlite, summaryPath, withService } from './scene.mjs';
import { realOptions, writeReal } from './volumes.mjs';

// An import of the file, begun anew as long as it is wanted.
async function importWhile(service, token, file, isWanted) {
	const body = await readFile(file);
	const url = new URL(`${service.url}/v2.0/reviews:import`);

	url.searchParams.set('columns', realOptions.at(-1));
	while (isWanted()) {
		url.searchParams.set('source', `bench-${process.hrtime.bigint()}`);
		await expect(200, 'POST', url, { credential: token, body, type: 'text/csv' });
	}
}

// How many items have been stored so far.
async function readSequence(scene) {
	return Number(await sqlite(scene.databaseFile, 'SELECT sequence FROM feed_state;'));
}

// The p99 of reads alone, and beside imports of the real file; and what these store meanwhile.
async function compareP99({ scene, service, token }, loading) {
	const file = path.join(scene.folder, 'real.csv');
	const rates = [];
	const read = async () => (await wrk(`${service.url}${summaryPath}`, { token, ...loading })).p99;

	await writeReal(file, 20000);
	const times = await alternate({
		alone: read,
		beside: async () => {
			let wanted = true;
			const imports = importWhile(service, token, file, () => wanted);

			await sleep(500);
			const stored = await readSequence(scene);
			const begun = performance.now();
			const value = await read();
			const spentMs = performance.now() - begun;

			rates.push((await readSequence(scene) - stored) / spentMs * 1000);
			wanted = false;
			await imports;
			return value;
		},
	});

	return { ...times, itemsPerSecond: median(rates) };
}

// Reads that rest leave an import the processors that it can use; reads that do not rest take most.
const readers = {
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
