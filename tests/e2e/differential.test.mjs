// Verifies the same tokens with the library jose and with our code. jose accepts every token that we
// accept, with the same payload. Each token that only jose accepts is one of the differences below.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { compactVerify, createLocalJWKSet } from 'jose';
import { algorithms, makeSigner, makeTokens, modulusBits, tokenBytesMax } from './jws_mutations.mjs';

const base64url = /^[A-Za-z0-9_-]*$/;

// The reasons why we refuse tokens that jose accepts; applies() checks that a token has the difference.
const differences = {
	TokenCharacter: {
		reason: 'RFC 7515 §2: base64url without padding, and nothing else in a token',
		applies: ({ token }) => !token.split('.').every((segment) => base64url.test(segment)),
	},
	TokenControlCharacter: {
		reason: 'the same, for characters that must not get into a log either',
		applies: ({ token }) => /[^ -~]/.test(token),
	},
	Base64urlLength: {
		reason: 'RFC 4648 §4: no bytes have an encoding of 4n+1 characters',
		applies: ({ token }) => token.split('.').some((segment) => segment.length % 4 === 1),
	},
	Base64urlSpareBits: {
		reason: 'RFC 4648 §3.5: spare bits that are not zero give a token a second spelling',
		applies: ({ token }) => token.split('.').some((segment) =>
			Buffer.from(segment, 'base64url').toString('base64url') !== segment),
	},
	SegmentEmpty: {
		reason: 'claims are never empty',
		applies: ({ token }) => token.split('.').includes(''),
	},
	TokenTooLong: {
		reason: 'the length of a stranger\'s input is checked first',
		applies: ({ token }) => token.length > tokenBytesMax,
	},
	HeaderMalformed: {
		reason: 'RFC 8259 §6, §8: UTF-8 without mark, lone surrogates, NUL or endless numbers',
		applies: ({ headerText }) => /^\ufeff|\ufffd|\\u0000|\\ud800|\d{20}|e400/.test(headerText),
	},
	MemberRepeated: {
		reason: 'RFC 7515 §4: names are unique; readers also differ about names that differ only in case',
		applies: ({ headerText, header }) => {
			const names = Object.keys(header);
			const written = headerText.match(/"[^"]+":/g).length;

			return written > names.length || names.some((name) => name !== name.toLowerCase());
		},
	},
	AlgNotAllowed: {
		reason: 'RFC 9864: its name for EdDSA with Ed25519 is not in our table',
		applies: ({ header }) => header.alg === 'Ed25519',
	},
	CritPresent: {
		reason: 'no extension is supported, b64 neither',
		applies: ({ header }) => 'crit' in header,
	},
	B64Present: {
		reason: 'RFC 7797 §6: b64 counts only with crit, so readers would differ',
		applies: ({ header }) => 'b64' in header,
	},
	KeyInHeader: {
		reason: 'RFC 8725 §3.10: a token must not bring its key; jose passes over it',
		applies: ({ header }) => ['jwk', 'jku', 'x5u', 'x5c'].some((name) => name in header),
	},
	TokenNested: {
		reason: 'zip belongs to encrypted tokens; jose passes over it',
		applies: ({ header }) => 'zip' in header,
	},
	SignatureLength: {
		reason: 'RFC 8017 §8.1.2: the length of the modulus; OpenSSL takes PSS without leading zeros',
		applies: ({ token, header }) => header.alg.startsWith('PS') &&
			Buffer.from(token.split('.')[2], 'base64url').length < modulusBits / 8,
	},
	KidMissing: {
		reason: 'RFC 7515 §4.1.4: kid is a string; jose passes over one that is none',
		applies: ({ header }) => 'kid' in header && typeof header.kid !== 'string',
	},
};

async function answerOf(program, args, input) {
	const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });

	child.stdin.on('error', () => {});
	child.stdin.end(input);
	const [out, log] = await Promise.all([text(child.stdout), text(child.stderr)]);

	return { out, log };
}

async function judgeByUs(keysFile, tokens) {
	const input = tokens.map(([, token]) => `${token}\n`).join('');
	const { out, log } = await answerOf(process.env.JWS_LINES, [keysFile], input);
	const results = out.trimEnd().split('\n');

	assert.equal(log, '');
	assert.equal(results.length, tokens.length);
	return results;
}

async function judgeByJose(keys, token) {
	try {
		const { payload } = await compactVerify(token, keys);

		return `good ${Buffer.from(payload).toString('base64url')}`;
	} catch (error) {
		return error.code ?? error.name;
	}
}

function readHeader(token) {
	const headerText = new TextDecoder('utf-8', { ignoreBOM: true })
		.decode(Buffer.from(token.split('.')[0], 'base64url'));

	return { token, headerText, header: JSON.parse(headerText.replace(/^\ufeff/, '')) };
}

function compare(tally, [name, token], ours, theirs) {
	const told = `${name}\n${token.slice(0, 2000)}\nours: ${ours}\njose: ${theirs}`;

	tally.tokens++;
	if (ours.startsWith('good')) {
		assert.equal(ours, theirs, told);
		tally.accepted++;
	} else if (theirs.startsWith('good')) {
		assert.ok(differences[ours]?.applies(readHeader(token)), told);
		tally.differing.set(ours, (tally.differing.get(ours) ?? 0) + 1);
	} else {
		assert.notEqual(name, 'good', told);
		tally.refused++;
	}
}

// The keys as an issuer publishes them, and without the members that restrict their use.
function makeKeySets(signers) {
	const withMembers = (members) =>
		({ keys: signers.map((signer) => ({ ...signer.jwk, ...members(signer) })) });

	return {
		full: withMembers(({ kid, alg }) => ({ kid, alg, use: 'sig' })),
		'kid only': withMembers(({ kid }) => ({ kid })),
	};
}

async function withFolder(run) {
	const folder = await mkdtemp(path.join(tmpdir(), 's2s-differential-'));

	try {
		await run(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}

async function makeAll() {
	const make = () => Promise.all(Object.keys(algorithms).map(makeSigner));
	const signers = await make();
	const tokens = [];

	for await (const item of makeTokens(signers, await make()))
		tokens.push(item);
	return { sets: makeKeySets(signers), tokens };
}

async function judgeAll(folder, keySet, tokens, tally) {
	const file = path.join(folder, 'keys.json');
	const keys = createLocalJWKSet(keySet);

	await writeFile(file, JSON.stringify(keySet));
	const results = await judgeByUs(file, tokens);

	for (const [i, item] of tokens.entries())
		compare(tally, item, results[i], await judgeByJose(keys, item[1]));
	return results;
}

// Checks that the command and jws_lines agree, on the first token of each result.
async function askCommand(folder, tokens, results) {
	const args = ['jws-verify', '--jwks', path.join(folder, 'keys.json')];

	for (const result of new Set(results)) {
		const [name, token] = tokens[results.indexOf(result)];
		const { out } = await answerOf(process.env.REGISTRY, args, token);
		const [word, payload] = result.split(' ');

		assert.equal(out.trimEnd(), payload === undefined ? word
			: Buffer.from(payload, 'base64url').toString().trimEnd(), name);
	}
}

test('jose accepts every token that we accept, and few others', (t) => withFolder(async (folder) => {
	const { sets, tokens } = await makeAll();
	const tally = { tokens: 0, accepted: 0, refused: 0, differing: new Map() };

	for (const keySet of Object.values(sets)) {
		const results = await judgeAll(folder, keySet, tokens, tally);

		await askCommand(folder, tokens, results);
	}
	t.diagnostic(`${tally.tokens} judgements: ${tally.accepted} accepted by both, ` +
		`${tally.refused} refused by both; by jose alone:`);
	for (const [code, count] of tally.differing)
		t.diagnostic(`${count} ${code}: ${differences[code].reason}`);
	assert.ok(tally.accepted > 500 && tally.refused > 5000);
	assert.deepEqual([...tally.differing.keys()].sort(), Object.keys(differences).sort(),
		'a difference that does not occur is not justified');
}));
