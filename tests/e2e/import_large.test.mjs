// Imports of the largest size: the service's memory, and its report of wrong rows.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { expect, untilOver, withRegisteredApp } from './programs.mjs';

// Sanitizers keep freed memory to detect its use, which would distort the measurement.
process.env.ASAN_OPTIONS = `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=4`;

const limitBytes = 100 * 1024 * 1024;
// The memory for a body in addition to its mapped file; usually 25 MiB, more on a busy machine.
const boundKib = 64 * 1024;
const textBytes = 16000;
const rowCount = 100000;
const wrongEvery = 1009;
const pollMs = 200;

async function peakKib(service) {
	const status = await readFile(`/proc/${service.child.pid}/status`, 'utf8');

	return Number(/VmHWM:\s+(\d+) kB/.exec(status)[1]);
}

// Returns an array of as many items as fit into this number of bytes.
function makeJson(limit) {
	const items = [];
	let bytes = 3;

	for (;;) {
		const text = `${items.length} `.padEnd(textBytes, 'words and more words ');
		const item = JSON.stringify({ externalId: `e${items.length}`, productId: 'p', rating: 3,
			reviewText: text });

		bytes += item.length + 2;
		if (bytes > limit)
			return { body: `[${items.join(',\n')}]\n`, count: items.length };
		items.push(item);
	}
}

async function importNow({ service }, token, body) {
	const answer = await expect(200, 'POST', `${service.url}/v2.0/reviews:import?source=now`, {
		credential: token, body, type: 'application/json',
	});

	return answer.json().created;
}

async function importBehind({ service }, token, body) {
	const accepted = await expect(202, 'POST', `${service.url}/v2.0/reviews:import?source=later`, {
		credential: token, body, type: 'application/json', headers: { Prefer: 'respond-async' },
	});
	const answer = await untilOver(accepted.headers.location, token,
		{ limitMs: 600000, pauseMs: pollMs });

	return answer.json().counts.created;
}

for (const [name, send] of [['waited for', importNow], ['in the background', importBehind]]) {
	test(`the largest body is never in memory as a whole: ${name}`, (t) =>
		withRegisteredApp(async (programs) => {
			const token = await programs.issuer.token();
			const { body, count } = makeJson(limitBytes);
			const small = makeJson(limitBytes / 10);

			assert.equal(await send(programs, token, small.body), small.count);
			const before = await peakKib(programs.service);

			assert.equal(await send(programs, token, body), count - small.count);
			const after = await peakKib(programs.service);

			t.diagnostic(`${body.length} bytes, ${count} items: ${before} kB became ${after} kB`);
			assert.ok(body.length > limitBytes * 0.99);
			assert.ok(after - before < boundKib, `${before} kB became ${after} kB`);
		}));
}

test('wrong rows among 100,000 are listed, and the others are stored', (t) =>
	withRegisteredApp(async ({ issuer, service }) => {
		const token = await issuer.token();
		const lines = ['externalId,productId,rating,title'];
		const wrong = new Map();

		for (let row = 1; row <= rowCount; row++) {
			const kind = row % wrongEvery === 0 ? row / wrongEvery % 4 : -1;
			const cells = [`e${row}`, 'p1', `${row % 5 + 1}`, '"a\r\nb, ""c"""'];

			if (kind === 0)
				cells[2] = 'many';
			else if (kind === 1)
				cells[0] = '';
			else if (kind === 2)
				cells[3] = 'x'.repeat(1001);
			else if (kind === 3)
				cells.push('more');
			if (kind >= 0)
				wrong.set(row, [['rating'], ['externalId'], ['title'], [undefined]][kind]);
			lines.push(cells.join(','));
		}
		const startedMs = Date.now();
		const answer = await expect(200, 'POST', `${service.url}/v2.0/reviews:import?source=big`, {
			credential: token, body: `\ufeff${lines.join('\r\n')}`, type: 'text/csv',
		});
		const result = answer.json();
		const rejected = result.items.filter(({ status }) => status === 'rejected');

		t.diagnostic(`${Math.round(rowCount / (Date.now() - startedMs) * 1000)} rows a second`);
		assert.equal(result.total, rowCount);
		assert.equal(result.created, rowCount - wrong.size);
		assert.equal(result.rejected, wrong.size);
		assert.deepEqual(
			new Map(rejected.map(({ row, errors }) => [row, errors.map(({ target }) => target)])),
			wrong);
		assert.equal(await service.countRatings(token), rowCount - wrong.size);
	}));
