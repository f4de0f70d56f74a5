// Schemas of /openapi.json in words, and descriptions as paragraphs.
import { h } from './dom.js';
import { t } from './strings.js';

// Patterns of texts that the service takes with and without line breaks.
const plainPatterns = {
	'^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$': null,
	'^[^\\u0000-\\u0008\\u000a-\\u001f\\u007f]*$': 'docs.line',
};

// What follows "#/" leads to the part.
export function follow(part, openapi) {
	if (!part?.$ref)
		return part;
	return part.$ref.slice(2).split('/')
		.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
		.reduce((place, name) => place[name], openapi);
}

// A text with `code` in backticks.
export function line(text) {
	return text.split('`').map((piece, index) => index % 2 === 1 ? h('code', {}, piece) : piece);
}

// Paragraphs of such texts.
export function prose(text) {
	return h('div', { class: 'prose' }, (text ?? '').split('\n\n').filter(Boolean)
		.map((paragraph) => h('p', {}, line(paragraph))));
}

// JSON numbers beyond this lose digits here; they are the limits of the 64-bit type.
function number(value) {
	return Number.isSafeInteger(value) ? value.toLocaleString('en') : null;
}

function range(from, to, keys) {
	const low = number(from ?? NaN);
	const high = number(to ?? NaN);

	if (low !== null && high !== null)
		return low === high ? t(keys.exactly, low) : t(keys.between, low, high);
	if (high !== null)
		return t(keys.most, high);
	return low === null ? null : t(keys.least, low);
}

const lengths = { exactly: 'docs.exactly', between: 'docs.between', most: 'docs.most',
	least: 'docs.least' };
const values = { exactly: 'docs.value', between: 'docs.from', most: 'docs.upTo', least: 'docs.atLeast' };
const counts = { exactly: 'docs.items', between: 'docs.itemsBetween', most: 'docs.itemsMost',
	least: 'docs.itemsLeast' };

function patternOf(schema) {
	if (!schema.pattern || schema.format)
		return [];
	if (!(schema.pattern in plainPatterns))
		return [h('code', {}, schema.pattern)];
	return plainPatterns[schema.pattern] ? [t(plainPatterns[schema.pattern])] : [];
}

function joined(parts, separator) {
	return parts.filter(Boolean)
		.flatMap((part, index) => index > 0 ? [separator, part] : [part]);
}

// The type and the bounds in one line.
export function inWords(schema) {
	const types = [schema.type ?? []].flat();
	const isText = types.includes('string') && !schema.enum && !schema.format;

	return joined([
		types.join(t('docs.or')),
		schema.format?.replace(/^int(32|64)$/, ''),
		schema.const !== undefined && h('code', {}, JSON.stringify(schema.const)),
		schema.enum && h('span', {}, joined(schema.enum.map((each) => h('code', {}, each)), ' ')),
		isText && range(schema.minLength, schema.maxLength, lengths),
		range(schema.minimum, schema.maximum, values),
		types.includes('array') && range(schema.minItems, schema.maxItems, counts),
		...patternOf(schema),
		schema.default !== undefined &&
			h('span', {}, t('docs.default'), h('code', {}, JSON.stringify(schema.default))),
	], ', ');
}

function property(name, schema, isRequired, openapi) {
	const described = schema.description ?? follow(schema, openapi).description;

	return h('li', {}, h('div', { class: 'property-head' }, h('code', { class: 'name' }, name),
		h('span', { class: 'soft' }, inWords(follow(schema, openapi))),
		isRequired && h('span', { class: 'mark' }, t('docs.required')),
		follow(schema, openapi).readOnly && h('span', { class: 'mark' }, t('docs.readOnly'))),
	described && prose(described), nested(schema, openapi));
}

// The members of an object, or of the objects in an array; deeper ones open on demand.
function nested(schema, openapi) {
	const inner = follow(schema.items ?? schema, openapi);
	const name = (schema.items ?? schema).$ref?.split('/').at(-1);

	if (!inner.properties && !inner.allOf && !inner.oneOf)
		return schema.items && h('p', { class: 'soft' }, t('docs.each'), inWords(inner));
	const place = h('div');
	const entry = h('details', { class: 'nested', on: { toggle() {
		if (entry.open && !place.hasChildNodes())
			place.append(schemaView(inner, openapi));
	} } }, h('summary', {}, name ?? t('docs.members')), place);

	return entry;
}

function alternatives(schema, openapi) {
	return (schema.oneOf ?? []).filter((each) => each.$ref)
		.map((each) => h('li', {}, nested(each, openapi)));
}

// A schema: its type in words and its members.
export function schemaView(given, openapi) {
	const schema = follow(given, openapi);
	const parts = [schema, ...(schema.allOf ?? []).map((each) => follow(each, openapi))];
	const required = parts.flatMap((part) => part.required ?? []);
	const members = parts.flatMap((part) => Object.entries(part.properties ?? {}));

	if (schema.type === 'array') {
		return h('div', {}, h('p', { class: 'soft' }, inWords(schema)),
			schemaView(schema.items, openapi));
	}
	return h('div', {}, members.length === 0 && h('p', { class: 'soft' }, inWords(schema)),
		members.length === 0 && schema.description && prose(schema.description),
		h('ul', { class: 'properties' }, members.map(([name, each]) =>
			property(name, each, required.includes(name), openapi)), alternatives(schema, openapi)));
}
