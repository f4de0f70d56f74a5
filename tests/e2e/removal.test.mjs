// A removed registration is refused on the next request, whichever process has removed it.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { withRegisteredApp } from './programs.mjs';

const rounds = 200;

// `service` gets the calls, `remover` removes and restores: the same process or another one.
async function removeAndAsk({ issuer, service, remover, adminKey, registration }) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const token = await issuer.token();
	let id = registration;

	for (let i = 0; i < rounds; i++) {
		const before = await service.caller(token, agent);

		await remover.unregister(adminKey, id);
		const removed = await service.caller(token, agent);

		id = await remover.register(adminKey);
		assert.equal(before.status, 200, `round ${i}: ${before.body}`);
		assert.equal(removed.status, 403, `round ${i}: ${removed.body}`);
		assert.equal(removed.headers['x-ms-error-code'], 'AppNotRegistered');
	}
	assert.equal((await service.caller(token, agent)).status, 200);
	agent.destroy();
}

test('removed by the same process', () =>
	withRegisteredApp((programs) => removeAndAsk({ ...programs, remover: programs.service })));

test('removed by another process on the same database', () =>
	withRegisteredApp(async (programs) => {
		const remover = await programs.scene.startService();

		assert.equal(remover.environment, programs.service.environment);
		await removeAndAsk({ ...programs, remover });
	}));
