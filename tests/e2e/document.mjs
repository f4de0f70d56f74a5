// Reads the sessions in a Markdown document: commands in a block `sh`, and right after it their output:
// `http` for a response of curl -i, `json` for a body alone, `text` for other output.
//
// In the output, … matches anything: the rest of a text, a value, the other members of an object, the
// other elements of an array. A response may have more headers. A GUID that is in no command matches
// any GUID, but the same one each time; a time matches any time.
import assert from 'node:assert/strict';

const any = '…';
const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z';
const variable = new RegExp(`(${any}|${guid}|${time})`);
const isAll = (pattern, text) => new RegExp(`^${pattern}$`).test(text);

// Returns the blocks of a document or section: { line, commands, shown: [{ line, kind, text }] }.
export function readBlocks(markdown, section) {
	const blocks = [];
	let inSection = section === undefined;
	let fence;
	// Whether the next block belongs to the commands before it.
	let follows = false;

	markdown.split('\n').forEach((text, i) => {
		if (fence !== undefined) {
			if (text !== '```') {
				fence.lines.push(text);
				return;
			}
			addBlock(blocks, fence, inSection, follows);
			follows = fence.kind === 'sh' || follows;
			fence = undefined;
		} else if (text.startsWith('```')) {
			fence = { kind: text.slice(3), line: i + 1, lines: [] };
		} else if (text.startsWith('## ') && section !== undefined) {
			inSection = text === `## ${section}`;
		} else if (text !== '') {
			follows = false;
		}
	});
	return blocks;
}

function addBlock(blocks, { kind, line, lines }, inSection, follows) {
	const text = lines.join('\n');

	if (!inSection)
		return;
	if (kind === 'sh')
		blocks.push({ line, commands: text, shown: [] });
	else if (follows && ['http', 'json', 'text'].includes(kind))
		blocks.at(-1).shown.push({ line, kind, text });
}

// Puts each … outside strings in quotes, since JSON has no such sign.
export function parseShown(text) {
	const inside = [];
	let before = '';
	let out = '';

	for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|\s+|[^\s"]/g)) {
		if (token === any && before !== ':' && inside.at(-1) === '{')
			out += `"${any}":"${any}"`;
		else
			out += token === any ? `"${any}"` : token;
		if (token === '{' || token === '[')
			inside.push(token);
		if (token === '}' || token === ']')
			inside.pop();
		before = token.trim() === '' ? before : token;
	}
	return JSON.parse(out);
}

function splitAnswer(text) {
	const [head, ...rest] = text.split(/\r?\n\r?\n/);
	const [status, ...headers] = head.split(/\r?\n/);

	return { status, headers, body: rest.join('\n\n').trim() };
}

function typeOf(value) {
	return Array.isArray(value) ? 'array' : typeof value;
}

// Compares the blocks of a document with the output; collects every difference.
export class Comparison {
	faults = [];

	// `literals` is the text of all commands: a GUID in it matches only itself.
	constructor(literals) {
		this.literals = new Set(literals.match(new RegExp(guid, 'g')));
		this.bound = new Map();
	}

	fault(where, shown, came) {
		this.faults.push(`${where}: shown is ${JSON.stringify(shown)}, ` +
			`what came is ${JSON.stringify(came)?.slice(0, 2000)}`);
	}

	// A GUID matches itself, the GUID that it matched before, or a new one.
	patternOf(part, unbound) {
		if (part === any)
			return '[^]*?';
		if (isAll(time, part))
			return time;
		if (!isAll(guid, part) || this.literals.has(part))
			return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
		if (this.bound.has(part))
			return this.bound.get(part);
		unbound.push(part);
		return `(${guid})`;
	}

	// Returns false if the name already matches another GUID, or another name matches this one.
	bind(name, value) {
		const isTaken = this.literals.has(value) || [...this.bound.values()].includes(value);

		if (isTaken || this.bound.has(name))
			return this.bound.get(name) === value;
		this.bound.set(name, value);
		return true;
	}

	compareText(where, shown, came) {
		const unbound = [];
		const parts = shown.split(variable).map((part) => this.patternOf(part, unbound));
		const found = came.match(new RegExp(`^${parts.join('')}$`));
		const values = found?.slice(1) ?? [];

		if (found === null || !values.every((value, i) => this.bind(unbound[i], value)))
			this.fault(where, shown, came);
	}

	compareObjects(where, shown, came) {
		for (const [name, value] of Object.entries(shown)) {
			if (name !== any)
				this.compareValues(`${where}.${name}`, value, came[name]);
		}
		for (const name of Object.keys(came)) {
			if (!(any in shown) && !(name in shown))
				this.fault(`${where}.${name}`, undefined, came[name]);
		}
	}

	compareArrays(where, shown, came) {
		const isOpen = shown.at(-1) === any;
		const elements = isOpen ? shown.slice(0, -1) : shown;

		if (came.length < elements.length || (!isOpen && came.length > elements.length))
			this.fault(`${where}.length`, shown.length, came.length);
		else
			elements.forEach((element, i) =>
				this.compareValues(`${where}[${i}]`, element, came[i]));
	}

	compareValues(where, shown, came) {
		if (shown === any && came !== undefined)
			return;
		if (came === undefined || typeOf(shown) !== typeOf(came))
			this.fault(where, shown, came);
		else if (typeOf(shown) === 'object')
			this.compareObjects(where, shown, came);
		else if (typeOf(shown) === 'array')
			this.compareArrays(where, shown, came);
		else if (typeof shown === 'string')
			this.compareText(where, shown, came);
		else if (shown !== came)
			this.fault(where, shown, came);
	}

	compareBody(where, shown, came) {
		if (shown === '')
			return;
		try {
			this.compareValues(`${where} $`, parseShown(shown), JSON.parse(came));
		} catch (error) {
			this.fault(`${where}: ${error.message}`, shown, came);
		}
	}

	compareAnswer(where, shownText, cameText) {
		const shown = splitAnswer(shownText);
		const came = splitAnswer(cameText);

		this.compareText(`${where} status`, shown.status, came.status);
		for (const header of shown.headers) {
			const name = header.split(':')[0].toLowerCase();
			const found = came.headers.find((line) => line.toLowerCase().startsWith(`${name}:`));

			this.compareText(`${where} ${name}`, header, found ?? '');
		}
		this.compareBody(where, shown.body, came.body);
	}

	compareShown(where, { kind, text }, came) {
		if (came === undefined)
			this.fault(where, text, came);
		else if (kind === 'http')
			this.compareAnswer(where, text, came);
		else if (kind === 'json')
			this.compareBody(where, text, came);
		else
			this.compareText(where, text, came.trimEnd());
	}

	// Compares the output of one block. Every response of curl -i has to be shown.
	compareBlock(name, block, { output, status }) {
		const where = `${name}:${block.line}`;
		const answers = output.split(/^(?=HTTP\/1\.1 )/m).filter((part) => part !== '');
		const printsAnswers = output.startsWith('HTTP/1.1 ');
		const printed = printsAnswers || output === '' ? answers : [output];

		if (status !== 0 && block.shown.length === 0)
			this.fault(`${where} exit status`, 0, status);
		if (printed.length > block.shown.length)
			this.fault(`${where} answers`, block.shown.length, output);
		block.shown.forEach((shown, i) =>
			this.compareShown(`${name}:${shown.line}`, shown, printed[i]));
	}
}

// Returns every difference between the document's blocks and their results.
export function findFaults(name, blocks, results) {
	const comparison = new Comparison(blocks.map(({ commands }) => commands).join('\n'));

	if (blocks.length === 0)
		return [`${name}: there are no commands`];
	assert.equal(results.length, blocks.length);
	blocks.forEach((block, i) => comparison.compareBlock(name, block, results[i]));
	return comparison.faults;
}
