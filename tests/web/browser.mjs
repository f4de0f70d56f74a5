// A browser, and the people who use the pages in it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Admin } from '../e2e/admin.mjs';
import { withScene } from '../e2e/programs.mjs';

// Headless Chromium: the same engine with half the cost.
const browserPath = '/usr/bin/chromium-headless-shell';

// Long enough for a page on a slow machine that runs other tests.
const patienceMs = 10000;

// Console errors that tests cause on purpose.
const expectedNoise = /Failed to load resource: .*(40[0-9]|412|429|503)|net::ERR_/;

// A person with a separate browser context: cookies, colours and size.
export class Person {
	constructor(context, page, url, key) {
		Object.assign(this, { context, page, url, key, faults: [] });
		page.setDefaultTimeout(patienceMs);
		page.on('pageerror', (error) => this.faults.push(`${error.stack}`));
		page.on('console', (line) => {
			if (line.type() === 'error' && !expectedNoise.test(line.text()))
				this.faults.push(line.text());
		});
	}

	button(name) {
		return this.page.getByRole('button', { name, exact: true });
	}

	field(name) {
		return this.page.getByLabel(name, { exact: true });
	}

	heading(name) {
		return this.page.getByRole('heading', { name, exact: true });
	}

	text(text) {
		return this.page.getByText(text);
	}

	// The topmost dialog.
	get dialog() {
		return this.page.locator('dialog[open]').last();
	}

	async open(path = '/') {
		await this.page.goto(this.url + path);
	}

	async signIn(key = this.key) {
		await this.field('Admin key').fill(key);
		await this.button('Sign in').click();
	}

	// Opens a page and signs in.
	async enter(path = '/') {
		await this.open(path);
		await this.signIn();
		await this.page.locator('.page h1').waitFor();
	}

	// Makes this browser one without a clipboard, as over http. Call it before open().
	async loseClipboard() {
		await this.page.addInitScript(() => {
			Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });
		});
	}

	selectedText() {
		return this.page.evaluate(() => getSelection().toString());
	}

	async manage() {
		await this.button('Manage').click();
		await this.heading('S2S App Entries').waitFor();
	}

	async addEntry({ name, clientAppId, directoryTenantId }) {
		await this.button('Add a new S2S App Registration').click();
		await this.field('Name').fill(name);
		await this.field('Client App ID').fill(clientAppId);
		await this.field('Directory (Tenant) ID').fill(directoryTenantId);
		await this.button('Submit').click();
	}

	async closePane() {
		await this.dialog.getByRole('button', { name: 'Close' }).click();
	}

	async save() {
		await this.button('Save').click();
		await this.text('Settings saved. Your changes are in effect.').waitFor();
	}

	// The names in the pane, in order.
	entryNames() {
		return this.page.locator('.entry-name').allTextContents();
	}
}

class Stage {
	people = [];

	constructor(scene, browser, service, adminKey, issuer) {
		Object.assign(this, { scene, browser, service, adminKey, issuer });
		this.admin = new Admin(service, adminKey);
	}

	async person({ key = this.adminKey, ...options } = {}) {
		const context = await this.browser.newContext({
			viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
		const person = new Person(context, await context.newPage(), this.service.url, key);

		this.people.push(person);
		return person;
	}

	// Creates an admin key with these roles.
	async newKey(name, ...roles) {
		return (await this.admin.expect(201, 'POST', '/admin-keys', { json: { name, roles } })).json();
	}

	// Restarts the service on the same port; act() runs while it is down.
	async restart(act = async () => {}) {
		const { port } = new URL(this.service.url);

		await this.service.stop();
		await act();
		this.service = await this.scene.startService(`server.port=${port}`);
		this.admin.service = this.service;
	}

	end() {
		this.admin.end();
		for (const { faults } of this.people)
			assert.deepEqual(faults, []);
	}
}

// Runs a test with a service and a browser. A missing browser fails the test.
export function onStage(act, ...settings) {
	return withScene(async (scene) => {
		assert.ok(existsSync(browserPath), `${browserPath} is missing: scripts/test.sh installs it`);
		const issuer = await scene.startIssuer();

		await scene.configure(issuer.url);
		const adminKey = await scene.createAdminKey();
		const service = await scene.startService(...settings);
		const sandbox = process.getuid() === 0 ? ['--no-sandbox'] : [];
		const browser = await chromium.launch({ executablePath: browserPath, args: sandbox });

		try {
			const stage = new Stage(scene, browser, service, adminKey, issuer);

			await act(stage);
			stage.end();
		} finally {
			await browser.close();
		}
	});
}
