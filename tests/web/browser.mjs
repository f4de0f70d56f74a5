// A browser, and people who use the pages with it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Admin } from '../e2e/admin.mjs';
import { withScene } from '../e2e/programs.mjs';

// Chromium without windows: the same engine, at half the price.
const browserPath = '/usr/bin/chromium-headless-shell';

// Long for a page, even beside other tests on a slow machine.
const patienceMs = 10000;

// What a page may say to the console: the answers that a test asks for.
const expectedNoise = /Failed to load resource: .*(40[0-9]|412|429|503)|net::ERR_/;

// Somebody with a browser of their own: cookies, colours and size.
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

	// Signs in on the way to a page.
	async enter(path = '/') {
		await this.open(path);
		await this.signIn();
		await this.page.locator('.page h1').waitFor();
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

	// Names in the pane, as they stand there.
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

	// A key of another admin, with roles of its own.
	async newKey(name, ...roles) {
		return (await this.admin.expect(201, 'POST', '/admin-keys', { json: { name, roles } })).json();
	}

	// The service goes and comes back at its old place.
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

// A service, a browser, and whatever the test does with them. A browser that is not there fails the
// test.
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
