// The page at /docs: /openapi.json, readable. Each operation is an anchor, #SubmitReview.
import { operationBody } from './docs_operation.js';
import { follow, prose } from './docs_schema.js';
import { announce, h } from './dom.js';
import { t } from './strings.js';

const methods = ['get', 'post', 'put', 'patch', 'delete'];

// The credentials of an operation say which plane it belongs to. The first that fits counts.
const planes = [
	{ name: 'reviews', has: ({ security }) => security?.some((each) => each.entraToken) },
	{ name: 'admin', has: ({ security }) => security?.some((each) => each.admin) },
	{ name: 'open', has: () => true },
];

// The part as text, with the schemas and parameters it refers to, each once.
function textOf(part, document, seen = new Set()) {
	const text = JSON.stringify(part);

	return text + [...text.matchAll(/"#\/components\/(?:schemas|parameters)\/\w+"/g)]
		.map(([quoted]) => JSON.parse(quoted))
		.filter((target) => !seen.has(target) && seen.add(target))
		.map((target) => textOf(follow({ $ref: target }, document), document, seen)).join('');
}

function operationsOf(document) {
	return Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item)
		.filter((method) => methods.includes(method))
		.map((method) => ({
			...item[method],
			path,
			method: method.toUpperCase(),
			parameters: [...item.parameters ?? [], ...item[method].parameters ?? []],
			words: `${method} ${path} ${textOf(item[method], document)}`.toLowerCase(),
		})));
}

function badge(operation) {
	return h('span', { class: `method ${operation.method.toLowerCase()}` }, operation.method);
}

// The body of an operation is built when it is opened for the first time.
function operationEntry(operation, document) {
	const place = h('div', { class: 'operation-body' });
	const entry = h('details', { class: 'operation', id: operation.operationId, on: {
		toggle() {
			if (entry.open && !place.hasChildNodes())
				place.append(...operationBody(operation, document));
		},
	} }, h('summary', {}, badge(operation),
		h('code', { class: 'path' }, operation.path),
		h('span', { class: 'operation-summary' }, operation.summary),
		operation.deprecated && h('span', { class: 'mark' }, t('docs.deprecated'))), place);

	return entry;
}

function tagSections(operations, document) {
	const tags = [...new Set(operations.map(({ tags: [tag] }) => tag))];

	return tags.map((tag) => h('section', { class: 'tag-section' }, h('h3', {}, tag),
		operations.filter((each) => each.tags[0] === tag)
			.map((operation) => operationEntry(operation, document))));
}

function planeSection(plane, operations, document) {
	return h('section', { class: 'plane', id: `plane-${plane.name}` },
		h('h2', {}, t(`docsPlane.${plane.name}`)),
		h('p', { class: 'soft' }, t(`docsPlaneText.${plane.name}`)),
		tagSections(operations, document));
}

function navigation(groups) {
	return h('nav', { class: 'contents', 'aria-label': t('docs.contents') },
		groups.map(({ plane, operations }) => h('details', { open: plane.name === 'reviews' },
			h('summary', {}, t(`docsPlane.${plane.name}`)),
			h('ul', {}, operations.map((operation) => h('li', { 'data-of': operation.operationId },
				h('a', { href: `#${operation.operationId}` }, badge(operation),
					h('span', {}, operation.operationId))))))));
}

// Shows only what contains all words; sections without any are hidden too.
function filter(root, operations, text) {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	let count = 0;

	for (const operation of operations) {
		const fits = words.every((word) => operation.words.includes(word));

		count += fits;
		root.querySelector(`#${operation.operationId}`).hidden = !fits;
		root.querySelector(`[data-of=${operation.operationId}]`).hidden = !fits;
	}
	for (const section of root.querySelectorAll('.tag-section, .plane'))
		section.hidden = !section.querySelector('.operation:not([hidden])');
	for (const group of root.querySelectorAll('.contents > details')) {
		group.hidden = !group.querySelector('li:not([hidden])');
		group.open ||= words.length > 0;
	}
	root.querySelector('.nothing').hidden = count > 0;
	announce(t('docs.found', count));
}

// Opens the operation that the address names, and moves there.
function goToHash() {
	const entry = document.getElementById(location.hash.slice(1));

	if (!entry?.matches('.operation'))
		return;
	entry.hidden = false;
	entry.open = true;
	entry.scrollIntoView();
	entry.querySelector('summary')?.focus({ preventScroll: true });
}

function page(openapi) {
	const operations = operationsOf(openapi);
	const groups = planes.map((plane) => ({ plane,
		operations: operations.filter((each) => planes.find(({ has }) => has(each)) === plane) }));
	const search = h('input', { class: 'search', type: 'search', 'aria-label': t('docs.search'),
		placeholder: t('docs.search'), autocomplete: 'off', spellcheck: 'false',
		on: { input: () => filter(root, operations, search.value) } });
	const root = h('div', { class: 'docs' },
		h('a', { class: 'skip', href: '#content' }, t('shell.skip')),
		h('header', { class: 'bar' }, h('a', { class: 'brand', href: '/docs' }, t('docs.title')),
			h('span', { class: 'version' }, openapi.info.version), h('span', { class: 'bar-space' }),
			h('a', { href: '/openapi.json' }, 'openapi.json')),
		h('div', { class: 'docs-columns' },
			h('div', { class: 'side' }, h('div', { role: 'search' }, search), navigation(groups)),
			h('main', { id: 'content', tabindex: '-1' }, h('h1', {}, t('docs.title')),
				prose(openapi.info.description),
				h('p', { class: 'nothing', hidden: true }, t('list.none')),
				groups.map((group) => planeSection(group.plane, group.operations, openapi)))),
		h('div', { id: 'announcements', class: 'unseen', role: 'status' }));

	return root;
}

async function read() {
	const answer = await fetch('/openapi.json', { credentials: 'same-origin' });

	if (!answer.ok)
		throw new Error(t('api.failed', answer.status));
	return answer.json();
}

async function start() {
	const app = document.getElementById('app');

	try {
		app.replaceChildren(page(await read()));
		addEventListener('hashchange', goToHash);
		goToHash();
	} catch (error) {
		app.replaceChildren(h('main', { class: 'failure' }, h('h1', {}, t('docs.title')),
			h('p', {}, error instanceof TypeError ? t('api.unreachable') : error.message)));
	}
}

start();
