// node tests/bench/compare.mjs NAME=PROGRAM...: compares the p99 of reads during imports of several
// builds of s2s-registry. All builds run at the same time and are measured in interleaved rounds; the
// first one is the reference. BENCH_ROUNDS and BENCH_SECONDS work as in scripts/bench.sh.
import { readBesideImports, readers, writeImported } from './latency.mjs';
import { collectRounds, median } from './measure.mjs';
import { withService } from './scene.mjs';

// Starts each program with its own folder; calls act() with all contexts by name.
function withEach([[name, program], ...others], act, contexts = {}) {
	process.env.REGISTRY = program;
	return withService((context) => {
		const all = { ...contexts, [name]: context };

		return others.length === 0 ? act(all) : withEach(others, act, all);
	});
}

function describe(values, digits) {
	const numbers = [median(values), Math.min(...values), Math.max(...values)];
	const [middle, least, most] = numbers.map((number) => number.toFixed(digits));

	return `${middle} (${least} to ${most})`;
}

async function compare(contexts, loading) {
	const file = await writeImported(Object.values(contexts)[0].scene);
	const measures = Object.entries(contexts).map(([name, context]) =>
		[name, () => readBesideImports(context, file, loading)]);

	return collectRounds(Object.fromEntries(measures));
}

function print(readerName, rounds) {
	const p99s = Object.entries(rounds).map(([name, each]) => [name, each.map(({ p99 }) => p99)]);
	const first = median(p99s[0][1]);

	console.log(`\n${readerName}\n| build | p99 in ms | of the first | items/s |\n|---|---|---|---|`);
	for (const [name, values] of p99s) {
		const items = rounds[name].map(({ itemsPerSecond }) => itemsPerSecond);

		console.log(`| ${name} | ${describe(values, 2)} | ${(median(values) / first).toFixed(2)} | ` +
			`${describe(items, 0)} |`);
	}
}

const programs = process.argv.slice(2).map((argument) => argument.split('='));

if (programs.length === 0 || programs.some(({ length }) => length !== 2))
	throw new Error('usage: compare.mjs NAME=PROGRAM...');
for (const [readerName, loading] of Object.entries(readers))
	await withEach(programs, async (contexts) => print(readerName, await compare(contexts, loading)));
