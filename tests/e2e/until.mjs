// Waits for events in other programs, and reads lists page by page.
import { setTimeout as sleep } from 'node:timers/promises';

// Repeats act() until it returns neither undefined nor false; returns that value.
export async function until(what, act, { limitMs = 120000, pauseMs = 50 } = {}) {
	const end = performance.now() + limitMs;

	for (;;) {
		const value = await act();

		if (value !== undefined && value !== false)
			return value;
		if (performance.now() >= end)
			throw new Error(`${what}: not within ${limitMs} ms`);
		await sleep(pauseMs);
	}
}

// Yields the pages of a list from this URL on; read(url) returns one, which may have a nextLink.
export async function* pagesOf(first, read) {
	for (let next = first; next !== undefined;) {
		const page = await read(next);

		yield page;
		next = page.nextLink;
	}
}
