// Configurations that check-config and a start refuse, and the log lines for folders that fail later.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { call, withRegisteredApp, withScene } from './programs.mjs';

const run = promisify(execFile);

// Returns the exit code and the program's lines of complaints.
async function complaints(scene, command, setting) {
	const args = ['--config', scene.configFile, '--set', setting, command];
	const { code, stderr } = await run(process.env.REGISTRY, args)
		.then(() => ({ code: 0, stderr: '' }), (error) => error);

	return { code, lines: stderr.split('\n').filter((line) => line.startsWith('s2s-registry:')) };
}

test('check-config and a start refuse the same settings, by name', () =>
	withScene(async (scene) => {
		const issuer = await scene.startIssuer();
		const none = path.join(scene.folder, 'none');
		const reason = 'cannot be written to: No such file or directory.';
		const cases = [
			['environment.id=not-a-guid', 'environment.id must be a GUID other than zero.'],
			['server.address=localhost', 'server.address must be a numeric IPv4 or IPv6 address, '
				+ 'such as 127.0.0.1 or ::1, not localhost.'],
			['server.ops-address=localhost:18481', 'server.ops-address takes a numeric address '
				+ 'and a port, such as 127.0.0.1:9464 or [::1]:9464.'],
			[`server.temporary-dir=${none}`, `server.temporary-dir: ${none} ${reason}`],
			[`reviews.export-dir=${none}/x`, `reviews.export-dir: ${none}/x ${reason}`],
			[`reviews.job-dir=${none}/x`, `reviews.job-dir: ${none}/x ${reason}`],
			[`database.path=${none}/x.db`, `database.path: ${none}/x.db ${reason}`],
			[`auth.ca-file=${none}`,
				`auth.ca-file: ${none} cannot be read: No such file or directory.`],
		];

		await scene.configure(issuer.url);
		for (const command of ['check-config', 'serve']) {
			for (const [setting, message] of cases) {
				assert.deepEqual(await complaints(scene, command, setting),
					{ code: 1, lines: [`s2s-registry: ${message}`] }, `${command} ${setting}`);
			}
		}
		assert.deepEqual(await complaints(scene, 'check-config', `reviews.job-dir=${none}`),
			{ code: 0, lines: [] });
	}));

async function requestLines(service) {
	const lines = (await readFile(service.logFile, 'utf8')).split('\n').slice(0, -1);

	return lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'request');
}

test('the log says which folder failed and why', () =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const folders = ['tmp', 'exports', 'jobs'].map((name) => path.join(scene.folder, name));
		const [temporary, exports, jobs] = folders;
		const token = await issuer.token();

		await Promise.all(folders.map((folder) => mkdir(path.join(folder, 'in'), { recursive: true })));
		await service.stop();
		service = await scene.startService(`server.temporary-dir=${temporary}`,
			`reviews.export-dir=${exports}/in`, `reviews.job-dir=${jobs}/in`);
		await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));

		const send = (method, url, options) =>
			call(method, `${service.url}${url}`, { credential: token, ...options });
		const url = '/v2.0/reviews:import?source=a';
		const body = `productId,rating\n${'p,5\n'.repeat(500_000)}`;
		const answers = [
			await send('POST', url, { type: 'text/csv', body }),
			await send('GET', `/v2.0/export/reviews/?tenantId=${service.environment}`),
			await send('POST', url, { type: 'text/csv', body: 'externalId,productId,rating\ne,p,5\n',
				headers: { Prefer: 'respond-async' } }),
		];
		const why = 'No such file or directory';

		assert.deepEqual(answers.map(({ status }) => status), [503, 503, 503]);
		assert.ok(!answers[0].text().includes(why), answers[0].text());
		assert.deepEqual((await requestLines(service)).filter(({ status }) => status === 503)
			.map(({ code, setting, detail }) => ({ code, setting, detail })), [
			{ code: 'BodyNotKept', setting: 'server.temporary-dir', detail: why },
			{ code: 'ExportNotWritten', setting: 'reviews.export-dir',
				detail: `The export file could not be written: ${why}.` },
			{ code: 'BodyNotKept', setting: 'reviews.job-dir', detail: why },
		]);
	}));
