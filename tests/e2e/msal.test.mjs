// Microsoft's MSAL gets its tokens from s2s-dev-issuer, over real sockets and TLS.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { json, text } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const directory = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
const clientId = '00001111-aaaa-2222-bbbb-3333cccc4444';
const resource = '8f7d2c61-3f5e-4b0a-9d1c-2e6a7b8c9d0e';
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const issuer = {};

// Resolves with the child, or rejects if it cannot be started.
async function start(command, args, options) {
	const child = spawn(command, args, options);

	await once(child, 'spawn');
	return child;
}

before(async () => {
	assert.ok(process.env.DEV_ISSUER, 'DEV_ISSUER must be the path of s2s-dev-issuer');
	issuer.folder = await mkdtemp(path.join(tmpdir(), 'msal-'));
	issuer.caFile = path.join(issuer.folder, 'ca.pem');
	issuer.child = await start(process.env.DEV_ISSUER, ['--tls', '--ca-out', issuer.caFile], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	for await (const line of createInterface({ input: issuer.child.stdout })) {
		issuer.url = JSON.parse(line).url;
		break;
	}
	assert.ok(issuer.url, 'the issuer ended before it was listening');
	issuer.ca = await readFile(issuer.caFile);
});

after(async () => {
	if (issuer.child) {
		issuer.child.kill('SIGTERM');
		if (issuer.child.exitCode === null)
			await once(issuer.child, 'exit');
		assert.equal(issuer.child.exitCode, 0, 'the issuer stops cleanly on SIGTERM');
	}
	if (issuer.folder)
		await rm(issuer.folder, { recursive: true });
});

beforeEach(() => request('POST', '/control/reset'));

async function request(method, where) {
	const sent = https.request(new URL(where, issuer.url), { method, ca: issuer.ca }).end();
	const [response] = await once(sent, 'response');

	return response.statusCode === 200 ? json(response) : text(response);
}

// Runs msal-client.mjs and returns what it prints.
async function msal(credential, changes = {}) {
	const child = await start(
		process.execPath, [fileURLToPath(new URL('msal-client.mjs', import.meta.url))], {
			stdio: ['pipe', 'pipe', 'inherit'],
			env: { ...process.env, NODE_EXTRA_CA_CERTS: issuer.caFile },
		});
	const exit = once(child, 'exit');

	child.stdin.end(JSON.stringify({
		auth: {
			clientId,
			authority: `${issuer.url}/${directory}`,
			knownAuthorities: [new URL(issuer.url).host],
			...credential,
			...changes,
		},
		scopes: [`api://${resource}/.default`],
	}));
	const output = await text(child.stdout);

	assert.deepEqual(await exit, [0, null]);
	return JSON.parse(output);
}

function decode(token) {
	const [header, payload, signature] = token.split('.');
	const parse = (part) => JSON.parse(Buffer.from(part, 'base64url'));

	return {
		header: parse(header),
		claims: parse(payload),
		input: Buffer.from(`${header}.${payload}`),
		signature: Buffer.from(signature, 'base64url'),
	};
}

// Checks an app-only v2.0 token, except how the client authenticated.
async function check(token, { azpacr }) {
	const { header, claims, input, signature } = decode(token);
	const { keys } = await request('GET', `/${directory}/discovery/v2.0/keys`);
	const key = keys.find(({ kid }) => kid === header.kid);
	const { aio, exp, iat, nbf, oid, rh, uti, ...fixed } = claims;
	const now = Date.now() / 1000;

	assert.ok(verify('RSA-SHA256', input, createPublicKey({ key, format: 'jwk' }), signature));
	assert.deepEqual(header, { alg: 'RS256', kid: key.kid, typ: 'JWT' });
	assert.deepEqual(fixed, {
		aud: resource,
		azp: clientId,
		azpacr,
		iss: `${issuer.url}/${directory}/v2.0`,
		sub: oid,
		tid: directory,
		ver: '2.0',
	});
	assert.match(oid, guid);
	assert.match(uti, /^[\w-]{22}$/);
	assert.match(rh, /^1\.[\w-]+\.$/);
	assert.match(aio, /^[\w-]+$/);
	assert.equal(nbf, iat);
	assert.equal(exp, iat + 3900);
	assert.ok(Math.abs(iat + 300 - now) < 60, `issued at ${iat}, now is ${now}`);
	return key;
}

test('a client secret gets a v2.0 token, and MSAL keeps it', async () => {
	const { first, second, error } = await msal({ clientSecret: 'any' });

	assert.equal(error, undefined);
	assert.equal(first.tokenType, 'Bearer');
	assert.equal(first.fromCache, false);
	assert.equal(second.fromCache, true);
	assert.equal(second.accessToken, first.accessToken);
	await check(first.accessToken, { azpacr: '1' });
	assert.deepEqual(await request('GET', '/control/requests'), {
		discovery: 1,
		keys: 1,
		token: 1,
		byDirectory: { [directory]: { discovery: 1, keys: 1, token: 1 } },
	});
});

test('a client certificate gets a token that says how the client authenticated', async () => {
	const { privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
	const thumbprintSha256 = '0123456789abcdef'.repeat(4);
	const { first, error } = await msal({ clientCertificate: { privateKey, thumbprintSha256 } });

	assert.equal(error, undefined);
	await check(first.accessToken, { azpacr: '2' });
});

test('the published key is the one in its certificate', async () => {
	const { first } = await msal({ clientSecret: 'any' });
	const key = await check(first.accessToken, { azpacr: '1' });
	const certificate = new X509Certificate(Buffer.from(key.x5c[0], 'base64'));

	assert.deepEqual(Object.keys(key).sort(), [
		'cloud_instance_name', 'e', 'issuer', 'kid', 'kty', 'n', 'use', 'x5c', 'x5t',
	]);
	assert.equal(key.kid, createHash('sha1').update(certificate.raw).digest('base64url'));
	assert.equal(key.x5t, key.kid);
	assert.equal(certificate.publicKey.export({ format: 'jwk' }).n, key.n);
	assert.ok(certificate.verify(certificate.publicKey));
});

test('a rotated key signs, and the previous key stays published', async () => {
	const { first: old } = await msal({ clientSecret: 'any' });

	await request('POST', '/control/rotate');
	const { first } = await msal({ clientSecret: 'any' });

	assert.notEqual(decode(first.accessToken).header.kid, decode(old.accessToken).header.kid);
	await check(first.accessToken, { azpacr: '1' });
	await check(old.accessToken, { azpacr: '1' });
});

test('an error has the format that MSAL reads', async () => {
	const { error } = await msal({ clientSecret: 'any' }, { clientId: 'no-guid' });

	assert.equal(error.name, 'ServerError');
	assert.equal(error.code, 'unauthorized_client');
	assert.match(error.message, /AADSTS700016: Application with identifier 'no-guid'/);
});

test('MSAL refuses an issuer without a trusted certificate', async () => {
	const caFile = issuer.caFile;

	issuer.caFile = '';
	try {
		const { error } = await msal({ clientSecret: 'any' });

		assert.equal(error.code, 'endpoints_resolution_error');
		assert.equal((await request('GET', '/control/requests')).discovery, 0);
	} finally {
		issuer.caFile = caFile;
	}
});
