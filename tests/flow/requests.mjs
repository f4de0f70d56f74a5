// Makes the request of an action from the maker's inputs, and the action's output from the response.
import assert from 'node:assert/strict';
import { ActionFailed } from './failures.mjs';
import { checkOutput, convertInput, isBinary, isFile, missing } from './values.mjs';

const urlCharsMax = 16384;
const separators = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' };

// For a drop-down, the designer sends what the parameter with the drop-down says, and no default.
function valueOf(operation, parameter, inputs, isDropDown) {
	const { name, in: place, required, schema } = parameter;
	const given = inputs[name];
	const preset = isDropDown ? undefined : parameter.default;

	if (parameter['x-ms-visibility'] === 'internal' && !isDropDown) {
		assert.equal(given, undefined, `a maker does not see the parameter ${name}`);
		return preset;
	}
	const value = convertInput(operation, given ?? preset, schema ?? parameter, name, required);

	return place === 'path' && value === '' ? missing(operation, name) : value;
}

function encodePath(parameter, value) {
	const once = encodeURIComponent(value);

	return parameter['x-ms-url-encoding'] === 'double' ? encodeURIComponent(once) : once;
}

function* queryPairs({ name, collectionFormat = 'csv' }, value) {
	if (!Array.isArray(value))
		yield [name, value];
	else if (collectionFormat === 'multi')
		yield* value.map((each) => [name, each]);
	else
		yield [name, value.join(separators[collectionFormat])];
}

function makePath(operation, values) {
	const route = operation.path.replace(/\{([^}]+)\}/g,
		(_, name) => encodePath(operation.parameter(name), values.get(name)));
	const pairs = operation.parameters
		.filter(({ in: place, name }) => place === 'query' && values.get(name) !== undefined)
		.flatMap((parameter) => [...queryPairs(parameter, values.get(parameter.name))]);
	const query = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');

	return query === '' ? route : `${route}?${query}`;
}

// The content of a file action is sent as its bytes if the definition says that the body is binary,
// and else as the JSON object that it is.
function makeBody(operation, value) {
	const { schema } = operation.body ?? {};
	const [type] = operation.consumes;

	if (value === undefined)
		return ['POST', 'PUT', 'PATCH'].includes(operation.method) ? ['{}', 'application/json'] : [];
	if (!isBinary(schema))
		return [JSON.stringify(value), 'application/json; charset=utf-8'];
	if (!isFile(value))
		return [Buffer.from(value), type];
	return [Buffer.from(value.$content, 'base64'), value['$content-type'] ?? type];
}

export function makeRequest(operation, inputs, isDropDown = false) {
	const values = new Map(operation.parameters.map(
		(parameter) => [parameter.name, valueOf(operation, parameter, inputs, isDropDown)]));
	const headers = {};

	for (const name of Object.keys(inputs))
		assert.ok(operation.parameter(name), `${operation.id} has no parameter ${name}`);
	const [body, type] = makeBody(operation, values.get(operation.body?.name));

	if (type !== undefined)
		headers['Content-Type'] = type;
	for (const { in: place, name } of operation.parameters) {
		if (place === 'header' && values.get(name) !== undefined)
			headers[name] = String(values.get(name));
	}
	const path = makePath(operation, values);

	if (path.length > urlCharsMax)
		throw new ActionFailed('UriTooLong', `The URL has ${path.length} characters.`);
	return { method: operation.method, path, headers, body };
}

// Returns the body as a flow sees it: JSON as it is, a text, or a file.
function readBody(operation, { headers, body, status }) {
	const type = headers['content-type'] ?? '';

	if (body.length === 0)
		return undefined;
	if (/^application\/([\w.-]+\+)?json\b/.test(type) && !isBinary(operation.schemaOf(status))) {
		try {
			return JSON.parse(body.toString());
		} catch (error) {
			throw new ActionFailed('InvalidProtocolResponse', `The response is not JSON: ${error.message}`);
		}
	}
	if (type.startsWith('text/') && !isBinary(operation.schemaOf(status)))
		return body.toString();
	return { '$content-type': type, $content: body.toString('base64') };
}

// Returns the output of a successful action.
export function readOutput(operation, response) {
	const { status, headers } = response;
	const body = readBody(operation, response);
	const schema = operation.schemaOf(status);

	if (schema !== undefined)
		checkOutput(operation, body, schema);
	return { status, headers, body };
}
