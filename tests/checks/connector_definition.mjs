// Rules for apiDefinition.swagger.json. Each is a function of the document and of `complain`, which
// takes a place and what is wrong; the name of the function is the name of the rule, in the words
// of Microsoft's validator where it has one.
import { endsInPunctuation, isAscii, isName, isSentence, isSentenceCase, isTitleCase, namesProduct }
	from './connector_words.mjs';

const operationsMax = 256;
const schemasPerBodyMax = 512;
const schemasPerOperationMax = 16384;
const bytesMax = 999999;
const descriptionMax = 1024;

const mimeTypes = ['application/json', 'text/plain', 'multipart/form-data',
	'application/x-www-form-urlencoded'];
const formats = {
	string: ['byte', 'binary', 'date', 'date-time', 'password', 'date-no-tz', 'email', 'html', 'uri',
		'uuid'],
	integer: ['int32', 'int64'],
	number: ['float', 'double'],
};
const categories = ['AI', 'Business Management', 'Business Intelligence', 'Collaboration', 'Commerce',
	'Communication', 'Content and Files', 'Finance', 'Data', 'Human Resources', 'Internet of Things',
	'IT Operations', 'Lifestyle and Entertainment', 'Marketing', 'Productivity', 'Sales and CRM',
	'Security', 'Social Media', 'Website'];
const extensions = ['x-ms-summary', 'x-ms-visibility', 'x-ms-dynamic-values', 'x-ms-dynamic-list',
	'x-ms-pageable', 'x-ms-trigger', 'x-ms-trigger-metadata', 'x-ms-trigger-hint', 'x-ms-capabilities',
	'x-ms-url-encoding', 'x-ms-connector-metadata'];
const keywords = ['oneOf', 'anyOf', 'allOf', 'not', 'nullable', 'const', 'examples',
	'patternProperties', 'discriminator', 'x-ms-trigger-value'];
const types = ['string', 'integer', 'number', 'boolean', 'array', 'object'];
const visibilities = [undefined, 'important', 'advanced', 'internal'];

// --- Parts of a document ------------------------------------------------------------------------
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const bodyOf = (operation) => operation.parameters?.find((parameter) => parameter.in === 'body');

export function operationsOf({ document }) {
	return Object.entries(document.paths).flatMap(([path, item]) =>
		Object.entries(item).map(([method, operation]) => ({ ...operation, path, method })));
}

// What a reference leads to, or the schema itself. Undefined if it leads nowhere.
export function follow(document, schema) {
	return schema?.$ref === undefined ? schema
		: schema.$ref.slice(2).split('/').reduce((node, name) => node?.[name.replaceAll('~1', '/')], document);
}

const successes = (operation) =>
	Object.entries(operation.responses ?? {}).filter(([status]) => /^2/.test(status));
const answerOf = (operation) => operation.responses?.['200'] ?? operation.responses?.['201'];

// Every value below a value, itself included, with its place.
export function* values(value, place = '#') {
	yield [value, place];
	if (typeof value === 'object' && value !== null) {
		for (const [name, member] of Object.entries(value))
			yield* values(member, `${place}/${name}`);
	}
}

// Every schema below a schema, itself included, with its place. References are not followed.
function* schemas(schema, place) {
	yield [schema, place];
	for (const [name, property] of Object.entries(schema?.properties ?? {}))
		yield* schemas(property, `${place}.${name}`);
	if (isObject(schema?.items))
		yield* schemas(schema.items, `${place}[]`);
}

function* allSchemas({ document }) {
	for (const [name, definition] of Object.entries(document.definitions ?? {}))
		yield* schemas(definition, name);
	for (const operation of operationsOf({ document })) {
		for (const parameter of operation.parameters ?? []) {
			const place = `${operation.operationId}.${parameter.name}`;

			yield* schemas(parameter.in === 'body' ? parameter.schema : parameter, place);
		}
		for (const [status, response] of Object.entries(operation.responses ?? {})) {
			if (response.schema !== undefined)
				yield* schemas(response.schema, `${operation.operationId} ${status}`);
		}
	}
}

// Every parameter and property that has a name, with its place and whether a maker fills it in.
function* named({ document }) {
	for (const operation of operationsOf({ document })) {
		for (const parameter of operation.parameters ?? [])
			yield [parameter, `${operation.operationId}.${parameter.name}`];
	}
	for (const [name, definition] of Object.entries(document.definitions ?? {})) {
		yield [definition, name];
		for (const [schema, place] of schemas(definition, name)) {
			for (const [member, property] of Object.entries(schema.properties ?? {})) {
				if (property.$ref === undefined)
					yield [property, `${place}.${member}`];
			}
		}
	}
}

// The number of schemas with references replaced; Infinity for a circle.
function countSchemas(document, schema, above = []) {
	if (above.includes(schema?.$ref))
		return Infinity;
	const within = schema?.$ref === undefined ? above : [...above, schema.$ref];
	const target = follow(document, schema);
	const below = [...Object.values(target?.properties ?? {}),
		...(isObject(target?.items) ? [target.items] : [])];

	return below.reduce((sum, one) => sum + countSchemas(document, one, within), 1);
}

// --- Rules --------------------------------------------------------------------------------------
export const rules = {
	FourBlanks({ document, text }, complain) {
		if (text !== `${JSON.stringify(document, null, 4)}\n`)
			complain('#', 'is not laid out with four blanks');
	},

	SizeExceedsMaxAllowed({ text }, complain) {
		if (Buffer.byteLength(text) > bytesMax)
			complain('#', `has ${Buffer.byteLength(text)} bytes`);
	},

	SpecificationVersionIncorrect({ document }, complain) {
		if (document.swagger !== '2.0')
			complain('swagger', 'is not 2.0');
	},

	AdditionalPropertyNotAllowed({ document }, complain) {
		const known = ['swagger', 'info', 'host', 'basePath', 'schemes', 'consumes', 'produces',
			'paths', 'definitions', 'securityDefinitions', 'security', 'tags',
			'x-ms-connector-metadata', 'x-ms-capabilities'];

		Object.keys(document).filter((name) => !known.includes(name))
			.forEach((name) => complain(name, 'is not allowed'));
	},

	HostNameNotValid({ document }, complain) {
		if (!/^[^{}/ :\\[\]]+(:\d+)?$/.test(document.host ?? ''))
			complain('host', `is ${document.host}`);
	},

	BasePathNotValid({ document }, complain) {
		if (!/^\/([^{}?#*]*[^{}?#*/])?$/.test(document.basePath ?? ''))
			complain('basePath', `is ${document.basePath}`);
	},

	SchemeNotValid({ document }, complain) {
		if (!['https', 'http'].includes(document.schemes?.[0]) || document.schemes.length !== 1)
			complain('schemes', 'is neither https nor http');
	},

	TitleNotValid({ document: { info } }, complain) {
		if (!isName(info.title) || info.title.length > 30 || namesProduct(info.title) ||
			/\b(api|connector)\b/i.test(info.title))
			complain('info.title', 'has more than 30 characters, or forbidden words');
	},

	InfoDescriptionNotValid({ document: { info } }, complain) {
		const text = info.description ?? '';

		if (text.length < 30 || text.length > 500 || namesProduct(text) || /\bapi\b/i.test(text) ||
			!isSentence(text))
			complain('info.description', 'has not 30 to 500 characters, or forbidden words');
	},

	ContactNotValid({ document: { info } }, complain) {
		const { name, url, email } = info.contact ?? {};

		if (!name || !URL.canParse(url ?? '') || !/^[^@\s]+@[^@\s]+$/.test(email ?? ''))
			complain('info.contact', 'needs a name, a URL and an email address');
	},

	VersionMissing({ document: { info } }, complain) {
		if (!/^\d+\.\d+/.test(info.version ?? ''))
			complain('info.version', 'is missing');
	},

	ConnectorMetadataPropertiesMissing({ document }, complain) {
		const metadata = new Map((document['x-ms-connector-metadata'] ?? [])
			.map(({ propertyName, propertyValue }) => [propertyName, propertyValue]));

		for (const name of ['Website', 'Privacy policy']) {
			if (!URL.canParse(metadata.get(name) ?? ''))
				complain(name, 'is not a URL');
		}
		if (!metadata.has('Categories'))
			complain('Categories', 'is missing');
	},

	InvalidConnectorCategory({ document }, complain) {
		const named = (document['x-ms-connector-metadata'] ?? [])
			.find(({ propertyName }) => propertyName === 'Categories');
		const chosen = named?.propertyValue.split(';') ?? [];

		if (chosen.length > 2 || !chosen.every((category) => categories.includes(category)))
			complain('Categories', `has ${chosen}`);
	},

	TotalOperationsCountExceedsMaxAllowed(connector, complain) {
		if (operationsOf(connector).length > operationsMax)
			complain('paths', `has more than ${operationsMax} operations`);
	},

	OperationIdNotUnique(connector, complain) {
		const ids = operationsOf(connector).map(({ operationId }) => operationId);

		ids.filter((id, index) => ids.indexOf(id) !== index)
			.forEach((id) => complain(id, 'is the ID of several operations'));
	},

	OperationIdSanitized(connector, complain) {
		operationsOf(connector).filter(({ operationId }) =>
			!/^[A-Z][A-Za-z0-9]*(_V[0-9]+)?$/.test(operationId ?? ''))
			.forEach(({ operationId, path }) => complain(path, `${operationId} is not PascalCase`));
	},

	OperationSummaryNotValid(connector, complain) {
		operationsOf(connector).filter(({ summary = '' }) =>
			!isName(summary) || !isSentenceCase(summary) || namesProduct(summary))
			.forEach(({ operationId, summary }) => complain(operationId, `summary: ${summary}`));
	},

	OperationDescriptionNotValid(connector, complain) {
		operationsOf(connector).filter(({ summary, description = '' }) =>
			!isSentence(description) || description.length > descriptionMax ||
			description.replace(/\.$/, '') === summary || namesProduct(description))
			.forEach(({ operationId }) => complain(operationId, 'its description'));
	},

	TriggerSummaryNotValid(connector, complain) {
		operationsOf(connector).filter((operation) => operation['x-ms-trigger'] !== undefined &&
			!operation.summary.startsWith('When '))
			.forEach(({ operationId }) => complain(operationId, 'its summary begins not with When'));
	},

	SummaryMissing(connector, complain) {
		for (const [one, place] of named(connector)) {
			const summary = one['x-ms-summary'] ?? '';

			if (one['x-ms-visibility'] !== 'internal' &&
				(!isName(summary) || !isTitleCase(summary)))
				complain(place, `x-ms-summary: ${summary}`);
		}
	},

	DescriptionMissing(connector, complain) {
		for (const [one, place] of named(connector)) {
			const text = one.description ?? '';

			if (!endsInPunctuation(text) || text.length > descriptionMax || namesProduct(text) ||
				text.replace(/\.$/, '') === one['x-ms-summary'])
				complain(place, `description: ${text}`);
		}
	},

	ValueMustBeInEnglish({ document }, complain) {
		for (const [value, place] of values(document)) {
			if (typeof value === 'string' && !isAscii(value))
				complain(place, `has other characters than ASCII: ${value}`);
		}
	},

	OperationShouldHaveSuccessfulResponse(connector, complain) {
		operationsOf(connector).filter((operation) => successes(operation).length === 0)
			.forEach(({ operationId }) => complain(operationId, 'has no success response'));
	},

	// A deletion, which has nothing to say, is the exception.
	SchemaDefinitionSetIncorrectly(connector, complain) {
		for (const operation of operationsOf(connector)) {
			const isDeletion = operation.method === 'delete' &&
				Object.keys(operation.responses ?? {}).includes('204');

			if (!isDeletion && answerOf(operation)?.schema === undefined)
				complain(operation.operationId, 'has no schema for 200 or 201');
		}
	},

	OperationHasManyResponsesWithSchema(connector, complain) {
		operationsOf(connector).filter(({ responses }) =>
			Object.values(responses ?? {}).filter(({ schema }) => schema !== undefined).length > 1)
			.forEach(({ operationId }) => complain(operationId, 'has several responses with schema'));
	},

	DefaultResponseHasSchema(connector, complain) {
		operationsOf(connector).filter(({ responses }) => responses?.default?.schema !== undefined)
			.forEach(({ operationId }) => complain(operationId, 'default has a schema'));
	},

	ResponseDescriptionMissing(connector, complain) {
		for (const { operationId, responses } of operationsOf(connector)) {
			for (const [status, { description }] of Object.entries(responses ?? {})) {
				if (!isSentence(description ?? '') && !endsInPunctuation(description ?? ''))
					complain(`${operationId} ${status}`, 'its description');
			}
		}
	},

	EmptySchema(connector, complain) {
		const { document } = connector;

		for (const operation of operationsOf(connector)) {
			const schema = follow(document, answerOf(operation)?.schema);

			if (schema?.type === 'object' && Object.keys(schema.properties ?? {}).length === 0)
				complain(operation.operationId, 'its response has an empty schema');
		}
	},

	PathRedefined({ document }, complain) {
		const paths = Object.keys(document.paths).map((path) => path.toLowerCase());

		paths.filter((path, index) => paths.indexOf(path) !== index)
			.forEach((path) => complain(path, 'occurs in several spellings'));
	},

	OperationPathContainsUnsupportedCharacters({ document }, complain) {
		Object.keys(document.paths).filter((path) => !/^\/[^?#*\s]*$/.test(path))
			.forEach((path) => complain(path, 'has other characters, or no slash at its start'));
	},

	OperationPathTemplateNotValid({ document }, complain) {
		Object.keys(document.paths).filter((path) =>
			!path.split('/').every((part) => /^([^{}]*|\{[A-Za-z]+\})$/.test(part)))
			.forEach((path) => complain(path, 'a variable is not a whole segment'));
	},

	PartialDuplicateOperationPath({ document }, complain) {
		const paths = Object.keys(document.paths);
		const isVariable = (part) => part.startsWith('{');
		const overlap = (a, b) => a.length === b.length &&
			a.every((part, i) => part === b[i] || isVariable(part) || isVariable(b[i]));

		paths.forEach((a, index) => paths.slice(index + 1)
			.filter((b) => overlap(a.split('/'), b.split('/')))
			.forEach((b) => complain(a, `could be taken for ${b}`)));
	},

	OperationMissingPathParameter(connector, complain) {
		for (const { operationId, path, parameters = [] } of operationsOf(connector)) {
			const wanted = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name).sort();
			const declared = parameters.filter((one) => one.in === 'path')
				.map(({ name }) => name).sort();

			if (wanted.join() !== declared.join())
				complain(operationId, `declares ${declared} for ${path}`);
		}
	},

	PathParameterMustBeRequired(connector, complain) {
		for (const { operationId, parameters = [] } of operationsOf(connector)) {
			parameters.filter((one) => one.in === 'path' && one.required !== true)
				.forEach(({ name }) => complain(`${operationId}.${name}`, 'is not required'));
		}
	},

	PathParameterMissingEncoding(connector, complain) {
		for (const { operationId, parameters = [] } of operationsOf(connector)) {
			parameters.filter((one) => (one['x-ms-url-encoding'] === 'single') !== (one.in === 'path'))
				.forEach(({ name }) => complain(`${operationId}.${name}`, 'x-ms-url-encoding'));
		}
	},

	BodyOrFormDataParameterInFetchOperationNotAllowed(connector, complain) {
		operationsOf(connector).filter((one) => one.method === 'get' && bodyOf(one) !== undefined)
			.forEach(({ operationId }) => complain(operationId, 'is a GET with a body'));
	},

	OperationParametersContainMultipleBodyParameters(connector, complain) {
		operationsOf(connector).filter(({ parameters = [] }) =>
			parameters.filter((one) => one.in === 'body').length > 1)
			.forEach(({ operationId }) => complain(operationId, 'has several bodies'));
	},

	OperationParametersAreNotUnique(connector, complain) {
		for (const { operationId, parameters = [] } of operationsOf(connector)) {
			const names = parameters.map(({ name }) => name);

			names.filter((name, index) => names.indexOf(name) !== index)
				.forEach((name) => complain(operationId, `has ${name} twice`));
		}
	},

	ConnectionIdParameterNotAllowed(connector, complain) {
		operationsOf(connector).filter(({ parameters = [] }) =>
			parameters.some(({ name }) => name === 'connectionId'))
			.forEach(({ operationId }) => complain(operationId, 'has a parameter connectionId'));
	},

	ParameterNotInlined(connector, complain) {
		operationsOf(connector).filter(({ parameters = [] }) =>
			parameters.some((one) => one.name === undefined || one.in === undefined ||
				(one.in === 'body' ? one.schema === undefined : one.type === undefined)))
			.forEach(({ operationId }) => complain(operationId, 'a parameter lacks name, in or type'));
	},

	MimeTypeNotValid({ document }, complain) {
		for (const [value, place] of values(document)) {
			if (/\/(consumes|produces)\/\d+$/.test(place) && !mimeTypes.includes(value))
				complain(place, `is ${value}`);
		}
	},

	InvalidStringBinaryProperty(connector, complain) {
		for (const [schema, place] of allSchemas(connector)) {
			if (schema?.format === 'binary' && !/^[A-Za-z]+\.body$/.test(place))
				complain(place, 'is binary');
		}
		for (const operation of operationsOf(connector)) {
			if (bodyOf(operation)?.schema?.format === 'binary' &&
				(operation.consumes ?? ['application/json']).includes('application/json'))
				complain(operation.operationId, 'consumes JSON, and its body is binary');
		}
	},

	SwaggerKeywordNotSupported({ document }, complain) {
		for (const [value, place] of values(document)) {
			for (const keyword of keywords) {
				if (isObject(value) && Object.hasOwn(value, keyword) && !place.endsWith('/properties'))
					complain(`${place}/${keyword}`, 'is not supported');
			}
		}
	},

	JsonTypeIncorrect(connector, complain) {
		for (const [schema, place] of allSchemas(connector)) {
			if (schema?.$ref === undefined && !types.includes(schema?.type))
				complain(place, `has the type ${JSON.stringify(schema?.type)}`);
		}
	},

	NullNotAllowed({ document }, complain) {
		for (const [value, place] of values(document)) {
			if (value === null)
				complain(place, 'is null');
		}
	},

	UnrecognizedTypeFormat(connector, complain) {
		for (const [schema, place] of allSchemas(connector)) {
			if (schema?.format !== undefined && !formats[schema.type]?.includes(schema.format))
				complain(place, `is a ${schema.type} of the format ${schema.format}`);
		}
	},

	ArrayHasNoItems(connector, complain) {
		for (const [schema, place] of allSchemas(connector)) {
			if (schema?.type === 'array' && !isObject(schema.items))
				complain(place, 'is an array without items');
		}
	},

	InvalidEnumValue(connector, complain) {
		for (const [schema, place] of allSchemas(connector)) {
			const choices = schema?.enum;

			if (choices !== undefined && (choices.length === 0 ||
				new Set(choices).size !== choices.length ||
				choices.some((choice) => typeof choice !== schema.type)))
				complain(place, 'its enum is empty, has a value twice, or of another type');
		}
	},

	RequiredPropertyDefinitionMissing(connector, complain) {
		for (const [schema, place] of allSchemas(connector)) {
			if (!Array.isArray(schema?.required))
				continue;
			if (schema.required.length === 0 || schema.type !== 'object' ||
				schema.required.some((name) => schema.properties?.[name] === undefined))
				complain(place, 'required names no property, or is not on an object');
		}
	},

	SchemaReferenceNotValid({ document }, complain) {
		for (const [value, place] of values(document)) {
			if (!isObject(value) || value.$ref === undefined)
				continue;
			if (Object.keys(value).length > 1 || !/^#\/definitions\/[A-Za-z]+$/.test(value.$ref) ||
				follow(document, value) === undefined)
				complain(place, `refers to ${value.$ref}`);
		}
	},

	SchemaReferenceUnused({ document }, complain) {
		const used = [...values(document)].map(([value]) => value?.$ref);

		Object.keys(document.definitions ?? {})
			.filter((name) => !used.includes(`#/definitions/${name}`))
			.forEach((name) => complain(name, 'is not used'));
	},

	RequiredLoopInSchemaNotAllowed({ document }, complain) {
		for (const name of Object.keys(document.definitions ?? {})) {
			if (countSchemas(document, { $ref: `#/definitions/${name}` }) === Infinity)
				complain(name, 'contains itself');
		}
	},

	BodySchemaCountExceedsMaxAllowed(connector, complain) {
		const { document } = connector;

		for (const operation of operationsOf(connector)) {
			const body = bodyOf(operation);
			const answer = answerOf(operation);
			const counts = [body, answer].map((one) =>
				one?.schema === undefined ? 0 : countSchemas(document, one.schema));

			if (Math.max(...counts) > schemasPerBodyMax ||
				counts[0] + counts[1] > schemasPerOperationMax)
				complain(operation.operationId, `has ${counts} schemas`);
		}
	},

	ExtensionNameNotValid({ document }, complain) {
		for (const [value, place] of values(document)) {
			if (!isObject(value) || place.endsWith('/properties'))
				continue;
			Object.keys(value).filter((name) => name.startsWith('x-') && !extensions.includes(name))
				.forEach((name) => complain(`${place}/${name}`, 'is not an extension'));
		}
	},

	JsonValueNotInEnum({ document }, complain) {
		for (const [value, place] of values(document)) {
			if (isObject(value) && !visibilities.includes(value['x-ms-visibility']))
				complain(place, `x-ms-visibility is ${value['x-ms-visibility']}`);
		}
	},

	PropertyMustBeRequired(connector, complain) {
		for (const { operationId, parameters = [] } of operationsOf(connector)) {
			parameters.filter((one) => one['x-ms-visibility'] === 'internal' &&
				(one.required === true) !== (one.default !== undefined))
				.forEach(({ name }) => complain(`${operationId}.${name}`,
					'is internal, and is not both required and given a default'));
		}
	},

	InvalidNextLinkNameValue(connector, complain) {
		const { document } = connector;

		for (const operation of operationsOf(connector)) {
			const pageable = operation['x-ms-pageable'];
			const link = follow(document, answerOf(operation)?.schema)?.properties?.nextLink;

			if ((pageable !== undefined && (pageable.nextLinkName !== 'nextLink' ||
				operation.method !== 'get' || link?.type !== 'string')) ||
				(pageable === undefined && link !== undefined))
				complain(operation.operationId, 'x-ms-pageable');
		}
	},

	// The engine collects pages only from `value`, and finds the next one by nextLinkName.
	PageNotCollected(connector, complain) {
		const { document } = connector;

		for (const operation of operationsOf(connector)) {
			const page = follow(document, answerOf(operation)?.schema)?.properties;

			if (operation['x-ms-pageable'] !== undefined && (page?.value?.type !== 'array' ||
				page.nextLink?.type !== 'string'))
				complain(operation.operationId, 'its page is not an array value and a text nextLink');
		}
	},

	TriggerNotValid(connector, complain) {
		const { document } = connector;
		const wanted = { single: 'object', batch: 'array' };

		for (const operation of operationsOf(connector)) {
			const trigger = operation['x-ms-trigger'];
			const schema = follow(document, answerOf(operation)?.schema);
			const metadata = operation['x-ms-trigger-metadata'];

			if (trigger !== undefined && (schema?.type !== wanted[trigger] ||
				operation.method !== 'get' || operation.responses['202'] === undefined ||
				metadata?.kind !== 'query' || metadata?.mode !== 'polling' ||
				!endsInPunctuation(operation['x-ms-trigger-hint'] ?? '')))
				complain(operation.operationId, 'x-ms-trigger');
		}
	},

	InvokedOperationShouldProduceArray(connector, complain) {
		const { document } = connector;
		const operations = operationsOf(connector);

		for (const { operationId, parameters = [] } of operations) {
			for (const parameter of parameters) {
				const dynamic = parameter['x-ms-dynamic-values'];
				const list = parameter['x-ms-dynamic-list'];

				if (dynamic === undefined && list === undefined)
					continue;
				const invoked = operations.find((one) => one.operationId === dynamic?.operationId);
				const elements = follow(document, answerOf(invoked ?? {})?.schema)
					?.properties?.[dynamic?.['value-collection']];
				const element = follow(document, elements?.items);
				const given = ({ name, default: preset }) => preset !== undefined &&
					dynamic?.parameters?.[name] === preset &&
					list?.parameters?.[name]?.value === preset;

				if (list?.operationId !== dynamic?.operationId ||
					list?.itemsPath !== dynamic?.['value-collection'] ||
					list?.itemValuePath !== dynamic?.['value-path'] ||
					list?.itemTitlePath !== dynamic?.['value-title'] || elements?.type !== 'array' ||
					element?.properties?.[dynamic['value-path']]?.type !== 'string' ||
					element?.properties?.[dynamic['value-title']]?.type !== 'string' ||
					(invoked.parameters ?? []).some((one) => one.required && !given(one)))
					complain(`${operationId}.${parameter.name}`, 'its dynamic values');
			}
		}
	},

	TestConnectionNotValid(connector, complain) {
		const { operationId, parameters } =
			connector.document['x-ms-capabilities']?.testConnection ?? {};
		const operation = operationsOf(connector).find((one) => one.operationId === operationId);

		if (operation?.method !== 'get' || parameters === undefined ||
			(operation.parameters ?? []).some(({ required }) => required))
			complain('x-ms-capabilities', `testConnection is ${operationId}`);
	},

	SecurityRequirementMustBeDefined({ document }, complain) {
		const requirement = document.security?.[0] ?? {};
		const [name] = Object.keys(requirement);
		const scheme = document.securityDefinitions?.[name];

		if (document.security?.length !== 1 || requirement[name]?.length !== 0 ||
			scheme?.type !== 'oauth2' || scheme.flow !== 'accessCode' ||
			!URL.canParse(scheme.authorizationUrl) || !URL.canParse(scheme.tokenUrl) ||
			!isObject(scheme.scopes))
			complain('security', 'is not one sign-in with an authorization code');
	},

	TagNotDefined(connector, complain) {
		const defined = (connector.document.tags ?? []).map(({ name }) => name);
		const used = operationsOf(connector).flatMap(({ tags = [] }) => tags);

		if (new Set(defined).size !== defined.length ||
			defined.some((tag) => !used.includes(tag)) || used.some((tag) => !defined.includes(tag)))
			complain('tags', `defines ${defined}`);
	},
};
