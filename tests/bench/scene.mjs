// The set-up of the figures: the service with a registered app, filled databases, peers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { audience, clientId, directory, expect, freePort, withScene } from '../e2e/programs.mjs';
import { Entra } from './entra.mjs';
import { run } from './measure.mjs';

export const folder = import.meta.dirname;
export const root = path.join(folder, '../..');
export const release = path.join(root, 'build/release');

const startLimitMs = 10000;
const fillSql = path.join(root, 'tests/checks/many_reviews.sql');

// Starts a peer that ends with the scene; returns when it listens on the port.
export async function startPeer(peers, port, command, args, options = {}) {
	const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
	let errors = '';

	child.stderr.on('data', (piece) => errors += piece);
	peers.push(child);
	for (let waitedMs = 0; waitedMs < startLimitMs; waitedMs += 50) {
		assert.equal(child.exitCode, null, `${command}: ${errors}`);
		const socket = net.connect(port, '127.0.0.1');
		const opened = await Promise.race([
			once(socket, 'connect').then(() => true, () => false),
			sleep(1000, false),
		]);

		socket.destroy();
		if (opened)
			return child;
		await sleep(50);
	}
	throw new Error(`${command} does not listen: ${errors}`);
}

async function endPeers(peers) {
	for (const child of peers) {
		if (child.exitCode !== null || child.signalCode !== null)
			continue;
		child.kill('SIGTERM');
		await once(child, 'exit');
	}
}

// Runs the service with tokens of an issuer in this process.
export function withService(act, { database, settings = [] } = {}) {
	return withScene(async (scene) => {
		const entra = await new Entra().start();
		const peers = [];

		try {
			await scene.configure(entra.url);
			if (database !== undefined)
				await copyDatabase(database, scene.databaseFile);
			const adminKey = await scene.createAdminKey();
			const service = await scene.startService(...settings);

			await service.register(adminKey);
			await act({ scene, entra, peers, service, adminKey, token: entra.token() });
		} finally {
			await endPeers(peers);
			entra.stop();
		}
	});
}

export async function copyDatabase(from, to) {
	await run('cp', ['--reflink=auto', from, to]);
}

export async function sqlite(file, sql, options = []) {
	const child = spawn('sqlite3', ['-bail', ...options, file], { stdio: ['pipe', 'pipe', 'inherit'] });
	let output = '';

	child.stdout.on('data', (piece) => output += piece);
	child.stdin.end(sql);
	const [code] = await once(child, 'exit');

	assert.equal(code, 0, sql.slice(0, 500));
	return output;
}

// The number of directories of the registrations in a filled database.
export const directories = 1000;

const filled = new Map();

// Returns the path of a database with this number of reviews and registrations; made once per run.
export function filledDatabase(reviews, registrations) {
	const name = `${reviews}-${registrations}`;

	if (!filled.has(name))
		filled.set(name, fill(path.join(process.env.BENCH_FOLDER, `${name}.db`), reviews, registrations));
	return filled.get(name);
}

async function fill(file, reviews, registrations) {
	await run(process.env.REGISTRY, ['--set', `database.path=${file}`, 'migrate']);
	await sqlite(file, await readFile(fillSql), ['-cmd', `.parameter set :reviews ${reviews}`]);
	await sqlite(file, `
		UPDATE feed_state SET sequence = (SELECT max(sequence) FROM
			(SELECT sequence FROM review UNION ALL SELECT sequence FROM review_tombstone));
		DELETE FROM caller_usage;
		DELETE FROM app_registration;
		WITH RECURSIVE row (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < ${registrations})
		INSERT INTO app_registration (id, name, client_app_id, directory_tenant_id, enabled,
			permissions, accepts_user_tokens, accepts_public_clients, revision, created_at_ms,
			created_by, last_modified_at_ms, last_modified_by, name_key)
		SELECT printf('%08x-1111-7000-8000-%012x', n, n), 'App ' || n,
			printf('%08x-2222-4000-8000-%012x', n, n),
			printf('%08x-3333-4000-8000-%012x', n % ${directories}, n % ${directories}), 1, 7, 1, 0, n, n, '', n, '',
			'app ' || n
		FROM row;
		PRAGMA journal_mode = WAL;`);
	return file;
}

export const product = 'P1';
export const summaryPath = `/v2.0/ratings/product/${product}`;

export async function importReviews(service, token, count = 100) {
	const lines = Array.from({ length: count },
		(_, i) => `${product},${1 + i % 5},Title ${i},Text of review ${i},US,review ${i}`);
	const body = ['productId,rating,title,reviewText,market,externalId', ...lines].join('\n');

	await expect(200, 'POST', `${service.url}/v2.0/reviews:import?source=bench`,
		{ credential: token, body, type: 'text/csv' });
}

export async function startBare(peers, scene, answer) {
	const port = await freePort();
	const headersFile = path.join(scene.folder, 'headers');
	const bodyFile = path.join(scene.folder, 'body');
	const made = new Set(['connection', 'date', 'content-length']);
	const lines = Object.entries(answer.headers).filter(([name]) => !made.has(name));

	await writeFile(headersFile, lines.map(([name, value]) => `${name}: ${value}\n`).join(''));
	await writeFile(bodyFile, answer.body);
	await startPeer(peers, port, path.join(release, 'bare_server'), [String(port), headersFile, bodyFile]);
	const url = `http://127.0.0.1:${port}${summaryPath}`;
	const same = await expect(200, 'GET', url);

	assert.deepEqual(same.body, answer.body);
	assert.deepEqual(Object.keys(same.headers).toSorted(), Object.keys(answer.headers).toSorted());
	return url;
}

export async function startFastify(peers, scene, entra, service, processes) {
	const port = await freePort();

	await startPeer(peers, port, process.execPath, [path.join(folder, 'fastify/server.mjs'), String(port),
		scene.databaseFile, `${entra.url}/${directory}/v2.0`, audience, service.environment,
		String(processes)]);
	return `http://127.0.0.1:${port}${summaryPath}`;
}

const apacheConfig = ({ home, port, keys }) => `
ServerName 127.0.0.1
ServerRoot ${home}
PidFile ${home}/pid
Listen 127.0.0.1:${port}
ErrorLog ${home}/error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule oauth2_module /usr/lib/apache2/modules/mod_oauth2.so
StartServers 2
ServerLimit 2
ThreadsPerChild 32
MaxRequestWorkers 64
MaxKeepAliveRequests 0
KeepAlive On
DocumentRoot ${home}/www
<Directory ${home}/www>
	AuthType oauth2
	OAuth2TokenVerify jwks_uri ${keys}
	Require oauth2_claim azp:${clientId}
</Directory>
`;

export async function startApache(peers, scene, entra, answer) {
	const port = await freePort();
	const home = path.join(scene.folder, 'apache');
	const file = path.join(home, 'apache.conf');

	await mkdir(path.join(home, 'www'), { recursive: true });
	await run('chmod', ['o+x', scene.folder]);
	await writeFile(path.join(home, 'www/summary.json'), answer.body);
	await writeFile(file, apacheConfig({ home, port, keys: `${entra.url}/${directory}/discovery/v2.0/keys` }));
	await startPeer(peers, port, '/usr/sbin/apache2', ['-f', file, '-D', 'FOREGROUND']);
	return `http://127.0.0.1:${port}/summary.json`;
}

