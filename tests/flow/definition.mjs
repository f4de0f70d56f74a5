// Reads a connector's files, apiDefinition.swagger.json and apiProperties.json, as Power Automate does
// when a maker imports them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const methods = ['get', 'put', 'post', 'patch', 'delete'];
const operationsMax = 256;
const definitionBytesMax = 1000000;
const unsupported = ['oneOf', 'anyOf', 'not', 'nullable'];

// Replaces references by what they point to. The engine supports neither the words in `unsupported`
// nor a `type` that is an array.
function resolve(root, node, open = []) {
	if (Array.isArray(node))
		return node.map((each) => resolve(root, each, open));
	if (typeof node !== 'object' || node === null)
		return node;
	const { $ref: reference } = node;

	if (reference === undefined) {
		return Object.fromEntries(Object.entries(node).map(
			([name, value]) => [name, resolve(root, value, open)]));
	}
	assert.match(reference, /^#\/(definitions|parameters|responses)\/[^/]+$/);
	assert.ok(!open.includes(reference), `${reference} refers to itself`);
	const target = reference.slice(2).split('/').reduce((at, name) => at?.[name], root);

	assert.notEqual(target, undefined, `${reference} refers to nothing`);
	return resolve(root, target, [...open, reference]);
}

function checkSchema(schema, where) {
	for (const word of unsupported)
		assert.ok(!(word in schema), `${where} has ${word}`);
	assert.ok(!Array.isArray(schema.type), `${where} has several types`);
	if (schema.type === 'array')
		assert.ok(schema.items, `${where} has no items`);
	if (schema.items)
		checkSchema(schema.items, `${where}[]`);
	for (const [name, property] of Object.entries(schema.properties ?? {}))
		checkSchema(property, `${where}/${name}`);
}

class Operation {
	constructor(definition, route, method, shared, described) {
		this.id = described.operationId;
		this.method = method.toUpperCase();
		this.path = route;
		this.parameters = [...shared, ...described.parameters ?? []];
		this.consumes = described.consumes ?? definition.consumes ?? ['application/json'];
		this.responses = described.responses;
		this.trigger = described['x-ms-trigger'];
		this.nextLinkName = described['x-ms-pageable']?.nextLinkName;
		assert.match(this.id, /^[A-Z][A-Za-z0-9]*(_V\d+)?$/);
		for (const parameter of this.parameters)
			checkSchema(parameter.schema ?? parameter, `${this.id}.${parameter.name}`);
		for (const [status, { schema }] of Object.entries(this.responses))
			checkSchema(schema ?? {}, `${this.id} ${status}`);
	}

	parameter(name) {
		return this.parameters.find((each) => each.name === name);
	}

	get body() {
		return this.parameters.find((each) => each.in === 'body');
	}

	schemaOf(status) {
		return this.responses[status]?.schema;
	}
}

export class Connector {
	operations = new Map();

	constructor(definition, properties) {
		const { swagger, schemes, host, basePath, paths } = definition;

		assert.equal(swagger, '2.0');
		this.definition = resolve(definition, definition);
		this.properties = properties.properties;
		this.base = `${schemes[0]}://${host}${(basePath ?? '').replace(/\/$/, '')}`;
		for (const [route, methodsOfPath] of Object.entries(this.definition.paths)) {
			for (const method of methods.filter((each) => each in methodsOfPath)) {
				const operation = new Operation(this.definition, route, method,
					methodsOfPath.parameters ?? [], methodsOfPath[method]);

				assert.ok(!this.operations.has(operation.id), `${operation.id} occurs twice`);
				this.operations.set(operation.id, operation);
			}
		}
		assert.equal(new Set(Object.keys(paths).map((each) => each.toLowerCase())).size,
			Object.keys(paths).length, 'two paths differ only in case');
		assert.ok(this.operations.size <= operationsMax);
	}

	static async read(folder) {
		const [definition, properties] = await Promise.all(
			['apiDefinition.swagger.json', 'apiProperties.json'].map(
				(file) => readFile(path.join(folder, file), 'utf8')));

		assert.ok(definition.length < definitionBytesMax);
		return new Connector(JSON.parse(definition), JSON.parse(properties));
	}

	operation(id) {
		const operation = this.operations.get(id);

		assert.ok(operation, `the connector has no operation ${id}`);
		return operation;
	}

	// Does this policy apply to the operation? A policy without operations applies to all.
	hasPolicy(templateId, operationId) {
		return (this.properties.policyTemplateInstances ?? []).some((policy) => {
			const names = policy.parameters['x-ms-apimTemplate-operationName'] ?? [];

			return policy.templateId === templateId && (names.length === 0 || names.includes(operationId));
		});
	}

	// Returns the operation that tests a connection.
	get testConnection() {
		return this.definition['x-ms-capabilities']?.testConnection;
	}
}
