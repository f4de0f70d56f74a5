// A small connector and a service whose responses a test plants, to test the engine itself.
import { once } from 'node:events';
import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Connection } from './connection.mjs';
import { Connector } from './definition.mjs';
import { Engine } from './engine.mjs';
import { Network } from './transport.mjs';

export const publicUrl = 'https://things.example/shop';
export const goodThing = {
	id: '019af0a4-d2c0-7b3e-8d15-6a2f94c07e51', name: 'Lamp', count: 3, share: 0.5, isGood: true,
	madeAt: '2026-11-30T10:00:00Z', tags: ['a', 'b'], maker: { name: 'Ann' },
};

const thing = {
	type: 'object',
	required: ['id', 'name'],
	properties: {
		id: { type: 'string', format: 'uuid' },
		name: { type: 'string' },
		count: { type: 'integer', format: 'int32' },
		share: { type: 'number' },
		isGood: { type: 'boolean' },
		madeAt: { type: 'string', format: 'date-time' },
		tags: { type: 'array', items: { type: 'string' } },
		maker: { type: 'object', properties: { name: { type: 'string' } } },
	},
};
const things = { type: 'array', items: { $ref: '#/definitions/Thing' } };

function parameter(place, name, more = {}) {
	return { in: place, name, type: 'string', required: place === 'path', ...more };
}

function operation(operationId, schema, { status = 200, ...more } = {}) {
	return { operationId, responses: { [status]: { description: 'Good.', schema } }, ...more };
}

const page = { type: 'object', properties: { value: things, nextLink: { type: 'string' } } };
const paging = { 'x-ms-pageable': { nextLinkName: 'nextLink' } };
const object = { type: 'object' };

export function makeDefinition() {
	return structuredClone({
		swagger: '2.0',
		info: { title: 'Things', version: '1' },
		schemes: ['https'],
		host: 'things.example',
		basePath: '/shop',
		'x-ms-capabilities': { testConnection: { operationId: 'GetCaller', parameters: {} } },
		definitions: { Thing: thing },
		paths: {
			'/caller': { get: operation('GetCaller', object) },
			'/things/{id}': {
				get: operation('GetThing', { $ref: '#/definitions/Thing' },
					{ parameters: [parameter('path', 'id', { 'x-ms-url-encoding': 'single' })] }),
			},
			'/things': {
				get: operation('ListThings', page, { ...paging, parameters: [
					parameter('query', 'size', { type: 'integer' }),
					parameter('query', 'after', { format: 'date-time' }),
					parameter('query', 'isGood', { type: 'boolean' }),
					parameter('query', 'kinds', { type: 'array', items: { type: 'string' } }),
					parameter('query', 'colour', { 'x-ms-dynamic-values': {
						operationId: 'ListColours', parameters: { lang: { parameter: 'lang' }, form: 'x' },
						'value-collection': 'items', 'value-path': 'code', 'value-title': 'name' } }),
					parameter('query', 'lang'),
				] }),
				post: operation('MakeThing', { type: 'string' }, { status: 201, parameters: [
					parameter('header', 'Key'),
					parameter('query', 'version',
						{ required: true, default: '7', 'x-ms-visibility': 'internal' }),
					{ in: 'body', name: 'body', required: true, schema: {
						type: 'object', required: ['name'], properties: thing.properties } },
				] }),
			},
			'/unrouted': { get: operation('ListUnrouted', page, paging) },
			'/colours': {
				get: operation('ListColours', object, { parameters: [parameter('query', 'lang'),
					parameter('query', 'form',
						{ required: true, default: 'x', 'x-ms-visibility': 'internal' })] }),
			},
			'/file': {
				post: operation('PutFile', object, { consumes: ['text/csv'], parameters: [{ in: 'body',
					name: 'body', required: true, schema: { type: 'string', format: 'binary' } }] }),
				get: operation('GetFile', { type: 'string', format: 'binary' }, { parameters: [
					parameter('query', 'part', { type: 'integer', required: true })] }),
			},
			'/work': { post: operation('StartWork', object) },
			'/news': { get: operation('OnNews', things, { 'x-ms-trigger': 'batch' }) },
			'/new': {
				get: operation('OnNew', { $ref: '#/definitions/Thing' }, { 'x-ms-trigger': 'single' }),
			},
		},
	});
}

function entraParameters(loginUri, more, custom) {
	return { token: { type: 'oauthSetting', oAuthSettings: {
		identityProvider: 'aad', clientId: '7b1f0c55-2d6e-4f0a-8c1b-3e9d5a7f6042', scopes: [],
		redirectUrl: 'https://global.consent.azure-apim.net/redirect/things',
		customParameters: { loginUri: { value: loginUri }, resourceUri: { value: 'api://things' },
			...custom },
	} }, ...more };
}

export function makeProperties(loginUri = 'https://login.example') {
	const typed = ['token:TenantId', 'token:clientId', 'token:clientSecret'];

	return { properties: {
		connectionParameterSets: { values: [
			{ name: 'sign-in', parameters: entraParameters(loginUri, {},
				{ tenantId: { value: 'common' } }) },
			{ name: 'principal', parameters: entraParameters(loginUri,
				Object.fromEntries(typed.map((name) => [name, { type: 'string' }])),
				{ grantType: { value: 'client_credentials' } }) },
		] },
		policyTemplateInstances: [{ templateId: 'updatenextlink', title: 'Pages',
			parameters: { 'x-ms-apimTemplate-operationName': ['ListThings'] } }],
	} };
}

// Serves what the test plants, and remembers each request.
class Service {
	requests = [];
	inFlight = 0;
	mostInFlight = 0;

	async start() {
		this.server = http.createServer((request, response) => this.#serve(request, response))
			.listen(0, '127.0.0.1');
		await once(this.server, 'listening');
		this.url = `http://127.0.0.1:${this.server.address().port}`;
	}

	async #serve(request, response) {
		const { method, headers } = request;
		const body = await buffer(request);
		const asked = { method, headers, path: request.url, body,
			hasToken: headers.authorization === 'Bearer good' };

		this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
		this.requests.push(asked);
		const { status = 200, json, ...more } = await this.plant(asked, this);

		this.inFlight--;
		if (status === 0) {
			request.socket.destroy();
			return;
		}
		response.writeHead(status, { ...(json === undefined ? {} :
			{ 'Content-Type': 'application/json' }), ...more.headers });
		response.end(more.body ?? JSON.stringify(json));
	}
}

// Runs a test with the engine and a service that responds with plant(request, service).
export async function withPlanted(plant, act, settings = {}) {
	const service = new Service();
	const network = new Network();
	const { definition = makeDefinition(), properties = makeProperties(), ...others } = settings;

	service.plant = typeof plant === 'function' ? plant : () => plant;
	await service.start();
	network.place(publicUrl, service.url);
	try {
		const connection = new Connection(new Connector(definition, properties), network,
			async () => ({ token: 'good', endMs: Infinity }));

		await act({ engine: new Engine(connection, others), service, connection });
	} finally {
		network.end();
		service.server.closeAllConnections();
		service.server.close();
		await once(service.server, 'close');
	}
}
