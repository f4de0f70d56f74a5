// The service with its own certificate, and the permissions of its files.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { makeCertificate, makeCertificateOfTime } from './certificate.mjs';
import { withRegisteredApp } from './programs.mjs';
import { until } from './until.mjs';

const run = promisify(execFile);

async function callTls(url, token, ca) {
	const sent = https.get(url, { ca, headers: { Authorization: `Bearer ${token}` } });
	const [response] = await once(sent, 'response');

	return { status: response.statusCode, body: JSON.parse(await buffer(response)) };
}

test('calls and links use TLS, and no file is readable by others', () =>
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

// Returns whether the handshake of a client with these options succeeds.
async function shakesHands(url, ...options) {
	const client = run('openssl', ['s_client', '-connect', new URL(url).host, ...options]);

	client.child.stdin.end();
	return client.then(({ stdout }) => /^New, TLSv/m.test(stdout), () => false);
}

const handshakes = [
	[true, '-tls1_3'],
	[true, '-tls1_2'],
	[true, '-tls1_2', '-cipher', 'ECDHE-RSA-AES256-GCM-SHA384'],
	[true, '-tls1_2', '-cipher', 'ECDHE-RSA-AES128-GCM-SHA256'],
	[true, '-tls1_2', '-cipher', 'ECDHE-RSA-CHACHA20-POLY1305'],
	[false, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'],
	[false, '-tls1', '-cipher', 'ALL:@SECLEVEL=0'],
	[false, '-tls1_2', '-cipher', 'AES256-GCM-SHA384:@SECLEVEL=0'],
	[false, '-tls1_2', '-cipher', 'DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0'],
	[false, '-tls1_2', '-cipher', 'ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA:@SECLEVEL=0'],
	[false, '-tls1_2', '-cipher', 'AES128-SHA:DES-CBC3-SHA:@SECLEVEL=0'],
	[false, '-tls1_2', '-cipher', 'aNULL:eNULL:@SECLEVEL=0'],
	[false, '-tls1_2', '-sigalgs', 'RSA+SHA1', '-cipher', 'ALL:@SECLEVEL=0'],
];

test('only TLS 1.2 and 1.3 with forward secrecy and authenticated encryption are accepted', () =>
	withRegisteredApp(async ({ scene, service }) => {
		const { key, certificate } = await makeCertificate(scene.folder);

		await service.stop();
		service = await scene.startService(
			`server.tls-certificate=${certificate}`, `server.tls-key=${key}`);
		for (const [good, ...options] of handshakes)
			assert.equal(await shakesHands(service.url, ...options), good, options.join(' '));
	}));

async function makePairs(folder) {
	const inFolder = (name) => path.join(folder, name);
	const openssl = (...args) => run('openssl', args, { cwd: folder });
	const { key, certificate } = await makeCertificate(folder);

	await openssl('genpkey', '-algorithm', 'ED25519', '-out', 'other.pem');
	await openssl('pkey', '-in', key, '-aes256', '-passout', 'pass:word', '-out', 'locked.pem');
	await openssl('rsa', '-in', key, '-aes256', '-traditional', '-passout', 'pass:word',
		'-out', 'locked-rsa.pem');
	await makeCertificateOfTime(folder, { key, name: 'old', from: '2020', until: '2021' });
	await writeFile(inFolder('empty.pem'), '');
	await writeFile(inFolder('text.pem'), 'certificate\n');
	await writeFile(inFolder('cut.pem'), (await readFile(certificate, 'utf8')).slice(0, 400));
	return { key, certificate, inFolder };
}

test('a certificate and key that cannot be served are reported with the reason', () =>
	withRegisteredApp(async ({ scene, service }) => {
		const { key, certificate, inFolder } = await makePairs(scene.folder);
		const of = (setting, file) => `s2s-registry: server.tls-${setting}: ${file}`;
		const cases = [
			[certificate, inFolder('other.pem'),
				`${of('key', inFolder('other.pem'))} does not belong to the certificate in: `
				+ `${certificate}.`],
			[key, certificate,
				`${of('certificate', key)} contains a private key instead of a certificate.`,
				`${of('key', certificate)} contains a certificate instead of a private key.`],
			[inFolder('none.pem'), key,
				`${of('certificate', inFolder('none.pem'))} cannot be read: `
				+ 'No such file or directory'],
			[scene.folder, inFolder('none.pem'),
				`${of('certificate', scene.folder)} cannot be read: Is a directory`,
				`${of('key', inFolder('none.pem'))} cannot be read: No such file or directory`],
			[inFolder('empty.pem'), key, `${of('certificate', inFolder('empty.pem'))} is empty.`],
			[certificate, inFolder('empty.pem'), `${of('key', inFolder('empty.pem'))} is empty.`],
			[inFolder('text.pem'), key,
				`${of('certificate', inFolder('text.pem'))} does not contain a PEM certificate chain: …`],
			[inFolder('cut.pem'), key,
				`${of('certificate', inFolder('cut.pem'))} does not contain a PEM certificate chain: …`],
			[certificate, inFolder('text.pem'),
				`${of('key', inFolder('text.pem'))} does not contain a PEM private key: …`],
			...['locked.pem', 'locked-rsa.pem'].map((name) => [certificate, inFolder(name),
				`${of('key', inFolder(name))} is encrypted; the service cannot ask for a `
				+ 'passphrase.']),
			[inFolder('old.pem'), key,
				`${of('certificate', inFolder('old.pem'))} has expired: its certificate was valid `
				+ 'until …'],
		];

		await service.stop();
		for (const command of ['check-config', 'serve']) {
			// Both read the files with the same function.
			for (const [certificateFile, keyFile, ...messages] of
				command === 'serve' ? cases.slice(0, 2) : cases) {
				const args = ['--config', scene.configFile,
					'--set', `server.tls-certificate=${certificateFile}`,
					'--set', `server.tls-key=${keyFile}`, command];
				const { code, stderr } = await run(process.env.REGISTRY, args)
					.then(() => ({ code: 0 }), (error) => error);
				const lines = stderr?.trimEnd().split('\n')
					.filter((line) => line.startsWith('s2s-registry:'));

				assert.equal(code, 1, messages[0]);
				assert.deepEqual(lines.map((line, i) =>
					(messages[i]?.endsWith('…') ? `${line.slice(0, messages[i].length - 1)}…` : line)),
				messages);
			}
		}
		const { stdout } = await run(process.env.REGISTRY, ['--config', scene.configFile,
			'--set', `server.tls-certificate=${certificate}`, '--set', `server.tls-key=${key}`,
			'check-config']);

		assert.equal(stdout, 'the configuration is valid\n');
	}));

// Makes a certificate that is valid from tomorrow.
async function makeFutureCertificate(folder) {
	const day = (days) => new Date(Date.now() + days * 86400000).toISOString()
		.replace(/[-:T]|\..*$/g, '').concat('Z');
	const { key } = await makeCertificate(folder);
	const file = path.join(folder, 'future.pem');

	await run('openssl', ['req', '-new', '-key', key, '-subj', '/CN=127.0.0.1', '-out', `${file}.csr`]);
	await writeFile(`${file}.db`, '');
	await writeFile(`${file}.conf`, '[ca]\ndefault_ca = d\n[d]\n'
		+ `database = ${file}.db\nnew_certs_dir = .\ndefault_md = sha256\npolicy = p\n`
		+ 'rand_serial = yes\n[p]\ncommonName = supplied\n');
	await run('openssl', ['ca', '-batch', '-selfsign', '-notext', '-config', `${file}.conf`,
		'-keyfile', key, '-in', `${file}.csr`, '-out', file,
		'-startdate', day(1), '-enddate', day(3)], { cwd: folder });
	return { key, certificate: file };
}

test('a certificate that is not valid yet is served, with a warning', () =>
	withRegisteredApp(async ({ scene, service }) => {
		const { key, certificate } = await makeFutureCertificate(scene.folder);
		const settings = [`server.tls-certificate=${certificate}`, `server.tls-key=${key}`];
		const expected = `server.tls-certificate: ${certificate} is not valid yet: `
			+ 'its certificate is valid from ';

		await service.stop();
		const { stdout, stderr } = await run(process.env.REGISTRY, ['--config', scene.configFile,
			...settings.flatMap((setting) => ['--set', setting]), 'check-config']);

		assert.equal(stdout, 'the configuration is valid\n');
		assert.ok(stderr.startsWith(`s2s-registry: warning: ${expected}`), stderr);
		service = await scene.startService(...settings);
		assert.ok(await shakesHands(service.url, '-tls1_3'));
		const warnings = async () => (await readFile(service.logFile, 'utf8')).split('\n')
			.filter((line) => line.includes('"certificate-not-valid-yet"')).map(JSON.parse);

		assert.equal((await warnings()).length, 1);
		assert.ok((await warnings())[0].detail.startsWith(expected));
		service.child.kill('SIGHUP');
		await until('a second warning', async () => (await warnings()).length >= 2);
		assert.equal((await warnings()).length, 2);
	}));
