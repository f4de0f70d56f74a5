// The service with a certificate of its own, and what its files let others see.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { withRegisteredApp } from './programs.mjs';

const run = promisify(execFile);

async function makeCertificate(folder) {
	const key = path.join(folder, 'tls-key.pem');
	const certificate = path.join(folder, 'tls.pem');

	await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
		'-subj', '/CN=service', '-addext', 'subjectAltName=IP:127.0.0.1',
		'-keyout', key, '-out', certificate]);
	return { key, certificate };
}

async function callTls(url, token, ca) {
	const sent = https.get(url, { ca, headers: { Authorization: `Bearer ${token}` } });
	const [response] = await once(sent, 'response');

	return { status: response.statusCode, body: JSON.parse(await buffer(response)) };
}

test('calls and links go over TLS, and no file is for others to read', () =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const token = await issuer.token();
		const { key, certificate } = await makeCertificate(scene.folder);

		await service.stop();
		service = await scene.startService(
			`server.tls-certificate=${certificate}`, `server.tls-key=${key}`);
		assert.match(service.url, /^https:/);

		const ca = await readFile(certificate);
		const caller = await callTls(`${service.url}/v2.0/caller`, token, ca);
		const query = `tenantId=${service.environment}`;
		const link = await callTls(`${service.url}/v2.0/export/reviews/?${query}`, token, ca);

		assert.equal(caller.status, 200);
		assert.ok(link.body.blobSasUrl.startsWith(`${service.url}/export/`));
		assert.equal((await callTls(link.body.blobSasUrl, token, ca)).status, 200);
		await assert.rejects(callTls(`${service.url}/v2.0/caller`, token),
			{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
		for (const name of ['', '-wal', '.keys', '.exports']) {
			const { mode } = await stat(scene.databaseFile + name);

			assert.equal(mode & 0o077, 0, `service.db${name} is for its owner only`);
		}
	}));
