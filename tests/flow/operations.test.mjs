// Runs every operation of both connectors, by both ways to connect: what a definition has, works.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { newApp } from '../e2e/admin.mjs';
import { PollingTrigger } from './trigger.mjs';
import { connectorApp, withWorld } from './world.mjs';

const csv = 'externalId,productId,rating,reviewText\nf1,lamp,5,Good\nf2,lamp,9,Bad\nf3,sofa,2,Low\n';
const author = Buffer.from('{"id":"u1","name":"Jürgen ü?>","email":"j@example.com"}').toString('base64');
const longList = { threshold: 100000 };

function file(type, text) {
	return { '$content-type': type, $content: Buffer.from(text).toString('base64') };
}

// Adds an empty text, as an expression without a value yields it, for each optional input that the
// maker leaves out.
function withEmpty(operation, inputs) {
	const empty = Object.fromEntries(operation.parameters.filter((each) => each.in === 'query' &&
		!each.required && each['x-ms-visibility'] !== 'internal').map(({ name }) => [name, '']));
	const { body } = inputs;
	const schema = operation.body?.schema;

	if (schema?.type !== 'object' || body === undefined)
		return { ...empty, ...inputs };
	const { properties, required = [] } = schema;
	const members = Object.keys(properties).filter((name) => !required.includes(name) &&
		properties[name].type !== 'array' && properties[name].type !== 'object');

	return { ...empty, ...inputs,
		body: { ...Object.fromEntries(members.map((name) => [name, ''])), ...body } };
}

// Runs an action with and without empty optional inputs; returns the body of the first.
async function runTwice(engine, id, inputs = {}, settings = {}) {
	const { body } = await engine.run(id, inputs, settings);

	await engine.run(id, withEmpty(engine.connector.operation(id), inputs), settings);
	return body;
}

// Every operation was run, and the definition has every status that came.
function checkAll(engine) {
	assert.deepEqual(engine.operationsNotRun(), []);
	for (const { operation, attempts } of engine.history) {
		const { responses } = engine.connector.operation(operation);

		for (const { status } of attempts)
			assert.ok(status in responses, `${operation} ${status}`);
	}
}

function reviewOf(rating, text) {
	return { Rating: rating, Title: '', ReviewText: text, ProductName: 'Lamp' };
}

async function writeReviews(engine, tenantId) {
	const inputs = { productId: 'p 1/ü', tenantId, locale: 'en-us', encodedUser: author, market: 'US' };
	const id = await runTwice(engine, 'SubmitReview', { ...inputs, body: reviewOf('5', 'Good') });

	await engine.run('SubmitReview', { ...inputs, body: { ...reviewOf(1, ''),
		submittedDateTime: '2026-10-01T09:30:00+02:00', ExtendedProperties: { colour: 'red' } } });
	const items = Array.from({ length: 150 }, (_, i) => ({ externalId: `e${i}`, productId: `p${i}`,
		rating: i % 5 + 1, reviewText: 'Text', userEmail: '', isPublished: true }));
	const { created, items: results } = (await engine.run('ImportReviews',
		{ source: 'flow', body: items })).body;

	assert.equal(created, items.length);
	assert.deepEqual(results.map(({ status }) => status), items.map(() => 'created'));
	return id;
}

async function importFiles(engine) {
	const array = JSON.stringify([{ externalId: 'j1', productId: 'lamp', rating: 3 }]);
	const contents = { csv: file('text/csv', csv), octets: file('application/octet-stream', csv),
		json: file('application/json', array), lines: file('application/x-ndjson', array.slice(1, -1)),
		text: csv };

	for (const [source, body] of Object.entries(contents)) {
		const job = (await engine.run('ImportReviewsFromFile', { source, body },
			{ isChunked: source === 'octets' })).body;
		const isCsv = ['csv', 'octets', 'text'].includes(source);

		assert.equal(job.state, 'succeeded', JSON.stringify(job));
		assert.equal(engine.history.at(-1).kind, 'later');
		assert.deepEqual([job.counts.created, job.counts.rejected], isCsv ? [2, 1] : [1, 0]);
		if (isCsv) {
			const rejected = await engine.connection.follow(job.resultUrl, 10000);

			assert.equal(JSON.parse(rejected.body).row, 2);
		}
	}
}

async function readReviews(engine, id) {
	const review = await runTwice(engine, 'GetReview', { reviewId: id });
	const all = await runTwice(engine, 'ListReviews', { pageSize: 40 }, longList);
	const some = await runTwice(engine, 'ListProductReviews', { productId: 'p 1/ü' }, longList);
	const ratings = await runTwice(engine, 'GetProductRatings', { productId: 'p 1/ü' });
	const summaries = await runTwice(engine, 'ListRatings', { pageSize: 40 }, longList);

	assert.equal(review.reviewText, 'Good');
	assert.ok(all.value.length > 150 && new Set(all.value.map((each) => each.reviewId)).size ===
		all.value.length);
	assert.deepEqual(some.value.map(({ reviewText }) => reviewText), ['Good', 'Good']);
	assert.equal(ratings.totalRatingsCount, 3);
	assert.ok(summaries.value.length > 150);
}

async function exportFiles(engine, tenantId) {
	for (const format of ['', 'json', 'csv', 'ndjson', 'spreadsheet']) {
		const { blobSasUrl } = await runTwice(engine, 'ExportReviews', { tenantId, format });
		const { status } = await engine.connection.follow(blobSasUrl, 10000);

		assert.equal(status, 200);
	}
}

// The drop-downs of every parameter that has one.
async function openDropDowns(engine) {
	const all = [...engine.connector.operations.values()].flatMap(({ id, parameters }) => parameters
		.filter((each) => 'x-ms-dynamic-values' in each).map(({ name }) => [id, name]));
	const wanted = { productId: 'lamp', market: 'US', locale: 'en-us' };

	assert.ok(all.length >= 3);
	for (const [id, name] of all) {
		const values = (await engine.choices(id, name)).map(({ value }) => value);

		assert.ok(values.includes(wanted[name]), `${id} ${name}: ${values}`);
	}
}

async function fireTriggers(engine) {
	const triggers = ['OnReviewsChanged', 'OnReviewChanged'].map(
		(id) => new PollingTrigger(engine, id, withEmpty(engine.connector.operation(id), {})));

	for (const trigger of triggers)
		assert.equal((await trigger.poll()).isFired, false);
	await engine.run('ImportReviews',
		{ source: 'news', body: [{ externalId: 'n', productId: 'lamp', rating: 4 }] });
	for (const trigger of triggers) {
		const { isFired, runs: [review] } = await trigger.poll();

		assert.ok(isFired);
		assert.deepEqual([review.externalId, review.rating, review.isDeleted ?? false], ['n', 4, false]);
		assert.equal((await trigger.poll()).isFired, false);
	}
}

async function runReviewOperations(engine) {
	await engine.testConnection();
	const { tenantId } = await runTwice(engine, 'GetCaller');
	const id = await writeReviews(engine, tenantId);

	await importFiles(engine);
	await readReviews(engine, id);
	await exportFiles(engine, tenantId);
	await openDropDowns(engine);
	await fireTriggers(engine);
	await showFailures(engine, tenantId);
	checkAll(engine);
}

async function showFailures(engine, tenantId) {
	const inputs = { productId: 'p', tenantId, locale: 'en-us', encodedUser: 'u', body: reviewOf(5, '') };

	await assert.rejects(engine.run('GetReview', { reviewId: randomUUID() }), { code: 'ReviewNotFound' });
	await assert.rejects(engine.run('SubmitReview', { ...inputs, tenantId: randomUUID() }),
		{ code: 'EnvironmentMismatch' });
	await assert.rejects(engine.run('SubmitReview', { ...inputs, body: reviewOf(6, '') }),
		{ code: 'InvalidRequest', message: /rating/ });
	// A key that an expression failed to make would not protect from a second review.
	await assert.rejects(engine.run('SubmitReview', { ...inputs, 'Idempotency-Key': '' }),
		{ code: 'InvalidRequest', message: /Idempotency-Key/ });
}

// An expression without a value must not lift a limit, such as the end of a registration.
async function updateRegistration(engine, inputs) {
	const id = 'UpdateAppRegistration';

	await engine.run(id, inputs);
	await assert.rejects(engine.run(id, withEmpty(engine.connector.operation(id), inputs)),
		{ code: 'InvalidRequest', message: /enabled.*expiresAt/ });
}

async function runAdminOperations(engine) {
	await engine.testConnection();
	const app = newApp('Flow');
	const made = (await engine.run('CreateAppRegistration', { body: app })).body;
	const { id } = made;

	await runTwice(engine, 'GetAdmin');
	await runTwice(engine, 'GetAppRegistration', { id });
	await updateRegistration(engine, { id, body: { notes: 'Made by a flow.' } });
	const { value } = await runTwice(engine, 'ListAppRegistrations', { maxpagesize: 1 }, longList);

	assert.deepEqual(value.map(({ name }) => name).filter((name) => name === 'Flow'), ['Flow']);
	assert.equal(value.length, 3);
	await engine.run('GetSettings');
	await runTwice(engine, 'DeleteAppRegistration', { id });
	const deleted = await runTwice(engine, 'ListDeletedAppRegistrations', {}, longList);

	assert.ok(deleted.value.some((each) => each.id === id));
	await engine.run('RestoreDeletedAppRegistration', { id });
	assert.equal((await engine.run('GetAppRegistration', { id })).body.notes, 'Made by a flow.');
	await assert.rejects(engine.run('CreateAppRegistration', { body: app }),
		{ code: 'AppRegistrationExists' });
	const events = await runTwice(engine, 'ListAuditEvents', { maxpagesize: 2 }, longList);

	assert.ok(events.value.some(({ resourceId, operation }) => resourceId === id &&
		operation === 'Restore'));
	checkAll(engine);
}

test('every operation works with a connection of a service principal', () => withWorld(
	async (world) => {
		await runReviewOperations(world.engineOfPrincipal(await world.makeConnector()));
		await runAdminOperations(world.engineOfPrincipal(await world.makeConnector('--admin')));
	}));

test('every operation works with a connection of a user', () => withWorld(async (world) => {
	const engine = world.engineOfUser(await world.makeConnector());

	await runReviewOperations(engine);
	await runAdminOperations(world.engineOfUser(await world.makeConnector('--admin')));

	// Without its policy, a connector asks for the second page without the token.
	engine.connector.properties.policyTemplateInstances = [];
	await assert.rejects(engine.run('ListReviews', {}, longList), { status: 401 });

	// Without its registration, the connection fails its test, and says what to register.
	await world.service.unregister(world.adminKey, world.registration);
	await assert.rejects(engine.testConnection(), (failure) => {
		assert.equal(failure.code, 'AppNotRegistered');
		assert.ok(failure.message.includes(connectorApp), failure.message);
		return true;
	});
}));
