// scripts/demo.sh ends with a summary, and its variables work in another shell.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { audience, call } from './programs.mjs';
import { until } from './until.mjs';

const script = fileURLToPath(new URL('../../scripts/demo.sh', import.meta.url));
const run = promisify(execFile);

// The reviews of docs/sample-reviews.csv, and the one that the demonstration submits.
const reviews = '26 stored: 25 of the file\'s 25 rows, and 1 submitted';

function demo(...args) {
	assert.ok(process.env.REGISTRY, 'REGISTRY must be the path of s2s-registry');
	const env = { ...process.env, DEMO_PROGRAMS: path.dirname(process.env.REGISTRY) };

	return spawn(script, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

// The lines of the summary as an object, or undefined before its last line.
function readSummary(output, last) {
	const [, summary] = output.split('\n--- Summary\n');
	const lines = [...(summary ?? '').matchAll(/^(\S.{15}) (.*)\n/gm)]
		.map(([, name, value]) => [name.trim(), value]);

	return lines.some(([name]) => name === last) ? Object.fromEntries(lines) : undefined;
}

test('the summary has what was shown and what a client needs', async () => {
	const child = demo('--once');
	const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
	const summary = readSummary(output, 'Environment ID');

	assert.equal(status, 0);
	assert.equal(summary.Reviews, reviews);
	assert.match(output, /^in the CSV export +26$/m);
	assert.match(summary['Service URL'], /^http:\/\/127\.0\.0\.1:\d+$/);
	assert.equal(summary.Audience, audience);
	assert.ok(output.includes(`"tenantId": "${summary['Environment ID']}"`));
});

test('without --once the programs stay, and their variables are in a file', async () => {
	const child = demo();
	let output = '';

	child.stdout.on('data', (piece) => {
		output += piece;
	});
	const summary = await until('the summary', () => readSummary(output, 'In a terminal'));
	const file = summary['In a terminal'].match(/^source (\S+),/)[1];
	const { stdout } = await run('bash',
		['-c', `source ${file} && curl -sS "$URL/v2.0/caller" -H "Authorization: Bearer $TOKEN"`]);

	assert.equal(JSON.parse(stdout).tenantId, summary['Environment ID']);
	assert.equal((await call('GET', `${summary['Service URL']}/healthz`)).status, 200);
	const [, key] = summary.Pages.match(/(s2sadm_\S+)$/);

	assert.equal((await call('GET', `${summary['Service URL']}/admin/v1/connection`,
		{ credential: key })).json().serviceUrl, summary['Service URL']);
	child.kill('SIGINT');
	assert.deepEqual(await once(child, 'exit'), [0, null]);
	assert.ok(!existsSync(path.dirname(file)), 'the folder is removed');
});
