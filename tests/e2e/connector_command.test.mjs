// The connector command refuses what it would otherwise ignore, and says why it can write nothing. What
// it writes is the subject of tests/checks/connector.sh.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const audience = ['--set', 'auth.audiences=api://s2s-registry'];
const settingsMax = 64;

function run(...args) {
	const { status, stdout, stderr } = spawnSync(process.env.REGISTRY, ['connector', ...args]);

	return [status, `${stdout}`, `${stderr}`];
}

const misused = (what) => [2, '', `s2s-registry: connector ${what}\n`];
const failed = (what) => [1, '', `s2s-registry: ${what}\n`];

test('arguments that the command cannot follow are refused', () => {
	const settings = Array.from({ length: settingsMax }, () => audience).flat();

	assert.deepEqual(run(), misused('needs --out DIR'));
	assert.deepEqual(run('--out'), misused('needs a value for --out'));
	assert.deepEqual(run('--out', '--admin'), misused('needs a value for --out'));
	assert.deepEqual(run('--out', 'a', '--out', 'b'), misused('accepts no further --out'));
	assert.deepEqual(run('--out', 'a', '--force', 'b'), misused('does not accept --force'));
	assert.deepEqual(run('--out', 'a', ...settings, ...audience), misused('accepts no further --set'));
	assert.deepEqual(run('--out', 'a', ...settings, '--host', 'a.example'),
		misused('accepts no further --set with --host'));
});

test('a connector that cannot be made or written is a failure', async () => {
	const folder = await mkdtemp(path.join(tmpdir(), 'connector-'));
	const out = ['--out', path.join(folder, 'connector')];

	try {
		assert.deepEqual(run(...out), failed('A connector needs an audience: set auth.audiences.'));
		assert.deepEqual(run(...out, ...audience, '--host', '[::1]:8443'), failed(
			'A connector cannot reach an IPv6 address: set server.public-url to a URL with a host name.'));
		assert.deepEqual(run('--out', '/dev/null', ...audience),
			failed('/dev/null/apiDefinition.swagger.json: Not a directory.'));
	} finally {
		await rm(folder, { recursive: true });
	}
});
