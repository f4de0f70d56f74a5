// Signed tokens and their seeded mutations, for differential.test.mjs. Every run makes new keys.
import crypto from 'node:crypto';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';

const seed = 20240611;
const payloads = [
	'{"sub":"a","exp":4102444800}',
	'[]',
	'no JSON at all\n',
	'\u0000\ufffd\u{1f600}',
	'x'.repeat(2000),
];
const byteChangesPerToken = 24;
export const tokenBytesMax = 16384;
export const modulusBits = 2048;

export const algorithms = {
	RS256: { hash: 'sha256' },
	PS256: { hash: 'sha256', padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
	RS512: { hash: 'sha512' },
	ES256: {
		hash: 'sha256',
		order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
	},
	ES384: { hash: 'sha384' },
	ES512: { hash: 'sha512' },
	EdDSA: { hash: null, order: 2n ** 252n + 27742317777372353535851937790883648493n },
};
const names = [...Object.keys(algorithms), 'RS384', 'PS384', 'PS512', 'ES256K', 'none', 'None', '',
	'HS256', 'HS384', 'HS512', 'rs256', 'Es256', 'Ed25519', 'RSA-OAEP', 'dir', 'RS256 ', 'RS1'];

// Returns numbers from 0 to limit - 1, the same in every run (a linear congruential generator).
function makeRandom(state) {
	return (limit) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * limit);
	};
}

function encode(value) {
	const plain = typeof value === 'object' && !Buffer.isBuffer(value);

	return Buffer.from(plain ? JSON.stringify(value) : value).toString('base64url');
}

function sign(signer, input, options = {}) {
	const { hash, order, ...how } = algorithms[signer.alg];
	const key = { key: signer.privateKey, dsaEncoding: 'ieee-p1363', ...how, ...options };

	return crypto.sign(hash, Buffer.from(input), key);
}

function signed(signer, header, payload, options) {
	const input = `${encode(header)}.${encode(payload)}`;

	return `${input}.${encode(sign(signer, input, options))}`;
}

export async function makeSigner(alg) {
	const pair = await generateKeyPair(alg, { modulusLength: modulusBits });
	const jwk = await exportJWK(pair.publicKey);

	return { alg, kid: `key-${alg}`, jwk, ...pair };
}

// Replaces s, the second number of a signature, by one that some implementations take as equal.
function withOtherNumber(signature, change, isLittleEndian) {
	const half = signature.length / 2;
	const bytes = Buffer.from(signature.subarray(half));
	const s = BigInt(`0x${(isLittleEndian ? bytes.reverse() : bytes).toString('hex')}`);
	const other = Buffer.from(change(s).toString(16).padStart(half * 2, '0'), 'hex');

	return Buffer.concat([signature.subarray(0, half), isLittleEndian ? other.reverse() : other]);
}

function withByteChanged(random, segment) {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.~ \t"{\u00e9';
	const at = random(segment.length);
	const letter = [...letters][random([...letters].length)];
	const forms = [
		segment.slice(0, at) + letter + segment.slice(at + 1),
		segment.slice(0, at) + letter + segment.slice(at),
		segment.slice(0, at) + segment.slice(at + 1),
	];

	return forms[random(forms.length)];
}

function* changeBytes(random, segments) {
	for (let i = 0; i < byteChangesPerToken; i++) {
		const changed = [...segments];

		changed[i % 3] = withByteChanged(random, changed[i % 3]);
		yield [`byte of segment ${i % 3}`, changed.join('.')];
	}
}

function* changeShape([header, payload, signature], other) {
	yield ['header of another token', [other[0], payload, signature].join('.')];
	yield ['payload of another token', [header, other[1], signature].join('.')];
	yield ['signature of another token', [header, payload, other[2]].join('.')];
	yield ['segments in another order', [payload, header, signature].join('.')];
	yield ['no header', `.${payload}.${signature}`];
	yield ['no payload', `${header}..${signature}`];
	yield ['no signature', `${header}.${payload}.`];
	yield ['two segments', `${header}.${payload}`];
	yield ['four segments', `${header}.${payload}.${signature}.`];
	yield ['five segments', `${header}.${payload}.${signature}.${signature}.${signature}`];
	yield ['empty', ''];
	yield ['dots', '..'];
	yield ['blank before', ` ${header}.${payload}.${signature}`];
	yield ['JSON serialization', JSON.stringify({ protected: header, payload, signature })];
}

function* spellOtherwise([header, payload, signature]) {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	const last = letters.indexOf(signature.at(-1));
	const start = `${header}.${payload}.`;

	for (const end of ['=', '==', '===', 'A', 'AA', 'AAAA', '\t', ' ', '\r', '\u00e9', '%', '\0'])
		yield [`signature and ${JSON.stringify(end)}`, `${start}${signature}${end}`];
	yield ['base64', start + signature.replaceAll('-', '+').replaceAll('_', '/')];
	for (const bit of [1, 2, 4, 8])
		yield [`last character, bit ${bit}`, start + signature.slice(0, -1) + letters[last ^ bit]];
	yield ['header padded', `${header}=.${payload}.${signature}`];
	yield ['payload padded', `${header}.${payload}==.${signature}`];
	yield ['blank inside', `${start}${signature.slice(0, 9)} ${signature.slice(9)}`];
}

function* changeSignature(signer, segments) {
	const start = `${segments[0]}.${segments[1]}`;
	const good = Buffer.from(segments[2], 'base64url');
	const zeros = Buffer.alloc(good.length);
	const zero = Buffer.alloc(1);
	const half = good.length / 2;
	const { order } = algorithms[signer.alg];
	const forms = {
		'all zero': zeros,
		'all ones': Buffer.alloc(good.length, 0xff),
		'one byte less': good.subarray(0, -1),
		'first byte off': good.subarray(1),
		'half': good.subarray(0, half),
		'a zero appended': Buffer.concat([good, zero]),
		'a zero before': Buffer.concat([zero, good]),
		'twice': Buffer.concat([good, good]),
		'r zero': Buffer.concat([zeros.subarray(half), good.subarray(half)]),
		's zero': Buffer.concat([good.subarray(0, half), zeros.subarray(half)]),
		'halves swapped': Buffer.concat([good.subarray(half), good.subarray(0, half)]),
		'bytes reversed': Buffer.from(good).reverse(),
	};

	if (signer.alg.startsWith('ES'))
		forms.DER = sign(signer, start, { dsaEncoding: 'der' });
	if (signer.alg === 'ES256')
		forms['order less s'] = withOtherNumber(good, (s) => order - s, false);
	if (signer.alg === 'EdDSA')
		forms['s and order'] = withOtherNumber(good, (s) => s + order, true);
	for (const saltLength of signer.alg.startsWith('PS') ? [0, 20, 64] : [])
		forms[`salt of ${saltLength}`] = sign(signer, start, { saltLength });
	for (const [name, bytes] of Object.entries(forms))
		yield [`signature: ${name}`, `${start}.${bytes.toString('base64url')}`];
}

// PSS signatures are randomized; one in 256 starts with a zero, which some implementations ignore.
function* cutLeadingZero(signer, [header, payload]) {
	if (!signer.alg.startsWith('PS'))
		return;
	const input = `${header}.${payload}`;
	let signature;

	do
		signature = sign(signer, input);
	while (signature[0] !== 0);
	yield ['signature: leading zero', `${input}.${encode(signature)}`];
	yield ['signature: leading zero off', `${input}.${encode(signature.subarray(1))}`];
}

// Secrets that an implementation would use if it confused the two kinds of key.
function* signWithPublicKey(signer, header, payload) {
	const secrets = [
		signer.publicKey.export({ type: 'spki', format: 'pem' }),
		signer.publicKey.export({ type: 'spki', format: 'der' }),
		JSON.stringify(signer.jwk),
		'',
	];

	for (const secret of secrets) {
		const input = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`;
		const mac = crypto.createHmac('sha256', secret).update(input).digest('base64url');

		yield ['HS256 with what is public', `${input}.${mac}`];
	}
}

function* changeAlgorithm(header, [, payload, signature]) {
	for (const alg of [...names, null, 1, ['RS256'], undefined]) {
		const changed = encode({ ...header, alg });

		yield [`alg ${alg}`, `${changed}.${payload}.${signature}`];
		yield [`alg ${alg}, no signature`, `${changed}.${payload}.`];
	}
}

function* changeHeader(signer, attacker, header, payload) {
	const { kid } = header;
	const members = [
		{ kid: undefined }, { kid: 'unknown' }, { kid: '' }, { kid: 7 }, { kid: null },
		{ kid: [kid] }, { kid: `${kid} ` }, { kid: kid.toUpperCase() }, { kid: 'k'.repeat(5000) },
		{ kid: `${kid}\u0000` }, { kid: '../../dev/null' }, { kid: "' OR 1=1" },
		{ crit: [] }, { crit: ['b64'] }, { crit: ['b64'], b64: true }, { crit: ['exp'], exp: 1 },
		{ crit: 'b64', b64: true }, { crit: ['alg'] }, { crit: null },
		{ crit: ['b64', 'b64'], b64: true },
		{ b64: false }, { b64: true }, { crit: ['b64'], b64: false }, { b64: 'false' },
		{ jwk: signer.jwk }, { jwk: attacker.jwk }, { jwk: null }, { jku: 'https://keys.example/' },
		{ x5u: 'https://keys.example/' }, { x5c: [] }, { x5t: 'AAAA' }, { zip: 'DEF' }, { zip: null },
		{ typ: 'JWT' }, { typ: 'at+jwt' }, { typ: 7 }, { typ: '' }, { cty: 'JWT' },
		{ enc: 'A128GCM' }, { ALG: 'none' }, { Kid: kid }, { Typ: 'JWT' },
		{ other: { deep: [[[]]] } }, { other: '\u0000' },
		{ kty: 'oct', k: 'AAAA' }, { other: 'x'.repeat(tokenBytesMax) },
	];

	for (const change of members) {
		const changed = { ...header, ...change };
		const name = JSON.stringify(change)?.slice(0, 60);

		yield [`signed, ${name}`, signed(signer, changed, payload)];
		yield [`signed by a stranger, ${name}`, signed(attacker, changed, payload)];
	}
	for (const alg of names)
		yield [`signed, alg ${alg}`, signed(signer, { ...header, alg }, payload)];
}

function* spellHeader(signer, header, payload) {
	const plain = JSON.stringify(header);
	const open = plain.slice(0, -1);
	const escaped = plain.replace('alg', '\\u0061lg');
	const forms = {
		'blanks': ` ${plain}\n`,
		'tab and CR': `\t${plain}\r`,
		'mark': `\ufeff${plain}`,
		'escaped name': escaped,
		'alg twice': `${open},"alg":"${header.alg}"}`,
		'alg twice, none first': `{"alg":"none",${plain.slice(1)}`,
		'alg twice, none last': `${open},"alg":"none"}`,
		'kid twice': `${open},"kid":"${header.kid}"}`,
		'inner twice': `${open},"o":{"a":1,"a":2}}`,
		'escaped twice': `${open},"\\u0061lg":"${header.alg}"}`,
		'comma at the end': `${open},}`,
		'text appended': `${plain}{}`,
		'NUL appended': `${plain}\0`,
		'NUL escaped': `${open},"o":"\\u0000"}`,
		'lone surrogate': `${open},"o":"\\ud800"}`,
		'not UTF-8': Buffer.from(`${open},"o":"\xff"}`, 'latin1'),
		'overlong': Buffer.from(`${open},"o":"\xc0\xaf"}`, 'latin1'),
		'large number': `${open},"o":1e400}`,
		'long integer': `${open},"o":123456789012345678901234567890}`,
		'list': `[${plain}]`,
		'string': JSON.stringify(plain),
		'null': 'null',
		'comment': `/**/${plain}`,
		'single quotes': plain.replaceAll('"', "'"),
		'NaN': `${open},"o":NaN}`,
		'proto': `${open},"__proto__":{"b64":false}}`,
		'proto with alg': `{"__proto__":{"alg":"${header.alg}"},"kid":"${header.kid}"}`,
		'UTF-16': Buffer.from(plain, 'utf16le'),
	};

	for (const [name, form] of Object.entries(forms))
		yield [`header spelled: ${name}`, signed(signer, Buffer.from(form), payload)];
}

// The signature is valid, but the encoding of a signed segment is not.
function* signSpelling(signer, [header, payload]) {
	const inputs = [`${header}=.${payload}`, `${header}.${payload}=`, `${header}.${payload}A`,
		`${header}.${payload}+`, `${header}.`, `${header}\t.${payload}`, `.${payload}`,
		`${header}.${payload}.${payload}`];

	for (const input of inputs)
		yield ['signed as spelled', `${input}.${encode(sign(signer, input))}`];
}

// Yields pairs of a name and a token: good tokens and the mutations of each.
export async function* makeTokens(signers, attackers) {
	const random = makeRandom(seed);

	for (const [i, signer] of signers.entries()) {
		const header = { alg: signer.alg, kid: signer.kid };
		const other = signed(signers[(i + 1) % signers.length], header, payloads[1]).split('.');

		for (const payload of payloads) {
			const token = await new CompactSign(Buffer.from(payload)).setProtectedHeader(header)
				.sign(signer.privateKey);
			const segments = token.split('.');

			yield ['good', token];
			yield* changeBytes(random, segments);
			yield* changeShape(segments, other);
			yield* spellOtherwise(segments);
			yield* changeSignature(signer, segments);
			yield* cutLeadingZero(signer, segments);
			yield* signWithPublicKey(signer, header, payload);
			yield* changeAlgorithm(header, segments);
			yield* changeHeader(signer, attackers[i], header, payload);
			yield* spellHeader(signer, header, payload);
			yield* signSpelling(signer, segments);
		}
	}
}
