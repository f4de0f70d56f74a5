// Rules that hold the objects of a connector to docs/openapi.json, in the same form as those of
// connector_definition.mjs. The engine refuses a response with a member of another type, and flows
// cannot use a member that is not declared.
import { follow, operationsOf } from './connector_definition.mjs';

// Members of a response that the operation never has: an erasure is another kind of job.
const neverSent = ['reviews', 'votes', 'concerns'].map((name) => `ImportReviewsFromFile.counts.${name}`);

const methods = ['get', 'put', 'post', 'patch', 'delete'];

// The alternatives and parts of a schema of OpenAPI 3.1, each without further ones.
function partsOf(document, schema) {
	const one = follow(document, schema);
	const more = [...one?.allOf ?? [], ...one?.oneOf ?? [], ...one?.anyOf ?? []];

	return one === undefined ? [] : [one, ...more.flatMap((part) => partsOf(document, part))];
}

const typesOf = (document, schema) => partsOf(document, schema).flatMap(({ type = [], const: value }) =>
	(value === undefined ? [type].flat() : [typeof value]));

// The properties by name; those of several parts have the same name and type.
const propertiesOf = (document, schema) =>
	Object.assign({}, ...partsOf(document, schema).map(({ properties }) => properties));
const itemsOf = (document, schema) => partsOf(document, schema).find(({ items }) => items)?.items;

function operationNamed({ paths }, id) {
	return Object.values(paths).flatMap((item) => methods.map((method) => item[method]))
		.find((operation) => operation?.operationId === id);
}

const jsonOf = (document, message) => follow(document, message)?.content?.['application/json']?.schema;

// Compares a schema of the connector with one of the document. An open object may have any members.
function compare({ document, contract }, own, published, place, differ) {
	const mine = follow(document, own);
	const types = typesOf(contract, published);

	if (!types.includes(mine.type)) {
		differ(place, `is ${mine.type}, and not ${types}`);
	} else if (mine.type === 'array') {
		compare({ document, contract }, mine.items, itemsOf(contract, published), `${place}[]`, differ);
	} else if (mine.properties !== undefined) {
		const properties = propertiesOf(contract, published);

		// An object that the document leaves open.
		if (Object.keys(properties).length === 0)
			return;
		for (const name of new Set([...Object.keys(mine.properties), ...Object.keys(properties)])) {
			const at = `${place}.${name}`;

			if (mine.properties[name] === undefined || properties[name] === undefined)
				differ(at, mine.properties[name] === undefined ? undefined : 'does not exist');
			else
				compare({ document, contract }, mine.properties[name], properties[name], at, differ);
		}
	}
}

// The required members of an object, and of the objects in an array: one list for each alternative.
function requiredOf(document, schema) {
	const one = follow(document, schema);
	const alternatives = one.oneOf ?? one.anyOf;

	if (alternatives !== undefined)
		return alternatives.flatMap((alternative) => requiredOf(document, alternative));
	return one.items !== undefined ? requiredOf(document, one.items)
		: [partsOf(document, one).flatMap(({ required }) => required ?? [])];
}

// The page with the array that the parameter `shape` names; else the schema as it is.
function pageOf(document, schema, shape) {
	const pages = follow(document, schema)?.oneOf ?? [];

	return pages.find((page) => shape in (follow(document, page).properties ?? {})) ?? schema;
}

export const rules = {
	ResponseSchemaDiffers(connector, complain) {
		for (const { operationId, responses, parameters = [] } of operationsOf(connector)) {
			const shape = parameters.find(({ name }) => name === 'shape')?.default;
			const published = operationNamed(connector.contract, operationId);

			for (const [status, { schema }] of Object.entries(responses)) {
				// A job in the background is followed to its end, which is the response of another call.
				const from = published?.responses[status] === undefined
					? operationNamed(connector.contract, 'FollowJob') : published;
				const theirs = pageOf(connector.contract,
					jsonOf(connector.contract, from?.responses[status]), shape);

				if (schema !== undefined)
					compare(connector, schema, theirs, operationId, (place, what) => {
						if (what !== undefined || !neverSent.includes(place))
							complain(place, what ?? 'is not declared');
					});
			}
		}
	},

	RequestSchemaDiffers(connector, complain) {
		for (const { operationId, parameters = [] } of operationsOf(connector)) {
			const body = parameters.find((one) => one.in === 'body');
			const published = operationNamed(connector.contract, operationId);
			const theirs = jsonOf(connector.contract, published?.requestBody);

			if (body === undefined || body.schema.format === 'binary')
				continue;
			// Not every member of a request is one that makers need.
			compare(connector, body.schema, theirs, operationId, (place, what) => {
				if (what !== undefined)
					complain(place, what);
			});
			const [own] = requiredOf(connector.document, body.schema);

			if (!requiredOf(connector.contract, theirs)
				.some((wanted) => wanted.every((name) => own.includes(name))))
				complain(operationId, `requires only ${own}`);
		}
	},
};
