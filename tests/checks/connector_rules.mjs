// The rules for connectors, and what reads a connector.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { rules as contractRules } from './connector_contract.mjs';
import { operationsOf, rules as definitionRules } from './connector_definition.mjs';
import { rules as packageRules } from './connector_package.mjs';

// The headers that connectors send; they are not in the table of routes.
const headers = { post: ['Idempotency-Key'] };

export function readRoutes(file) {
	const rows = readFileSync(file, 'utf8').split('\n').map((line) => line.split(' | '))
		.filter((cells) => cells.length >= 3);

	return new Map(rows.map(([name, call, , parameters = '']) => {
		const [method, pattern] = call.replaceAll('`', '').split(' ');
		const query = [...parameters.matchAll(/`([^`]+)`( \(required\))?/g)]
			.map(([, parameter, required]) => ({ name: parameter, required: required !== undefined }));

		return [name.replace(/^\| /, ''), { method: method.toLowerCase(), path: pattern, query }];
	}));
}

const routeRules = {
	// Method and path of an operation are those of the route with its name.
	RouteDiffers(connector, complain) {
		for (const { operationId, method, path: template } of operationsOf(connector)) {
			const route = connector.routes.get(operationId);

			if (route?.method !== method || route?.path !== template)
				complain(operationId, `is ${method} ${template}, and not the route ${route?.path}`);
		}
	},

	// Every parameter exists, and every required one is required.
	RouteParametersDiffer(connector, complain) {
		for (const { operationId, method, parameters = [] } of operationsOf(connector)) {
			const query = connector.routes.get(operationId)?.query ?? [];
			const known = {
				query: query.map(({ name }) => name),
				header: headers[method] ?? [],
			};

			parameters.filter((one) => known[one.in] !== undefined && !known[one.in].includes(one.name))
				.forEach(({ name }) => complain(operationId, `the route has no parameter ${name}`));
			query.filter(({ name, required }) => required &&
				parameters.find((one) => one.name === name)?.required !== true)
				.forEach(({ name }) => complain(operationId, `does not require ${name}`));
		}
	},
};

export const rules = { ...definitionRules, ...packageRules, ...routeRules, ...contractRules };

const contract = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url)));

export function readConnector(folder, routes) {
	const read = (name) => readFileSync(path.join(folder, name));
	const text = read('apiDefinition.swagger.json').toString();
	const propertiesText = read('apiProperties.json').toString();
	const settingsText = read('settings.json').toString();

	return {
		routes,
		contract,
		names: readdirSync(folder),
		text,
		document: JSON.parse(text),
		propertiesText,
		properties: JSON.parse(propertiesText),
		settingsText,
		settings: JSON.parse(settingsText),
		icon: read('icon.png'),
		readme: read('readme.md').toString(),
		intro: read('intro.md').toString(),
	};
}

// Returns the violations as "RULE: PLACE WHAT".
export function violations(connector) {
	const found = [];

	for (const [name, rule] of Object.entries(rules))
		rule(connector, (place, what) => found.push(`${name}: ${place} ${what}`));
	return found;
}
