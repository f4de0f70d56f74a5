// How long a new user needs for the first accepted call: clones the last commit, runs the commands of
// README.md (By hand), and then those of docs/tutorial-power-automate.md, each up to the block in which
// an app makes its first call. Prints the seconds, and fails above five minutes. Needs the packages that
// scripts/demo.sh installs, and the ports 9001 and 9002; uses no compiler cache.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBlocks } from '../e2e/document.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const limitS = 300;
const firstCall = '/v2.0/caller';
const walks = [
	{ name: 'README.md', section: 'By hand' },
	{ name: 'docs/tutorial-power-automate.md' },
];

// A reader starts the two programs in shells of their own; here they run in the background.
const prologue = `
set -e
programs=()
trap 'kill "\${programs[@]}"' EXIT
stay() {
	local log

	log=$(mktemp serving.XXXXXX)
	command "$@" >"$log" 2>&1 &
	programs+=($!)
	until grep -q '"event":"listening"' "$log"; do
		kill -0 $!
		sleep 0.02
	done
}
function build/release/s2s-dev-issuer {
	stay build/release/s2s-dev-issuer "$@"
}
function build/release/s2s-registry {
	if [[ \${*: -1} == serve ]]; then
		stay build/release/s2s-registry "$@"
	else
		command build/release/s2s-registry "$@"
	fi
}
`;

function readWalk(folder, { name, section }) {
	const blocks = readBlocks(readFileSync(path.join(folder, name), 'utf8'), section);
	const end = blocks.findIndex(({ commands }) => commands.includes(firstCall));

	assert.ok(end >= 0, `${name} has no call of ${firstCall}`);
	return blocks.slice(0, end + 1).map(({ commands, line }) =>
		`${commands}\necho "$EPOCHREALTIME ${name}:${line}" >>times\n`).join('');
}

function runWalks(folder) {
	const env = { ...process.env, CCACHE_DISABLE: '1' };
	const { status, stdout } = spawnSync('bash',
		['-c', prologue + walks.map((walk) => readWalk(folder, walk)).join('')],
		{ cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 });

	assert.equal(status, 0, stdout.toString());
	assert.equal(stdout.toString().match(/^\{.*"tokenKind":.*$/gm)?.length, walks.length,
		'each walk ends with an accepted call');
}

const startedAt = Date.now() / 1000;
const folder = mkdtempSync(path.join(tmpdir(), 'first-call-'));

try {
	execFileSync('git', ['clone', '--quiet', root, folder]);
	runWalks(folder);
	const times = readFileSync(path.join(folder, 'times'), 'utf8').trim().split('\n')
		.map((line) => line.split(' '));

	for (const [at, block] of times)
		console.log(`${(at - startedAt).toFixed(1).padStart(7)} s  ${block}`);
	assert.ok(times.at(-1)[0] - startedAt < limitS, `not within ${limitS} s`);
} finally {
	rmSync(folder, { recursive: true });
}
