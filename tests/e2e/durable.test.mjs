// Acknowledged reviews survive a kill of the service.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, untilKilled, withRegisteredApp } from './programs.mjs';

const submitterCount = 20;
const kills = 3;
const loadMs = 1500;

// Submits until the service has ended; records the acknowledged reviews.
async function submit(service, token, name, acknowledged) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const query = `tenantId=${service.environment}&locale=en-us&encodedUser=${name}`;
	const url = `${service.url}/v2.0/reviews/product/lamp-${name}/user?${query}`;
	let i = 0;

	await untilKilled(async () => {
		const json = { Rating: i % 5 + 1, Title: `${i++}`, ReviewText: name, ProductName: 'Lamp' };
		const answer = await call('POST', url, { credential: token, json, agent });

		assert.equal(answer.status, 200, `${answer.body}`);
		acknowledged.push(answer.json());
	});
	agent.destroy();
}

test('every acknowledged review survives kill -9', (t) =>
	withRegisteredApp(async ({ scene, issuer, service }) => {
		const token = await issuer.token();
		const acknowledged = [];

		for (let i = 0; i < kills; i++) {
			const submitters = Array.from({ length: submitterCount },
				(_, n) => submit(service, token, `s${i}-${n}`, acknowledged));

			await sleep(loadMs);
			await service.kill();
			await Promise.all(submitters);
			service = await scene.startService();
		}
		const exported = (await service.export(token, 'ndjson')).text().trimEnd().split('\n');
		const stored = new Set(exported.map((line) => JSON.parse(line).reviewId));
		const lost = acknowledged.filter((id) => !stored.has(id));

		t.diagnostic(`${acknowledged.length} acknowledged, ${stored.size} stored, ${kills} kills`);
		assert.ok(acknowledged.length > 100, `only ${acknowledged.length} acknowledged`);
		assert.deepEqual(lost, []);
		assert.equal(stored.size, exported.length, 'every review has its own id');
		// Submits under way at the kill may be stored, but were not acknowledged.
		assert.ok(stored.size <= acknowledged.length + kills * submitterCount);
		assert.equal(await service.countRatings(token), stored.size);
	}));
