// Measures the named figures, or all, one after the other. docs/benchmarks.json has the latest result
// of each, and docs/benchmarks.md is generated from it.
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { p99 } from './latency.mjs';
import { run } from './measure.mjs';
import { distinct, junk, warm } from './requests.mjs';
import { exporting, growth, importing, importingMany, memory, start, submit } from './volumes.mjs';
import { root } from './scene.mjs';

const figures = { warm, distinct, junk, submit, import: importing, 'import-many': importingMany,
	export: exporting, growth, start, memory, p99 };
const jsonFile = path.join(root, 'docs/benchmarks.json');
const markdownFile = path.join(root, 'docs/benchmarks.md');
const isTrial = ['BENCH_ROUNDS', 'BENCH_SECONDS', 'BENCH_REVIEWS'].some((name) => process.env[name]);

async function output(command, ...args) {
	return (await run(command, args)).stdout.trim();
}

async function readMachine() {
	const packages = ['libmicrohttpd12', 'libsqlite3-0', 'libssl3', 'apache2-bin', 'libapache2-mod-oauth2',
		'wrk'];
	const versions = await output('dpkg-query', '-W', '-f', '${Package} ${Version}\n', ...packages);

	return {
		processor: `${os.cpus()[0].model.trim()}, ${os.cpus().length} processors`,
		versions: [...versions.split('\n'), `node ${process.version}`].join(', '),
	};
}

async function readCommit() {
	const id = await output('git', '-C', root, 'rev-parse', '--short=12', 'HEAD');
	const changed = await output('git', '-C', root, 'status', '--porcelain', '--', 'src', 'include',
		'migrations');

	return changed === '' ? id : `${id} with changes`;
}

async function readStore() {
	try {
		return JSON.parse(await readFile(jsonFile, 'utf8'));
	} catch (error) {
		if (error.code !== 'ENOENT')
			throw error;
		return { figures: {} };
	}
}

function table(store) {
	const lines = ['| name | figure | measured | ratio or value | bar | met | commit |',
		'|---|---|---|---|---|---|---|'];

	for (const name of Object.keys(figures)) {
		for (const row of store.figures[name]?.rows ?? [])
			lines.push(`| ${name} | ${row.figure} | ${row.measured} | ${row.value} | ${row.bar} | ` +
				`${row.met ? 'yes' : 'no'} | ${store.figures[name].commit} |`);
	}
	return lines.join('\n');
}

function page(store) {
	return `# Benchmarks

Written by \`scripts/bench.sh\`, which sets up the peers, measures each figure and its peer alternately in one run, five times after a warm-up round (imports: no warm-up), and takes the median of each. wrk generates load over loopback, on the same processors; the service logs every request to a file. \`benchmarks.json\` has the same data.

${store.machine.processor}; ${store.machine.versions}.

${table(store)}

\`scripts/bench.sh NAME\` measures one again. Compare ratios, not rates: machines differ and are never idle. [ARCHITECTURE.md](ARCHITECTURE.md), *What bounds what*, explains why a figure does not meet its bar.
`;
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(figures);
const store = await readStore();

for (const name of names) {
	if (figures[name] === undefined)
		throw new Error(`${name} is no figure; there are ${Object.keys(figures).join(', ')}`);
}
store.machine = await readMachine();
for (const name of names) {
	store.figures[name] = { commit: await readCommit(), rows: await figures[name]() };
	for (const row of store.figures[name].rows)
		console.log(`${row.met ? 'met    ' : 'NOT MET'} ${name}: ${row.figure}: ${row.measured}: ` +
			`${row.value} (${row.bar})`);
	if (!isTrial) {
		await writeFile(jsonFile, `${JSON.stringify(store, null, '\t')}\n`);
		await writeFile(markdownFile, page(store));
	}
}
