// The issuer is down: at the first start there are no keys, later the key file is used.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { withScene } from './programs.mjs';

test('an outage of the issuer', () => withScene(async (scene) => {
	const early = await scene.startIssuer();
	const { port } = new URL(early.url);
	const earlyToken = await early.token();

	await scene.configure(early.url);
	await early.stop();
	const adminKey = await scene.createAdminKey();
	let service = await scene.startService();

	await service.register(adminKey);
	const refused = await service.caller(earlyToken);
	const retryAfterS = Number(refused.headers['retry-after']);

	assert.equal(refused.status, 503, `${refused.body}`);
	assert.equal(refused.headers['x-ms-error-code'], 'KeysUnavailable');
	assert.ok(retryAfterS >= 1 && retryAfterS <= 60, `Retry-After: ${retryAfterS}`);

	const issuer = await scene.startIssuer(port);
	const token = await issuer.token();

	await sleep(retryAfterS * 1000);
	const accepted = await service.caller(token);

	assert.equal(accepted.status, 200, `${accepted.body}`);
	await issuer.stop();
	await service.stop();
	service = await scene.startService();
	const fromFile = await service.caller(token);

	assert.equal(fromFile.status, 200, `${fromFile.body}`);
}));
