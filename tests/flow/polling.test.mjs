// The polling of triggers against planted responses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryPolicies } from './engine.mjs';
import { goodThing, makeDefinition, publicUrl, withPlanted } from './planted.mjs';
import { PollingTrigger } from './trigger.mjs';

const none = { retry: retryPolicies.none };

function nothing(Location) {
	return { status: 202, headers: { Location, 'Retry-After': '15' } };
}

function news(json, Location) {
	return { json, headers: { Location, 'Retry-After': '1' } };
}

// Plants these responses one after the other. In links, PREFIX is the beginning of the hub's URLs.
function inTurn(plants) {
	return ({ headers }, { requests }) => {
		const { headers: { Location, ...others }, ...plant } = plants[requests.length - 1];
		const location = Location?.replace('PREFIX', headers['x-ms-apim-referrer-prefix']);

		return { ...plant, headers: { ...others, ...(location === undefined ? {} :
			{ Location: location }) } };
	};
}

test('a batch trigger keeps its state, and starts a run for each element of a 200', () => withPlanted(
	inTurn([nothing('PREFIX/news?s=1'), nothing('PREFIX/news?s=1'),
		news([goodThing, goodThing], 'PREFIX/news?s=3'), nothing('PREFIX/news?s=3')]),
	async ({ engine, service }) => {
		const trigger = new PollingTrigger(engine, 'OnNews');
		const polls = [];

		for (let i = 0; i < 4; i++)
			polls.push(await trigger.poll());
		assert.deepEqual(polls.map(({ isFired, runs, retryAfterS }) => [isFired, runs.length, retryAfterS]),
			[[false, 0, 15], [false, 0, 15], [true, 2, 1], [false, 0, 15]]);
		assert.deepEqual(service.requests.map(({ path, hasToken }) => [path, hasToken]),
			['/news', '/news?s=1', '/news?s=1', '/news?s=3'].map((path) => [path, true]));
	}));

test('a single trigger starts one run', () => withPlanted(
	inTurn([nothing('PREFIX/new?s=1'), news(goodThing, 'PREFIX/new?s=2')]), async ({ engine }) => {
		const trigger = new PollingTrigger(engine, 'OnNew');

		assert.deepEqual((await trigger.poll()).runs, []);
		assert.deepEqual((await trigger.poll()).runs, [goodThing]);
		assert.ok(!engine.operationsNotRun().includes('OnNew'));
	}));

test('a trigger that has not fired has not been run', () => withPlanted(
	inTurn([nothing('PREFIX/new?s=1')]), async ({ engine }) => {
		await new PollingTrigger(engine, 'OnNew').poll();
		assert.ok(engine.operationsNotRun().includes('OnNew'));
	}));

test('a failed poll leaves the state as it is', () => withPlanted(
	inTurn([nothing('PREFIX/new?s=1'), { status: 500, headers: {} }, news({ id: 1 }, 'PREFIX/new?s=2'),
		news(goodThing, 'PREFIX/new?s=2')]), async ({ engine, service }) => {
		const trigger = new PollingTrigger(engine, 'OnNew');

		await trigger.poll();
		await assert.rejects(trigger.poll(), { status: 500 });
		await assert.rejects(trigger.poll(), { code: 'ResponseSwaggerSchemaValidationFailure' });
		assert.equal((await trigger.poll()).runs.length, 1);
		assert.deepEqual(service.requests.map(({ path }) => path),
			['/new', '/new?s=1', '/new?s=1', '/new?s=1']);
	}, none));

test('a state at the service itself is asked for without the token', () => withPlanted(
	({ hasToken }) => (hasToken ? nothing(`${publicUrl}/new?s=1`) : { status: 401, json: {} }),
	async ({ engine }) => {
		const trigger = new PollingTrigger(engine, 'OnNew');

		await trigger.poll();
		await assert.rejects(trigger.poll(), { status: 401 });
	}, none));

const bad = {
	'no Location': ['OnNew', { status: 202, headers: {} }],
	'a relative Location': ['OnNew', nothing('/new?s=1')],
	'one object for a batch': ['OnNews', news(goodThing, 'PREFIX/news?s=1')],
	'an object around a batch': ['OnNews', news({ items: [] }, 'PREFIX/news?s=1')],
	'an array for a single one': ['OnNew', news([goodThing], 'PREFIX/new?s=1')],
	'an element of another type': ['OnNews', news([goodThing, { id: 5 }], 'PREFIX/news?s=1')],
	'204 for nothing new': ['OnNew', { status: 204, headers: {} }],
	'404 for nothing new': ['OnNew', { status: 404, headers: {} }],
};

for (const [what, [operationId, plant]] of Object.entries(bad)) {
	test(`${what} fails a poll`, () => withPlanted(inTurn([plant]), ({ engine }) => assert.rejects(
		new PollingTrigger(engine, operationId).poll(), { name: 'Error' }), none));
}

test('a definition that declares an object for a batch fails a poll', () => {
	const definition = makeDefinition();

	definition.paths['/news'].get.responses[200].schema = { type: 'object' };
	return withPlanted(inTurn([news(goodThing, 'PREFIX/news?s=1')]), ({ engine }) => assert.rejects(
		new PollingTrigger(engine, 'OnNews').poll(), { code: 'InvalidTemplate' }),
	{ ...none, definition });
});
