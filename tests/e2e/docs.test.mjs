// Runs the commands of the documents, each document in one shell and in order, and compares the output
// with the documents.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findFaults, parseShown, readBlocks } from './document.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const shellLimitMs = 180000;
const sanitizerWords = /AddressSanitizer|LeakSanitizer|ThreadSanitizer|runtime error:/;

// The number of blocks of the README that start the two programs, for documents that need them.
const startBlocks = 2;
const install = 'docs/operations.md';
const mustShow = [install, 'docs/administration.md'];
// Documents that start the programs themselves.
const startThemselves = [install, 'docs/tutorial-backend.md'];
// A reader repeats the walk with the database of the last time.
const readme = { name: 'README.md', section: 'By hand', times: 2 };

// The commands that the documents call by name. Programs that serve start in the background.
const prologue = `
programs=()
stay() {
	local log

	log=$(mktemp program.XXXXXX)
	"$@" >"$log" 2>&1 &
	programs+=($!)
	until grep -q '"event":"listening"' "$log"; do
		if ! kill -0 $! 2>/dev/null; then
			cat "$log" >&2
			exit 1
		fi
		sleep 0.02
	done
}
s2s-registry() {
	if [[ \${*: -1} == serve ]]; then
		stay "$REGISTRY" "$@"
	else
		"$REGISTRY" "$@"
	fi
}
function build/release/s2s-registry {
	s2s-registry "$@"
}
function build/release/s2s-dev-issuer {
	stay "$DEV_ISSUER" "$@"
}
cmake() {
	:
}
# The packages are installed before the test.
npm() {
	:
}
apt-get() {
	:
}
# Debian's, whose packages a document installs, even if the machine has another one.
python3() {
	/usr/bin/python3 "$@"
}
useradd() {
	:
}
systemctl() {
	:
}
# The test has no second user.
sudo() {
	if [[ $1 == -u ]]; then
		shift 2
	fi
	"$@"
}
install() {
	local options=()

	while (($# > 0)); do
		if [[ $1 == -o || $1 == -g ]]; then
			shift 2
		else
			options+=("$1")
			shift
		fi
	done
	command install "\${options[@]}"
}
end_programs() {
	for program in "\${programs[@]}"; do
		kill "$program"
		wait "$program" || echo "a program ended with $?" >>ends
	done
	programs=()
}
trap end_programs EXIT
`;

async function freePorts(count) {
	const servers = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));

	await Promise.all(servers.map((server) => once(server, 'listening')));
	const ports = servers.map((server) => server.address().port);

	await Promise.all(servers.map((server) => once(server.close(), 'close')));
	return ports;
}

// Returns the blocks of a document with the folders and the free ports (from 9001) of this run.
async function readDocument({ name, section }, ports) {
	const markdown = (await readFile(path.join(root, name), 'utf8'))
		.replace(/\b900[1-9]\b/g, (port) => ports[Number(port) - 9001])
		.replaceAll(/\/(?:etc|var\/lib)\//g, './installed/');

	return readBlocks(markdown, section);
}

// Copies the files that the documents install, with the folders of this run.
async function copyConfig(folder) {
	const [from, to] = [path.join(root, 'config'), path.join(folder, 'config')];

	await mkdir(to);
	for (const name of ['s2s-registry.conf', 's2s-registry.service']) {
		const text = await readFile(path.join(from, name), 'utf8');

		await writeFile(path.join(to, name), text.replaceAll('/var/lib/', './installed/'));
	}
}

// The commands of a run. Its files have names that begin with `run`.
function makeScript(blocks, run) {
	return blocks.map(({ commands }, i) => {
		const file = `${run}.${i}`;

		return `{\n${commands}\n} >${file}.out 2>${file}.err </dev/null\necho $? >${file}.status\n`;
	}).join('');
}

async function runShell(folder, script) {
	await writeFile(path.join(folder, 'script.sh'), script);
	const shell = spawn('bash', ['script.sh'], { cwd: folder, detached: true, stdio: 'inherit' });
	const timer = setTimeout(() => process.kill(-shell.pid, 'SIGKILL'), shellLimitMs);

	await once(shell, 'exit');
	clearTimeout(timer);
}

async function readResults(folder, blocks, run) {
	const read = (name) => readFile(path.join(folder, `${run}.${name}`), 'utf8').catch(() => '');

	return Promise.all(blocks.map(async (_, i) => ({
		output: await read(`${i}.out`),
		complaint: await read(`${i}.err`),
		status: Number((await read(`${i}.status`)) || -1),
	})));
}

async function checkPrograms(folder) {
	const names = await readdir(folder);

	for (const name of names.filter((each) => each.startsWith('program.')))
		assert.doesNotMatch(await readFile(path.join(folder, name), 'utf8'), sanitizerWords);
	assert.ok(!names.includes('ends'), 'every program ends well');
}

// Runs a document after the blocks that start the programs, once or several times in the same folder,
// each time with new processes. Returns for each run the document's blocks and their results.
async function runDocument(document) {
	const folder = await mkdtemp(path.join(tmpdir(), 'docs-'));
	const ports = await freePorts(9);

	try {
		await copyConfig(folder);
		await symlink(path.join(root, 'tests/e2e/node_modules'), path.join(folder, 'node_modules'));
		const blocks = await readDocument(document, ports);
		const first = document.needsPrograms
			? (await readDocument(readme, ports)).slice(0, startBlocks) : [];

		const all = [...first, ...blocks];
		const runs = Array.from({ length: document.times ?? 1 }, (_, i) => `run${i + 1}`);

		await runShell(folder, prologue +
			runs.map((run) => makeScript(all, run)).join('end_programs\n'));
		await checkPrograms(folder);
		const results = await Promise.all(runs.map((run) => readResults(folder, all, run)));

		return results.map((each) => ({ name: document.name, blocks,
			results: each.slice(first.length) }));
	} finally {
		await rm(folder, { recursive: true });
	}
}

function describe({ blocks, results }, faults) {
	const complaints = results.map(({ complaint, status }, i) =>
		status === 0 ? '' : `line ${blocks[i].line} ends with ${status}: ${complaint}\n`);

	return `${faults.join('\n')}\n${complaints.join('')}`;
}

async function showsCommands(name) {
	return readBlocks(await readFile(path.join(root, name), 'utf8')).length > 0;
}

// Yields the value with each of its parts made wrong, one at a time.
function* spoilValue(value, put) {
	if (value === '…')
		return;
	if (typeof value !== 'object') {
		yield put(typeof value === 'string' ? `${value} not` : 'of another type');
		return;
	}
	for (const key of Object.keys(value)) {
		const copy = structuredClone(value);

		yield* spoilValue(value[key], (wrong) => {
			copy[key] = wrong;
			return put(copy);
		});
	}
	if (Array.isArray(value) && value.at(-1) !== '…')
		yield put([...value, '…', 'one more']);
	if (!Array.isArray(value) && !('…' in value)) {
		yield put({ ...value, oneMore: 1 });
		yield put(Object.fromEntries(Object.entries(value).slice(1)));
	}
}

function* spoilShown({ kind, text }) {
	const end = text.search(/\n\n/);
	const [head, body] = kind !== 'http' ? ['', text]
		: end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end)];

	for (const line of head.split('\n').filter((each) => each !== ''))
		yield text.replace(line, `${line} not`);
	if (kind === 'text' && text !== '…')
		yield `not ${text}`;
	if (kind !== 'text' && body.trim() !== '') {
		for (const wrong of spoilValue(parseShown(body), (value) => value))
			yield `${head}\n\n${JSON.stringify(wrong)}`.trim();
	}
}

// Makes every shown value wrong, one at a time, and checks that the comparison detects it.
function checkDetection({ name, blocks, results }) {
	let count = 0;

	blocks.forEach((block, i) => block.shown.forEach((shown, j) => {
		for (const text of spoilShown(shown)) {
			const wrong = [...blocks];

			wrong[i] = { ...block, shown: block.shown.toSpliced(j, 1, { ...shown, text }) };
			assert.notDeepEqual(findFaults(name, wrong, results), [],
				`${name}:${shown.line}: not detected: ${text.slice(0, 300)}`);
			count++;
		}
		const without = [...blocks];

		without[i] = { ...block, shown: block.shown.toSpliced(j, 1) };
		assert.notDeepEqual(findFaults(name, without, results), [],
			`${name}:${shown.line}: missing block not detected`);
	}));
	return count;
}

async function check(t, document) {
	const runs = await runDocument(document);

	runs.forEach((run, i) => {
		const faults = findFaults(run.name, run.blocks, run.results);

		assert.deepEqual(faults, [], `run ${i + 1}: ${describe(run, faults)}`);
	});
	const [run] = runs;
	const shownCount = run.blocks.flatMap(({ shown }) => shown).length;

	assert.ok(shownCount > 0, 'something is shown');
	t.diagnostic(`${run.blocks.length} blocks, ${shownCount} answers, ` +
		`${checkDetection(run)} wrong copies detected`);
}

test('README.md, by hand', (t) => check(t, readme));

const files = (await readdir(path.join(root, 'docs'))).filter((file) => file.endsWith('.md'));

for (const name of new Set([...mustShow, ...files.map((file) => `docs/${file}`)])) {
	if (mustShow.includes(name) || await showsCommands(name))
		test(name, (t) => check(t, { name, needsPrograms: !startThemselves.includes(name) }));
}

// The codes in the first column of the tables in a document, each with the statuses in another column.
function* codesIn(markdown) {
	for (const row of markdown.split('\n').filter((line) => line.startsWith('| '))) {
		const cells = row.split(' | ').map((cell) => cell.replace(/^\| |\|$/g, ''));
		const isStatus = (cell) => /^[2-5]\d\d(, [2-5]\d\d)*$/.test(cell);
		const statuses = cells.find(isStatus)?.split(', ') ?? [];

		for (const [, code] of cells.filter((cell) => !isStatus(cell))[0].matchAll(/`([A-Z]\w+)`/g))
			yield { code, statuses };
	}
}

test('the failures that a tutorial explains are failures of the service', async () => {
	const read = (name) => readFile(path.join(root, 'docs', name), 'utf8');
	const known = new Map();

	for (const name of ['api.md', 'security.md']) {
		for (const { code, statuses } of codesIn(await read(name)))
			known.set(code, [...known.get(code) ?? [], ...statuses]);
	}
	const explained = [...codesIn(await read('tutorial-power-automate.md'))]
		.filter(({ statuses }) => statuses.length > 0);

	assert.ok(explained.length > 20);
	for (const { code, statuses } of explained)
		assert.ok(known.get(code)?.some((status) => statuses.includes(status)), `${code} ${statuses}`);
});

test('missing commands and wrong output are detected', () => {
	const markdown = '## A\n```sh\necho hello\n```\n\n```text\nhello\n```\n';
	const results = [{ output: 'hello\n', status: 0 }];

	assert.deepEqual(findFaults('a', readBlocks(markdown), results), []);
	assert.equal(findFaults('a', readBlocks(markdown.replace('\nhello\n', '\nbye\n')), results).length, 1);
	assert.equal(findFaults('a', readBlocks(markdown, 'B'), []).length, 1);
	assert.equal(findFaults('a', readBlocks('nothing'), []).length, 1);
});
