// A client that is refused while it sends can read the response (RFC 9112 §9.6).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { makeCertificate } from './certificate.mjs';
import { withRegisteredApp } from './programs.mjs';
import { proxyNames, withProxy } from './proxies.mjs';

const rounds = 10;
const body = Buffer.alloc(4 * 1024 * 1024, ' ');
const refusals = [
	[401, { Authorization: 'Bearer x', 'Content-Length': body.length }],
	[401, { 'Transfer-Encoding': 'chunked' }],
	[405, { 'Content-Length': body.length }, '/sign-in/callback'],
	[404, { 'Content-Length': body.length }, '/nowhere'],
];

// Returns the status of the response, or the code of the error that the client gets instead.
async function upload(url, headers, options) {
	const sent = (url.startsWith('https:') ? https : http).request(
		url, { method: 'POST', headers, agent: false, ...options });

	sent.end(body);
	try {
		const [response] = await once(sent, 'response');

		response.resume();
		response.on('error', () => {});
		return response.statusCode;
	} catch ({ code }) {
		return code;
	} finally {
		sent.on('error', () => {});
		sent.destroy();
	}
}

async function uploadAll(origin, options) {
	for (const [status, headers, path = '/v2.0/reviews:import?source=shop'] of refusals) {
		const seen = [];

		for (let i = 0; i < rounds; i++)
			seen.push(await upload(origin + path, headers, options));
		assert.deepEqual(new Set(seen), new Set([status]), `${path}: ${seen}`);
	}
}

test('a refused client reads the response, however large its body', () =>
	withRegisteredApp(({ service }) => uploadAll(service.url)));

test('a refused client reads the response over TLS, too', () =>
	withRegisteredApp(async ({ scene, service }) => {
		const { key, certificate } = await makeCertificate(scene.folder);

		await service.stop();
		const { url } = await scene.startService(
			`server.tls-certificate=${certificate}`, `server.tls-key=${key}`);

		await uploadAll(url, { ca: await readFile(certificate) });
	}));

for (const proxy of proxyNames) {
	test(`a refused client reads the response through ${proxy}`, () =>
		withRegisteredApp(({ scene, service }) =>
			withProxy(proxy, scene, service, (port) => uploadAll(`http://127.0.0.1:${port}`))));
}
