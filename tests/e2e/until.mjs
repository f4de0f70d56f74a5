// Waits for what other programs bring about, and walks lists that come page by page.
import { setTimeout as sleep } from 'node:timers/promises';

// What act() gives, once that is neither undefined nor false; it acts again and again until then.
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

// The pages of a list, from that URL on; read(url) gives one, which may name its nextLink.
export async function* pagesOf(first, read) {
	for (let next = first; next !== undefined;) {
		const page = await read(next);

		yield page;
		next = page.nextLink;
	}
}
