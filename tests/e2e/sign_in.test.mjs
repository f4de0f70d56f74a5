// Admins sign in to the pages with a key and at a directory, over sockets: cookies and redirects as in a
// browser, across restarts and in two processes. The log contains no secrets.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { call, expect, withScene } from './programs.mjs';

const run = promisify(execFile);
const client = '7b1f0c55-2d6e-4f0a-8c1b-3e9d5a7f6042';
const staff = '9e3f7a10-5b2c-4d8e-a1f4-0c9d8b7a6e50';
const secret = 'the client secret';

// A browser that keeps cookies, sends them, and records every secret that it has seen.
class Browser {
	cookies = new Map();
	secrets = [];

	constructor(service) {
		this.service = service;
	}

	async send(status, method, url, options = {}) {
		const headers = { ...options.headers };

		if (this.cookies.size > 0)
			headers.Cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
		const answer = await expect(status, method, url, { ...options, headers });

		for (const line of answer.headers['set-cookie'] ?? [])
			this.keep(line);
		return answer;
	}

	keep(line) {
		const [, name, value] = line.match(/^([^=]*)=([^;]*)/);

		assert.match(line, /; HttpOnly; SameSite=(Strict|Lax)$/);
		if (value === '') {
			assert.match(line, /Max-Age=0/);
			this.cookies.delete(name);
		} else {
			this.cookies.set(name, value);
			this.secrets.push(value);
		}
	}

	// Sends a request as a page does.
	ask(status, method, where, options = {}) {
		const headers = { 'Sec-Fetch-Site': 'same-origin', ...options.headers };

		if (method !== 'GET')
			headers['X-CSRF-Token'] = this.csrf ?? '';
		return this.send(status, method, this.service.url + where, { ...options, headers });
	}

	async session() {
		const session = (await this.ask(200, 'GET', '/session')).json();

		this.csrf = session.csrfToken;
		if (this.csrf !== undefined)
			this.secrets.push(this.csrf);
		return session;
	}

	async signInByKey(key) {
		this.secrets.push(key);
		await this.ask(200, 'POST', '/session', { json: { key } });
		return this.session();
	}

	// Goes to the directory, with the user in the query `who`; returns the redirect URL with the
	// code. change() may modify the URL of the directory.
	async goToDirectory(who, change = (url) => url) {
		const there = (await this.send(302, 'GET', `${this.service.url}/sign-in/entra`)).headers.location;

		assert.match(there, /[?&]prompt=select_account/);
		const answer = await expect(302, 'GET', `${change(there)}&${who}`);
		const back = answer.headers.location;

		for (const name of ['code', 'state']) {
			const value = new URL(back).searchParams.get(name);

			if (value !== null)
				this.secrets.push(value);
		}
		return back;
	}

	// Follows the redirect; returns the path to which the service sends the browser.
	async comeBack(back) {
		const { location } = (await this.send(302, 'GET', back)).headers;

		assert.ok(location.startsWith(this.service.url), location);
		return location.slice(this.service.url.length);
	}

	async signIn(who, change) {
		return this.comeBack(await this.goToDirectory(who, change));
	}
}

const settings = [
	`admin.directories=${staff}`,
	`admin.clients=${client}`,
	`admin.sign-in-client-id=${client}`,
	`admin.sign-in-directory=${staff}`,
];

// Runs a service with an admin key and the sign-in at a directory. After act(), searches the logs of all
// services for secrets that browsers have seen.
function withService(act) {
	return withScene(async (scene) => {
		const issuer = await scene.startIssuer();
		const secretFile = path.join(scene.folder, 'secret');

		await writeFile(secretFile, `${secret}\n`);
		await scene.configure(issuer.url);
		const all = [...settings, `admin.sign-in-client-secret-file=${secretFile}`];
		const key = await scene.createAdminKey();
		const service = await scene.startService(...all);
		const browsers = [];
		const open = (which = service) => {
			browsers.push(new Browser(which));
			return browsers.at(-1);
		};

		await act({ scene, issuer, service, key, open, settings: all });
		for (const program of scene.programs.filter((each) => each !== issuer)) {
			const log = await readFile(program.logFile, 'utf8');

			for (const each of [secret, ...browsers.flatMap((browser) => browser.secrets)])
				assert.ok(!log.includes(each), `${each} is in the log`);
			assert.doesNotMatch(log, /\?code=|[?&]state=/);
		}
	});
}

test('a key signs in, keeps its roles and signs out', () => withService(async ({ key, open }) => {
	const browser = open();

	assert.deepEqual(await browser.session(), { signedIn: false, methods: ['adminKey', 'entra'] });
	const session = await browser.signInByKey(key);

	assert.equal(session.actor.name, 'end-to-end');
	assert.ok(Date.parse(session.expiresAt) > Date.now() + 28000 * 1000);
	await browser.ask(200, 'GET', '/admin/v1/app-registrations');
	const json = { name: 'A', clientAppId: randomUUID(), directoryTenantId: randomUUID() };

	await browser.ask(201, 'POST', '/admin/v1/app-registrations', { json });
	const { csrf } = browser;

	browser.csrf = undefined;
	const refused = await browser.ask(403, 'POST', '/admin/v1/app-registrations', { json });

	assert.equal(refused.json().code, 'CsrfTokenInvalid');
	browser.csrf = csrf;
	const cookies = new Map(browser.cookies);

	await browser.ask(204, 'DELETE', '/session');
	assert.equal(browser.cookies.size, 0);
	assert.equal((await browser.session()).signedIn, false);
	browser.cookies = cookies;
	assert.equal((await browser.ask(401, 'GET', '/admin/v1/caller')).json().code, 'SessionExpired');
}));

test('a user signs in at the directory', () => withService(async ({ open }) => {
	const browser = open();

	assert.equal(await browser.signIn('dev_user=ann@example.com&dev_roles=Registry.Admin'), '/');
	assert.deepEqual([...browser.cookies.keys()], ['s2s-session']);
	const session = await browser.session();

	assert.equal(session.actor.kind, 'token');
	assert.equal(session.actor.clientAppId, client);
	assert.equal(session.actor.directoryTenantId, staff);
	assert.deepEqual(session.roles, ['Registry.Admin']);
	const json = { name: 'A', clientAppId: randomUUID(), directoryTenantId: randomUUID() };
	const made = (await browser.ask(201, 'POST', '/admin/v1/app-registrations', { json })).json();

	assert.equal(made.createdBy, session.actor.name);
	const events = (await browser.ask(200, 'GET', '/admin/v1/audit-events?top=2')).json().value;

	assert.deepEqual(events.map(({ resourceType }) => resourceType), ['appRegistration', 'session']);
	assert.ok(events.every(({ actor }) => actor.sessionId === session.actor.sessionId));
	await browser.ask(204, 'DELETE', '/session');
	assert.equal((await browser.session()).signedIn, false);
}));

test('codes and states that do not match are refused', () => withService(async ({ service, open }) => {
	const who = 'dev_user=ann@example.com&dev_roles=Registry.Admin';
	const failed = async (browser, where, error) => {
		assert.equal(where, `/sign-in?error=${error}`);
		assert.equal((await browser.session()).signedIn, false);
		assert.equal(browser.cookies.size, 0);
	};
	let browser = open();

	// The state of another login transaction.
	let back = new URL(await browser.goToDirectory(who));

	back.searchParams.set('state', 'x'.repeat(43));
	await failed(browser, await browser.comeBack(back.href), 'SignInStateInvalid');

	// The complete sign-in of another user.
	const other = await open().goToDirectory(who);

	browser = open();
	await browser.goToDirectory(who);
	await failed(browser, await browser.comeBack(other), 'SignInStateInvalid');

	// Another user's code with this browser's state: the verifier does not match the code.
	browser = open();
	back = new URL(await browser.goToDirectory(who));
	back.searchParams.set('code', new URL(await open().goToDirectory(who)).searchParams.get('code'));
	await failed(browser, await browser.comeBack(back.href), 'invalid_grant');

	// A code for another challenge.
	browser = open();
	await failed(browser, await browser.signIn(who, (url) => url.replace(/code_challenge=./, '$&0')),
		'invalid_grant');

	// A code for another app of the directory.
	browser = open();
	await failed(browser, await browser.signIn(who, (url) => url.replace(client, randomUUID())),
		'invalid_grant');

	// The same code again, with its own login transaction.
	browser = open();
	const first = await browser.goToDirectory(who);
	const ticket = new Map(browser.cookies);

	assert.equal(await browser.comeBack(first), '/');
	browser.cookies = ticket;
	await failed(browser, await browser.comeBack(first), 'invalid_grant');

	// Users whom the guard refuses.
	browser = open();
	await failed(browser, await browser.signIn('dev_user=eve@example.com'), 'AdminRoleMissing');
	browser = open();
	await failed(browser, await browser.signIn('dev_roles=reviews.moderator'), 'AdminRoleMissing');
	browser = open();
	await failed(browser, await browser.signIn('dev_error=access_denied'), 'access_denied');

	// The reviews plane ignores cookies.
	browser = open();
	assert.equal(await browser.signIn(who), '/');
	const headers = { Cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') };

	assert.equal((await call('GET', `${service.url}/v2.0/caller`, { headers })).status, 401);
}));

test('a session survives a restart and is valid in all processes', () => withService(
	async ({ scene, service, key, open, settings: all }) => {
		const byKey = open();
		const byUser = open();

		await byKey.signInByKey(key);
		assert.equal(await byUser.signIn('dev_roles=Reviews.Moderator'), '/');
		await byUser.session();
		const second = await scene.startService(...all);

		byUser.service = byKey.service = second;
		assert.deepEqual((await byUser.session()).roles, ['Reviews.Moderator']);
		assert.equal((await byKey.session()).signedIn, true);
		await service.kill();
		assert.equal((await byKey.session()).signedIn, true);
		const third = await scene.startService(...all);

		byKey.service = third;
		assert.equal((await byKey.session()).signedIn, true);

		// A sign-out in one process is valid in the other.
		const cookies = new Map(byKey.cookies);

		await byKey.ask(204, 'DELETE', '/session');
		byKey.service = second;
		byKey.cookies = cookies;
		await byKey.ask(401, 'GET', '/admin/v1/caller');
		byUser.service = third;
		assert.equal((await byUser.session()).signedIn, true);

		// A configuration that no longer admits the users ends their sessions.
		const strict = await scene.startService(...all, 'admin.moderator-groups=' + randomUUID());

		byUser.service = strict;
		assert.equal((await byUser.session()).signedIn, false);
	}));

test('disabling a key ends its sessions at once', () => withService(
	async ({ scene, key, open }) => {
		const browser = open();
		const admin = ['--config', scene.configFile, 'admin-key'];

		await browser.signInByKey(key);
		await browser.ask(200, 'GET', '/admin/v1/caller');
		await run(process.env.REGISTRY, [...admin, 'disable', 'end-to-end']);
		const refused = await browser.ask(401, 'GET', '/admin/v1/caller');

		assert.equal(refused.json().code, 'AdminKeyDisabled');
		const { signedIn, hint } = await browser.session();

		assert.equal(signedIn, false);
		assert.match(hint, /switched off/);
		assert.equal((await call('POST', `${browser.service.url}/session`, { json: { key } })).json().code,
			'AdminKeyDisabled');
	}));

test('while the directory is down, keys still sign in', () => withService(
	async ({ issuer, key, open }) => {
		const browser = open();

		await issuer.control('fail', { status: '500', times: 1 });
		const answer = await browser.send(302, 'GET', `${browser.service.url}/sign-in/entra`);

		assert.equal(answer.headers.location, `${browser.service.url}/sign-in?error=SignInUnavailable`);
		assert.equal((await browser.signInByKey(key)).signedIn, true);
	}));
