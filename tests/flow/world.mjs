// The service with a connector, imported and connected as a maker does it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { clientId, directory, withScene } from '../e2e/programs.mjs';
import { Connection, servicePrincipal, signIn } from './connection.mjs';
import { Connector } from './definition.mjs';
import { Engine } from './engine.mjs';
import { Network } from './transport.mjs';

export const publicUrl = 'https://reviews.example/shop';
export const connectorApp = '7b1f0c55-2d6e-4f0a-8c1b-3e9d5a7f6042';

const downloadLimitMs = 60000;

const run = promisify(execFile);
const who = { dev_user: 'ann@example.com', dev_roles: 'Registry.Admin' };

class World {
	network = new Network();

	constructor(scene, issuer, adminKey, settings) {
		Object.assign(this, { scene, issuer, adminKey, settings });
	}

	// Starts the service, or starts it again at another port.
	async start() {
		this.service = await this.scene.startService(`server.public-url=${publicUrl}`,
			`admin.directories=${directory}`, `admin.clients=${connectorApp},${clientId}`,
			...this.settings);
		this.network.place(publicUrl, this.service.url);
		return this.service;
	}

	// Makes the files and imports them.
	async makeConnector(...options) {
		const folder = path.join(this.scene.folder, ['connector', ...options].join(''));

		await run(process.env.REGISTRY, ['--config', this.scene.configFile, '--set',
			`server.public-url=${publicUrl}`, 'connector', '--out', folder, ...options]);
		return Connector.read(folder);
	}

	// Returns an engine with a connection that a user makes by signing in.
	engineOfUser(connector, settings) {
		return this.#engine(connector, settings, signIn(connector,
			{ tenant: directory, who, clientId: connectorApp, secret: 'any' }));
	}

	// Returns an engine with a connection of a service principal.
	engineOfPrincipal(connector, settings) {
		return this.#engine(connector, settings, servicePrincipal(connector,
			{ tenant: directory, who, clientId, secret: 'any' }));
	}

	#engine(connector, settings, acquire) {
		return new Engine(new Connection(connector, this.network, acquire), settings);
	}
}

// Exports through the connector; returns the lines, downloaded without a token, and the cursor.
export async function exportLines(engine, tenantId, since) {
	const { body } = await engine.run('ExportReviews', { tenantId, format: 'ndjson', since });
	const file = await engine.connection.follow(body.blobSasUrl, downloadLimitMs);

	assert.equal(file.status, 200, `${file.body}`);
	const lines = file.body.toString().split('\n').filter((line) => line !== '');

	return { lines: lines.map((line) => JSON.parse(line)), cursor: body.cursor };
}

// Runs a test with the service, which both apps may call.
export function withWorld(act, settings = []) {
	return withScene(async (scene) => {
		const issuer = await scene.startIssuer();

		await scene.configure(issuer.url);
		const world = new World(scene, issuer, await scene.createAdminKey(), settings);
		const service = await world.start();

		await service.register(world.adminKey);
		world.registration = await service.register(world.adminKey, connectorApp);
		try {
			await act(world);
		} finally {
			world.network.end();
		}
	});
}
