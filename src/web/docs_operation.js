// An operation of /openapi.json: what it needs, takes and returns, and a call with curl.
import { copyButton } from './controls.js';
import { follow, inWords, line, prose, schemaView } from './docs_schema.js';
import { h } from './dom.js';
import { t } from './strings.js';

function pretty(example) {
	return typeof example === 'string' ? example : JSON.stringify(example, null, '  ');
}

// The first example of a body or a parameter.
function exampleOf(part, openapi) {
	const schema = follow(part.schema, openapi) ?? {};

	return part.example ?? schema.example ?? schema.examples?.[0];
}

function needs(operation) {
	const permission = operation['x-permission'];
	const roles = operation['x-roles'];

	if (!operation.security?.length)
		return t('docs.needsNothing');
	if (roles)
		return t('docs.needsRole', roles.join(t('docs.or')));
	return permission ? t('docs.needsPermission', permission) : t('docs.needsToken');
}

function parameterRow(parameter, openapi) {
	const schema = follow(parameter.schema, openapi);

	return h('li', {}, h('div', { class: 'property-head' }, h('code', { class: 'name' }, parameter.name),
		h('span', { class: 'soft' }, t(`docsIn.${parameter.in}`), ', ', inWords(schema)),
		parameter.required && h('span', { class: 'mark' }, t('docs.required'))),
	prose(parameter.description));
}

function part(title, ...children) {
	return children.flat().some(Boolean) && h('section', {}, h('h4', {}, title), children);
}

function bodyView(content, openapi) {
	return Object.entries(content ?? {}).map(([type, body]) => {
		const example = exampleOf(body, openapi);

		return h('div', { class: 'body' }, h('p', {}, h('code', {}, type)),
			body.schema && schemaView(body.schema, openapi),
			example !== undefined && h('pre', { tabindex: '0' }, pretty(example)));
	});
}

function headersView(headers, openapi) {
	const entries = Object.entries(headers ?? {});

	return entries.length > 0 && h('details', { class: 'nested' }, h('summary', {}, t('docs.headers')),
		h('ul', { class: 'properties' }, entries.map(([name, given]) => {
			const header = follow(given, openapi);

			return h('li', {}, h('div', { class: 'property-head' }, h('code', { class: 'name' }, name),
				h('span', { class: 'soft' }, inWords(follow(header.schema, openapi)))),
			prose(header.description));
		})));
}

function responseView([status, given], openapi) {
	const response = follow(given, openapi);

	return h('details', { class: 'response' }, h('summary', {}, h('code', {}, status),
		h('span', {}, line(response.description))), headersView(response.headers, openapi),
	bodyView(response.content, openapi));
}

function quoted(text) {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

// "productId" is $PRODUCT_ID in a shell.
function variable(name) {
	return `$${name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

function urlOf(operation, parameters) {
	const path = operation.path.replaceAll(/\{(\w+)\}/g, (whole, name) => variable(name));
	const query = parameters.filter((each) => each.in === 'query' && each.required)
		.map(({ name }) => `${name}=${variable(name)}`);

	return `${location.origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

export function curlOf(operation, openapi) {
	const parameters = operation.parameters.map((each) => follow(each, openapi));
	const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
	const example = body && exampleOf(body, openapi);
	const words = ['curl -sS'];

	if (operation.method !== 'GET' && !(operation.method === 'POST' && body))
		words.push(`-X ${operation.method}`);
	words.push(`"${urlOf(operation, parameters)}"`);
	if (operation.security?.length)
		words.push(`-H "Authorization: Bearer ${operation['x-roles'] ? '$KEY' : '$TOKEN'}"`);
	for (const { name } of parameters.filter((each) => each.in === 'header' && each.required))
		words.push(`-H "${name}: ${variable(name)}"`);
	if (body) {
		words.push(`-H 'Content-Type: ${type}'`, example === undefined ? '--data-binary @FILE'
			: `--data-binary ${quoted(typeof example === 'string' ? example : JSON.stringify(example))}`);
	}
	return words.join(' \\\n\t');
}

function curlView(call) {
	const shown = h('pre', { tabindex: '0' }, call);

	return h('div', { class: 'curl' }, shown, copyButton(call, 'curl', shown));
}

export function operationBody(operation, openapi) {
	return [
		h('p', { class: 'soft' }, h('a', { href: `#${operation.operationId}` }, operation.operationId),
			' · ', needs(operation)),
		prose(operation.description),
		part(t('docs.parameters'), operation.parameters.length > 0 && h('ul', { class: 'properties' },
			operation.parameters.map((each) => parameterRow(follow(each, openapi), openapi)))),
		part(t('docs.body'), bodyView(follow(operation.requestBody, openapi)?.content, openapi)),
		part(t('docs.responses'),
			Object.entries(operation.responses).map((each) => responseView(each, openapi))),
		part('curl', curlView(curlOf(operation, openapi))),
	].filter(Boolean);
}
