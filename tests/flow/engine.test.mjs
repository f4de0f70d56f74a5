// The engine against planted responses: it accepts good ones, and every bad one fails the action.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientId, directory, withScene } from '../e2e/programs.mjs';
import { until } from '../e2e/until.mjs';
import { servicePrincipal, signIn } from './connection.mjs';
import { Connector } from './definition.mjs';
import { retryPolicies } from './engine.mjs';
import { FaultyProxy, makeDice } from './faulty_proxy.mjs';
import { goodThing, makeDefinition, makeProperties, publicUrl, withPlanted } from './planted.mjs';

const badOutput = 'ResponseSwaggerSchemaValidationFailure';
const get = (engine) => engine.run('GetThing', { id: 'a' });

function changed(change) {
	const definition = makeDefinition();

	change(definition);
	return new Connector(definition, makeProperties());
}

test('a definition that the engine does not support is refused', () => {
	changed(() => {});
	for (const change of [
		(it) => { it.swagger = '3.0.0'; },
		(it) => { it.definitions.Thing.properties.id.type = ['string', 'null']; },
		(it) => { it.definitions.Thing.oneOf = []; },
		(it) => { it.definitions.Thing.properties.parts = { type: 'array' }; },
		(it) => { it.definitions.Thing.properties.part = { $ref: '#/definitions/Thing' }; },
		(it) => { it.paths['/file'].get.responses[200].schema = { $ref: '#/definitions/None' }; },
		(it) => { it.paths['/file'].get.operationId = 'GetCaller'; },
		(it) => { it.paths['/file'].get.operationId = 'get-file'; },
		(it) => { it.paths['/FILE'] = {}; },
	])
		assert.throws(() => changed(change), { code: 'ERR_ASSERTION' }, String(change));
});

test('an output as declared passes', () => withPlanted({ json: { ...goodThing, more: [1] } },
	async ({ engine, service }) => {
		assert.deepEqual((await get(engine)).body, { ...goodThing, more: [1] });
		assert.equal(service.requests[0].hasToken, true);
	}));

const badThings = {
	'another type': { ...goodThing, name: true },
	'a number as text': { ...goodThing, count: '3' },
	'a fraction for an integer': { ...goodThing, count: 3.5 },
	'an integer out of range': { ...goodThing, count: 2 ** 31 },
	'a null': { ...goodThing, maker: null },
	'a null in a member that is not declared': { ...goodThing, more: { deep: null } },
	'a null array': { ...goodThing, tags: null },
	'a number in an array': { ...goodThing, tags: ['a', 1] },
	'a wrong nested member': { ...goodThing, maker: { name: 1 } },
	'a date without a time': { ...goodThing, madeAt: '2026-11-30' },
	'no GUID': { ...goodThing, id: '7' },
	'a missing member': { id: goodThing.id },
	'an array for an object': [goodThing],
	'a text': 'Lamp',
};

for (const [what, json] of Object.entries(badThings)) {
	test(`an output with ${what} fails the action`, () => withPlanted({ json },
		({ engine }) => assert.rejects(get(engine), { code: badOutput })));
}

test('the failure says what is wrong', () => withPlanted({ json: badThings['another type'] },
	({ engine }) => assert.rejects(get(engine), { message: `${badOutput}: The API operation ` +
		"'GetThing' requires the property 'body/name' to be of type 'String' but is of type " +
		"'Boolean'." })));

test('an empty body and a body that is not JSON fail the action', async () => {
	const headers = { 'Content-Type': 'application/json' };

	await withPlanted({ body: '', headers },
		({ engine }) => assert.rejects(get(engine), { code: badOutput }));
	await withPlanted({ body: '{"id":', headers },
		({ engine }) => assert.rejects(get(engine), { code: 'InvalidProtocolResponse' }));
	await withPlanted({ body: '<html>', headers: { 'Content-Type': 'text/html' } },
		({ engine }) => assert.rejects(get(engine), { code: badOutput }));
});

test('inputs are converted to the declared types', () => withPlanted({ status: 201, json: 'x' },
	async ({ engine, service }) => {
		const made = { name: 5, count: '3', share: '0.5', isGood: 'True', maker: null,
			tags: [1, true], more: { left: 'as it is' } };

		await engine.run('MakeThing', { Key: 'k 1', body: made });
		const [{ path, headers, body }] = service.requests;

		assert.equal(path, '/things?version=7');
		assert.equal(headers.key, 'k 1');
		assert.deepEqual(JSON.parse(body), { name: '5', count: 3, share: 0.5, isGood: true,
			tags: ['1', 'true'], more: { left: 'as it is' } });
	}));

test('an empty optional input is sent, a null is not', () => withPlanted({ json: { value: [] } },
	async ({ engine, service }) => {
		await engine.run('ListThings', { size: '', isGood: '', lang: '', colour: null, kinds: ['a b', 'c,d'] });
		assert.equal(service.requests[0].path, '/things?size=&isGood=&kinds=a%20b%2Cc%2Cd&lang=');
	}));

test('a path parameter is encoded once and is never empty', () => withPlanted({ json: goodThing },
	async ({ engine, service }) => {
		await engine.run('GetThing', { id: 'a/b c%2F?ü' });
		assert.equal(service.requests[0].path, '/things/a%2Fb%20c%252F%3F%C3%BC');
		await assert.rejects(engine.run('GetThing', { id: '' }),
			{ code: 'OpenApiOperationParameterValidationFailed' });
	}));

test('wrong inputs fail without a request', () => withPlanted({ json: {} },
	async ({ engine, service }) => {
		const conversion = { code: 'OpenApiOperationParameterTypeConversionFailed' };
		const validation = { code: 'OpenApiOperationParameterValidationFailed' };
		const make = (body) => engine.run('MakeThing', { body });

		await assert.rejects(engine.run('ListThings', { size: 'many' }), conversion);
		await assert.rejects(engine.run('ListThings', { size: 1.5 }), conversion);
		await assert.rejects(engine.run('ListThings', { after: '' }), conversion);
		await assert.rejects(engine.run('GetFile', { part: '' }), conversion);
		await assert.rejects(make({ name: 'a', tags: 'a' }), conversion);
		await assert.rejects(make({ name: { a: 1 } }), conversion);
		await assert.rejects(make({ count: 1 }), validation);
		await assert.rejects(make({ name: null }), validation);
		await assert.rejects(engine.run('MakeThing', {}), validation);
		await assert.rejects(engine.run('ListThings', { lang: 'a'.repeat(16384) }), { code: 'UriTooLong' });
		await assert.rejects(engine.run('ListThings', { length: 1 }), /no parameter length/);
		await assert.rejects(engine.run('MakeThing', { version: '8', body: { name: 'a' } }), /version/);
		assert.deepEqual(service.requests, []);
	}));

test('connectivity faults, 408, 429 and 5xx are repeated as they were', () => {
	const plants = [{ status: 0 }, { status: 408 }, { status: 429, headers: { 'Retry-After': '20' } },
		{ status: 500 }, { status: 503, headers: { 'Retry-After': '1' } }, { status: 201, json: 'id' }];

	return withPlanted((_, { requests }) => plants[requests.length - 1], async ({ engine, service }) => {
		const { body } = await engine.run('MakeThing', { Key: 'k', body: { name: 'a' } });
		const ids = service.requests.map(({ headers }) => headers['x-ms-client-request-id']);

		assert.equal(body, 'id');
		assert.equal(service.requests.length, plants.length);
		assert.equal(new Set(ids).size, plants.length, 'each attempt has its own ID');
		for (const { headers, body: sent } of service.requests)
			assert.deepEqual([headers.key, `${sent}`], ['k', '{"name":"a"}']);
		assert.deepEqual(engine.history[0].attempts.map(({ waitS }) => waitS),
			[7, 14, 28, 56, 112, undefined]);
	});
});

test('Retry-After is obeyed if it is longer than the policy', () => withPlanted(
	(_, { requests }) => (requests.length === 1 ? { status: 429, headers: { 'Retry-After': '60' } } :
		{ json: goodThing }),
	async ({ engine }) => {
		await get(engine);
		assert.equal(engine.history[0].attempts[0].waitS, 60);
	}));

test('other 4xx fail at once, and show the code and the detail', () => withPlanted(
	{ status: 409, json: { code: 'Taken', detail: 'It is taken.' } }, async ({ engine, service }) => {
		await assert.rejects(get(engine), { code: 'Taken', message: 'Taken: It is taken.', status: 409 });
		assert.equal(service.requests.length, 1);
		assert.deepEqual(engine.operationsNotRun(), [...engine.connector.operations.keys()]);
	}));

test('the retries end', async () => {
	await withPlanted({ status: 503, json: { code: 'Busy' } }, async ({ engine, service }) => {
		await assert.rejects(get(engine), { code: 'Busy' });
		assert.equal(service.requests.length, 9);
	});
	await withPlanted({ status: 0 }, async ({ engine, service }) => {
		await assert.rejects(get(engine), { code: 'GatewayTimeout' });
		assert.equal(service.requests.length, 5);
	}, { retry: retryPolicies.logicApps });
});

test('a response that takes longer than the limit is a fault', () => withPlanted(
	async () => { await sleep(300); return { json: goodThing }; },
	({ engine }) => assert.rejects(get(engine), { code: 'GatewayTimeout' }),
	{ limitMs: 100, retry: retryPolicies.none }));

test('a response that is too large fails the action', () => withPlanted({ json: goodThing },
	async ({ engine, connection: { network } }) => {
		network.responseBytesMax = JSON.stringify(goodThing).length - 1;
		await assert.rejects(get(engine), { code: 'HttpResponseContentTooLarge' });
		network.responseBytesMax++;
		await get(engine);
	}));

// Two pages of one thing each; the second one needs the token, as the first does.
function pages({ path, hasToken }) {
	const isLast = path.includes('page=2');

	if (!hasToken)
		return { status: 401, json: { code: 'MissingToken', detail: 'Send a token.' } };
	return { json: { value: [goodThing],
		nextLink: isLast ? undefined : `${publicUrl}${path}?page=2` } };
}

test('pages are collected through the connection if a policy routes them', () => withPlanted(pages,
	async ({ engine, service }) => {
		const { body } = await engine.run('ListThings', {}, { threshold: 100 });

		assert.deepEqual(body, { value: [goodThing, goodThing] });
		assert.deepEqual(service.requests.map(({ hasToken }) => hasToken), [true, true]);
	}));

test('pages end at the threshold, and without it there is one page', () => withPlanted(pages,
	async ({ engine, service }) => {
		assert.equal((await engine.run('ListThings', {}, { threshold: 1 })).body.value.length, 1);
		const { body } = await engine.run('ListThings');

		assert.equal(body.nextLink, `${publicUrl}/things?page=2`);
		assert.equal(service.requests.length, 2);
	}));

test('without the policy the second page is asked for without the token', () => withPlanted(pages,
	async ({ engine, service }) => {
		await assert.rejects(engine.run('ListUnrouted', {}, { threshold: 100 }), { code: 'MissingToken' });
		assert.deepEqual(service.requests.map(({ hasToken }) => hasToken), [true, false]);
	}));

test('a next page at another host and a bad second page fail the action', async () => {
	await withPlanted({ json: { value: [], nextLink: 'http://127.0.0.1:1/things' } },
		({ engine }) => assert.rejects(engine.run('ListThings', {}, { threshold: 9 }),
			{ code: 'InvalidNextLink' }));
	await withPlanted(({ path }) => (path.includes('page') ? { json: { value: [null] } } :
		{ json: { value: [], nextLink: `${publicUrl}/things?page=2` } }),
	({ engine }) => assert.rejects(engine.run('ListThings', {}, { threshold: 9 }), { code: badOutput }));
});

test('a page whose entries are not in the array value fails the action', async () => {
	const next = `${publicUrl}/things?page=2`;
	const plants = { 'the only page': () => ({ items: [goodThing] }), 'an array': () => [goodThing],
		'the second page': ({ path }) => (path.includes('page') ? { items: [] } :
			{ value: [goodThing], nextLink: next }) };
	const definition = makeDefinition();

	definition.paths['/things'].get.responses['200'].schema = {};
	for (const [name, plant] of Object.entries(plants)) {
		await withPlanted((request) => ({ json: plant(request) }), async ({ engine }) => {
			await engine.run('ListThings');
			await assert.rejects(engine.run('ListThings', {}, { threshold: 9 }),
				{ code: 'InvalidPageResponse' }, name);
		}, { definition });
	}
});

test('a 202 is followed without the token until the result comes', () => {
	const later = { status: 202, headers: { Location: `${publicUrl}/status?sig=1`, 'Retry-After': '3' } };
	const plants = [later, { ...later, headers: { 'Retry-After': '2' } }, { json: { done: true } }];

	return withPlanted((_, { requests }) => plants[requests.length - 1], async ({ engine, service }) => {
		assert.deepEqual((await engine.run('StartWork')).body, { done: true });
		assert.deepEqual(service.requests.map(({ method, path, hasToken }) => [method, path, hasToken]),
			[['POST', '/work', true], ['GET', '/status?sig=1', false], ['GET', '/status?sig=1', false]]);
		assert.equal(`${service.requests[0].body}`, '{}');
	});
});

test('a 202 whose Location needs the token, leads nowhere or never ends fails the action', async () => {
	const later = (Location) => ({ status: 202, headers: { Location, 'Retry-After': '1' } });
	const start = (code) => ({ engine }) => assert.rejects(engine.run('StartWork'), { code });

	await withPlanted(({ hasToken }) => (hasToken ? later(`${publicUrl}/status`) :
		{ status: 401, json: { code: 'MissingToken' } }), start('MissingToken'));
	await withPlanted(later('/status'), start('InvalidProtocolResponse'));
	await withPlanted(later('https://elsewhere.example/'), start('GatewayTimeout'));
	await withPlanted(later(`${publicUrl}/status`), start('ActionTimedOut'), { laterLimitMs: 30 });
	await withPlanted(({ path }) => (path === '/work' ? later(`${publicUrl}/status`) : { json: [] }),
		start(badOutput));
});

test('a Location that leads through the hub is followed with the token', () => withPlanted(
	({ headers, path }) => (path === '/work' ? { status: 202, headers: {
		Location: `${headers['x-ms-apim-referrer-prefix']}/status`, 'Retry-After': '1' } } : { json: {} }),
	async ({ engine, service }) => {
		await engine.run('StartWork');
		assert.deepEqual(service.requests.map(({ path, hasToken }) => [path, hasToken]),
			[['/work', true], ['/status', true]]);
	}));

test('a file is sent as its bytes, or as the object that it is', () => withPlanted({ json: {} },
	async ({ engine, service }) => {
		const file = { '$content-type': 'text/plain', $content: 'YSxiCjEsMgo=' };

		await engine.run('PutFile', { body: file });
		await engine.run('PutFile', { body: 'a,b\n' }, { isChunked: true });
		await engine.run('StartWork');
		assert.deepEqual(service.requests.map(({ headers, body }) => [headers['content-type'],
			headers['transfer-encoding'], `${body}`]), [['text/plain', undefined, 'a,b\n1,2\n'],
			['text/csv', 'chunked', 'a,b\n'], ['application/json', undefined, '{}']]);
	}));

test('content that is not JSON becomes a file', () => withPlanted(
	{ body: Buffer.from([0, 255, 1]), headers: { 'Content-Type': 'image/png' } },
	async ({ engine }) => assert.deepEqual((await engine.run('GetFile', { part: 1 })).body,
		{ '$content-type': 'image/png', $content: 'AP8B' })));

// The first response waits until 50 requests have come.
test('Apply to each runs 50 items at the same time', () => withPlanted(
	async (_, service) => {
		await until('50 requests', () => service.mostInFlight >= 50, { pauseMs: 5 });
		return { json: goodThing };
	}, async ({ engine, service }) => {
		const numbers = Array.from({ length: 120 }, (_, i) => i);
		const ids = await engine.forEach(numbers, (i) => get(engine).then(() => i));

		assert.deepEqual(ids, numbers);
		assert.equal(service.mostInFlight, 50);
	}));

test('the hub adds its headers', () => withPlanted({ json: {} }, async ({ engine, service, connection }) => {
	await engine.testConnection();
	const [{ headers }] = service.requests;

	assert.equal(headers['x-ms-apim-referrer'], `${connection.prefix}/caller`);
	assert.match(headers.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
	assert.equal(headers['x-ms-client-request-id'], headers['x-ms-correlation-id']);
	await assert.rejects(withPlanted({ status: 401 }, ({ engine: other }) => other.testConnection()));
}));

test('a drop-down shows values and titles, and depends on other parameters', () => withPlanted(
	{ json: { items: [{ code: 'r', name: 'red' }, { code: 'x' }] } }, async ({ engine, service }) => {
		assert.deepEqual(await engine.choices('ListThings', 'colour', { lang: 'en' }),
			[{ value: 'r', title: 'red' }, { value: 'x', title: 'x' }]);
		assert.equal(service.requests[0].path, '/colours?lang=en&form=x');
	}));

test('a drop-down does not send the default of a parameter', () => {
	const definition = makeDefinition();
	const { parameters } = definition.paths['/things'].get;

	delete parameters.find(({ name }) => name === 'colour')['x-ms-dynamic-values'].parameters.form;
	return withPlanted({ json: { items: [] } }, ({ engine }) =>
		assert.rejects(engine.choices('ListThings', 'colour'),
			{ code: 'OpenApiOperationParameterValidationFailed' }), { definition });
});

test('operations that were not run, or that failed, are reported', () => withPlanted({ json: goodThing },
	async ({ engine }) => {
		const all = [...engine.connector.operations.keys()];

		await get(engine);
		await assert.rejects(engine.run('ListThings', {}, { threshold: 1 }));
		await engine.run('GetCaller');
		assert.deepEqual(engine.operationsNotRun(),
			all.filter((id) => !['GetThing', 'GetCaller', 'ListThings'].includes(id)));
	}));

test('a proxy loses responses after the service has handled the requests', () => withPlanted(
	{ json: goodThing }, async ({ engine, service, connection }) => {
		const dice = makeDice(10);
		const proxy = await new FaultyProxy(service.url, () => (dice() ? 'lose' : undefined)).start();

		connection.network.place(publicUrl, proxy.url);
		for (let i = 0; i < 200; i++)
			await get(engine);
		await proxy.stop();
		assert.equal(service.requests.length, proxy.handledCount);
		assert.equal(proxy.handledCount, 200 + proxy.lostCount);
		assert.ok(proxy.lostCount > 10 && proxy.lostCount < 40, `${proxy.lostCount}`);
	}));

function claimsOf(token) {
	return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}

test('a user signs in with the app of the connector, a service principal with its own', () =>
	withScene(async (scene) => {
		const { url } = await scene.startIssuer();
		const connector = new Connector(makeDefinition(), makeProperties(url));
		const options = { tenant: directory, secret: 'any' };
		const who = { dev_user: 'ann@example.com' };
		const user = claimsOf((await signIn(connector, { ...options, who })()).token);
		const app = claimsOf((await servicePrincipal(connector, { ...options, clientId })()).token);

		assert.equal(user.azp, '7b1f0c55-2d6e-4f0a-8c1b-3e9d5a7f6042');
		assert.equal(user.scp, 'user_impersonation');
		assert.equal(app.azp, clientId);
		assert.equal(app.scp, undefined);
		for (const { aud, tid } of [user, app])
			assert.deepEqual([aud, tid], ['api://things', directory]);
	}));
