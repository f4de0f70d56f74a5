// The tools of all figures: wrk, medians of interleaved rounds, and the rows of the table.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const run = promisify(execFile);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
export const seconds = Number(process.env.BENCH_SECONDS ?? 2);

const unitsMs = { us: 0.001, ms: 1, s: 1000, m: 60000 };

export function median(values) {
	const sorted = values.toSorted((a, b) => a - b);

	return sorted[Math.floor(sorted.length / 2)];
}

function readLatency(output, percentile) {
	const [, value, unit] = new RegExp(`\\s${percentile}%\\s+([\\d.]+)(\\w+)`).exec(output);

	return Number(value) * unitsMs[unit];
}

// Loads a URL. Every response must be 2xx, or none if `refused`. Returns requests per second and
// p99.
export async function wrk(url, { connections = 32, token, script, scriptArguments = [], refused = false,
	forSeconds = seconds } = {}) {
	const options = ['--latency', '--timeout', '10s', '-d', `${forSeconds}s`];

	options.push('-t', String(Math.min(2, connections)), '-c', String(connections));
	if (token !== undefined)
		options.push('-H', `Authorization: Bearer ${token}`);
	if (script !== undefined)
		options.push('-s', script);
	const { stdout } = await run('wrk', [...options, url, '--', ...scriptArguments]);
	const total = Number(/(\d+) requests in/.exec(stdout)[1]);
	const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);

	assert.ok(total > 0, stdout);
	assert.doesNotMatch(stdout, /Socket errors: connect [1-9]/, stdout);
	assert.equal(bad, refused ? total : 0, `${url}: ${stdout}`);
	return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]), p99: readLatency(stdout, 99) };
}

// Runs the given functions in interleaved rounds, after one round that does not count. Returns the
// values of each.
export async function collectRounds(measures, { warmUp = true } = {}) {
	const names = Object.keys(measures);
	const values = Object.fromEntries(names.map((name) => [name, []]));

	for (let round = warmUp ? -1 : 0; round < rounds; round++) {
		for (const name of names) {
			const value = await measures[name](round);

			if (round >= 0)
				values[name].push(value);
		}
	}
	return values;
}

// The same, but returns the median of each.
export async function alternate(measures, options) {
	const values = await collectRounds(measures, options);

	return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, median(each)]));
}

// Returns the rows that the measurement of a figure adds.
export async function collect(act) {
	const rows = [];

	await act(rows);
	return rows;
}

function shorten(value) {
	return Number(value.toPrecision(value < 10 ? 3 : 4));
}

// A row whose figure must be at least, or at most, `bar`.
function row(figure, measured, value, bar, met) {
	return { figure, measured, value: shorten(value), bar, met };
}

export function atLeast(figure, measured, value, limit) {
	return row(figure, measured, value, `≥ ${limit}`, value >= limit);
}

export function atMost(figure, measured, value, limit, unit = '') {
	return row(figure, measured, value, `≤ ${limit}${unit}`, value <= limit);
}

export function count(value, unit) {
	return `${Math.round(value).toLocaleString('en-US')} ${unit}`;
}

export function milliseconds(value) {
	return `${shorten(value)} ms`;
}
