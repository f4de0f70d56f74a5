// Exports of many reviews: the time to the first byte, complete downloads while they are written, the
// proof by the manifest, revocation, and kill -9.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { call, expect, withRegisteredApp } from './programs.mjs';
import { until } from './until.mjs';

// Sanitizers need ten times the time, and more memory.
const sanitized = /asan/.test(execFileSync('ldd', [process.env.REGISTRY], { encoding: 'utf8' }));
const reviewCount = Number(process.env.EXPORT_REVIEWS ?? (sanitized ? 40000 : 200000));
const importedAtOnce = 20000;
const firstByteLimitMs = 1000;
const growthLimitKib = 16 * 1024;

// Reviews of about half a kilobyte. SQL copies the first import in the database, as later imports would
// do: each copy has its own ID, sequence and externalId.
async function fill({ scene, service }, token) {
	const lines = Array.from({ length: importedAtOnce }, (_, i) => JSON.stringify({
		externalId: `e${i}`,
		productId: `p${i % 100}`,
		rating: i % 5 + 1,
		title: `Title <${i}> & more`,
		reviewText: `${i} `.repeat(60),
		userName: 'Ada',
	}));
	const url = `${service.url}/v2.0/reviews:import?source=many`;
	const answer = await expect(200, 'POST', url, {
		credential: token, body: lines.join('\n'), type: 'application/x-ndjson',
	});

	assert.equal(answer.json().created, importedAtOnce);
	await service.stop();
	multiply(scene.databaseFile);
	return scene.startService('reviews.product-url=https://shop.example.com/p/{productId}');
}

function multiply(file) {
	const sql = (text) => execFileSync('sqlite3', ['-bail', file, text], { encoding: 'utf8' });
	const columns = sql('SELECT name FROM pragma_table_info(\'review\')').trim().split('\n');
	const changed = {
		review_id: 'substr(review_id, 1, 24) || printf(\'%06x\', n) || substr(review_id, 31)',
		sequence: `sequence + n * ${importedAtOnce}`,
		number: `number + n * ${importedAtOnce}`,
		external_id: 'external_id || \'-\' || n',
	};
	const copies = reviewCount / importedAtOnce - 1;

	sql(`WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ${copies})
		INSERT INTO review (${columns}) SELECT ${columns.map((name) => changed[name] ?? name)}
		FROM copy CROSS JOIN review;
		UPDATE feed_state SET sequence = (SELECT max(sequence) FROM review);`);
}

async function exportReviews(service, token, more = '') {
	const url = `${service.url}/v2.0/export/reviews/?tenantId=${service.environment}${more}`;

	return (await expect(200, 'GET', url, { credential: token })).json();
}

// Reads the body of a link; `whole` is false if the connection ends before the body.
async function download(url, onChunk = () => {}) {
	const startedMs = Date.now();
	const sent = http.get(url);
	const [response] = await once(sent, 'response');
	const chunks = [];
	let firstMs;

	try {
		for await (const chunk of response) {
			firstMs ??= Date.now() - startedMs;
			chunks.push(chunk);
			await onChunk(chunk);
		}
	} catch (error) {
		if (error.code !== 'ECONNRESET')
			throw error;
	}
	return {
		status: response.statusCode,
		headers: response.headers,
		body: Buffer.concat(chunks),
		whole: response.complete,
		firstMs,
	};
}

function awaitState(manifestUrl, state) {
	return until(state, async () => {
		const manifest = (await expect(200, 'GET', manifestUrl)).json();

		if (manifest.state === state)
			return manifest;
		assert.equal(manifest.state, 'writing');
		assert.equal(manifest.sha256, undefined);
		return undefined;
	}, { pauseMs: 20 });
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

// A receiver's proof that the export is complete.
function prove(manifest, file, count) {
	const content = manifest.compressed ? gunzipSync(file) : file;
	const lines = content.toString().trimEnd().split('\n');

	assert.equal(file.length, manifest.fileBytes);
	assert.equal(sha256(file), manifest.fileSha256);
	assert.equal(content.length, manifest.bytes);
	assert.equal(sha256(content), manifest.sha256);
	assert.equal(manifest.count, count);
	if (manifest.format === 'ndjson') {
		assert.equal(lines.length, count);
		assert.equal(new Set(lines.map((line) => JSON.parse(line).reviewId)).size, count);
	}
	return content;
}

function residentKib(service) {
	return Number(readFileSync(`/proc/${service.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
}

async function checkWhileWriting(t, service, token) {
	const beforeKib = residentKib(service);
	const startedMs = Date.now();
	const answer = await exportReviews(service, token, '&format=ndjson');
	const answeredMs = Date.now() - startedMs;
	let mostKib = 0;

	assert.equal(answer.state, 'writing');
	assert.equal((await call('HEAD', answer.blobSasUrl)).status, 503);
	const got = await download(answer.blobSasUrl, () => {
		mostKib = Math.max(mostKib, residentKib(service));
	});
	const manifest = await awaitState(answer.manifestUrl, 'ready');

	t.diagnostic(`answered in ${answeredMs} ms, first byte ${got.firstMs} ms later, `
		+ `${manifest.bytes} bytes in ${Date.now() - startedMs} ms, +${mostKib - beforeKib} KiB`);
	assert.equal(got.status, 200);
	assert.equal(got.headers['content-length'], undefined);
	assert.ok(got.whole);
	assert.ok(answeredMs + got.firstMs < firstByteLimitMs);
	if (!sanitized)
		assert.ok(mostKib - beforeKib < growthLimitKib);
	prove(manifest, got.body, reviewCount);
	assert.equal(manifest.cursor, String(reviewCount));
	return { answer, manifest, body: got.body };
}

async function checkReady({ answer, manifest, body }) {
	const head = await call('HEAD', answer.blobSasUrl);
	const from = Math.floor(body.length / 3);
	const sent = http.get(answer.blobSasUrl, {
		headers: { Range: `bytes=${from}-`, 'If-Range': head.headers.etag },
	});
	const [response] = await once(sent, 'response');
	const rest = [];

	for await (const chunk of response)
		rest.push(chunk);
	assert.equal(head.headers['content-length'], String(manifest.fileBytes));
	assert.equal(response.statusCode, 206);
	assert.equal(sha256(Buffer.concat([body.subarray(0, from), ...rest])), manifest.sha256);
}

async function checkChanges(service, token, cursor) {
	const query = `tenantId=${service.environment}&locale=en-us&encodedUser=u`;
	const url = `${service.url}/v2.0/reviews/product/new/user?${query}`;
	const json = { Rating: 5, Title: 'New', ReviewText: 'New', ProductName: 'New' };
	const id = (await expect(200, 'POST', url, { credential: token, json })).json();
	const answer = await exportReviews(service, token, `&format=ndjson&since=${cursor}`);
	const body = prove(answer, (await download(answer.blobSasUrl)).body, 1);

	assert.equal(answer.state, 'ready');
	assert.equal(JSON.parse(body).reviewId, id);
}

async function checkCompressed(service, token) {
	const answer = await exportReviews(service, token, '&format=ndjson&compress=gzip');
	const got = await download(answer.blobSasUrl);

	assert.ok(got.whole);
	prove(await awaitState(answer.manifestUrl, 'ready'), got.body, reviewCount + 1);
}

async function checkGoogle(service, token) {
	const answer = await exportReviews(service, token, '&format=google');
	const got = await download(answer.blobSasUrl);

	prove(await awaitState(answer.manifestUrl, 'ready'), got.body, reviewCount + 1);
	execFileSync('xmllint', ['--huge', '--stream', '--noout', '-'], { input: got.body });
}

async function revoke(service, token, { exportId }) {
	await expect(204, 'DELETE', `${service.url}/v2.0/exports/${exportId}`, { credential: token });
}

async function checkRevoked(service, token) {
	// While the export is written and after it is ready, no reader takes a short body for a complete one.
	for (const state of ['writing', 'ready']) {
		const answer = await exportReviews(service, token);
		let received = 0;

		if (state === 'ready')
			await awaitState(answer.manifestUrl, 'ready');
		const got = await download(answer.blobSasUrl, async (chunk) => {
			if (received === 0)
				await revoke(service, token, answer);
			received += chunk.length;
		});

		assert.equal(got.status, 200);
		assert.equal(got.whole, false, `revoked while ${state}`);
		const gone = await expect(410, 'GET', answer.blobSasUrl);

		assert.equal(gone.json().code, 'LinkRevoked');
		await awaitState(answer.manifestUrl, 'revoked');
	}
}

function filesOf(scene) {
	return readdirSync(`${scene.databaseFile}.exports`);
}

async function checkKilled({ scene, service }, token) {
	const kept = await exportReviews(service, token, '&format=csv&compress=gzip');

	await awaitState(kept.manifestUrl, 'ready');
	const answer = await exportReviews(service, token);
	const got = download(answer.blobSasUrl);

	await sleep(50);
	await service.kill();
	assert.equal((await got).whole, false);
	assert.ok(filesOf(scene).some((name) => name.endsWith('.part')));

	const port = new URL(service.url).port;
	const again = await scene.startService(`server.port=${port}`);

	assert.ok(!filesOf(scene).some((name) => name.startsWith(answer.exportId)));
	assert.equal((await awaitState(answer.manifestUrl, 'failed')).state, 'failed');
	assert.equal((await expect(410, 'GET', answer.blobSasUrl)).json().code, 'ExportFailed');
	prove(await awaitState(kept.manifestUrl, 'ready'), (await download(kept.blobSasUrl)).body,
		reviewCount + 1);
	return again;
}

// A stop waits neither for the writer nor for its readers.
async function checkStopped(service, token) {
	const answer = await exportReviews(service, token, '&compress=gzip');
	const got = download(answer.blobSasUrl);

	await sleep(50);
	const startedMs = Date.now();

	await service.stop();
	assert.equal((await got).whole, false);
	assert.ok(Date.now() - startedMs < 5000);
}

test('a large export starts in time, is complete, and is proven by its manifest', (t) =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const token = await issuer.token();

		service = await fill({ scene, service }, token);
		const first = await checkWhileWriting(t, service, token);

		await checkReady(first);
		await checkChanges(service, token, first.manifest.cursor);
		await checkCompressed(service, token);
		await checkGoogle(service, token);
		await checkRevoked(service, token);
		service = await checkKilled({ scene, service }, token);
		await checkStopped(service, token);
	}));
