// Types of inputs and outputs. The engine converts a maker's inputs to the types that the definition
// declares, and fails an action whose output has another type than declared.
import { ActionFailed } from './failures.mjs';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const date = /^\d{4}-\d\d-\d\d$/;
const ranges = {
	int32: [-(2 ** 31), 2 ** 31 - 1],
	int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};
const formats = {
	'date-time': (text) => dateTime.test(text) && !Number.isNaN(Date.parse(text)),
	date: (text) => date.test(text) && !Number.isNaN(Date.parse(text)),
	uuid: (text) => guid.test(text),
	byte: (text) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0,
	uri: (text) => URL.canParse(text),
};
const names = {
	string: 'String', integer: 'Integer', number: 'Number', boolean: 'Boolean', array: 'Array',
	object: 'Object', null: 'Null',
};

export function isFile(value) {
	return typeof value === 'object' && value !== null && '$content' in value;
}

export function isBinary(schema) {
	return schema?.type === 'string' && schema.format === 'binary';
}

function typeOf(value) {
	if (value === null || value === undefined)
		return 'null';
	if (Array.isArray(value))
		return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

function isOfType(value, type) {
	return typeOf(value) === type || (type === 'number' && typeof value === 'number');
}

function refuseOutput(operation, message) {
	throw new ActionFailed('ResponseSwaggerSchemaValidationFailure',
		`The API operation '${operation.id}' ${message}`);
}

function checkFormat(operation, value, { type, format }, where) {
	const [least, most] = ranges[format] ?? [-Infinity, Infinity];
	const isGood = typeof value === 'number' ? value >= least && value <= most :
		formats[format]?.(value) ?? true;

	if (!isGood)
		refuseOutput(operation, `requires the property '${where}' to be of type ` +
			`'${names[type]}/${format}', but its value '${value}' is not.`);
}

// Fails if the value is not what the schema declares. Members that the schema does not name pass, as
// they do in the engine.
export function checkOutput(operation, value, schema, where = 'body') {
	const { type, items, properties = {}, required = [] } = schema;

	if (isBinary(schema) && isFile(value))
		return;
	if (value === null || (type !== undefined && !isOfType(value, type)))
		refuseOutput(operation, `requires the property '${where}' to be of type ` +
			`'${names[type] ?? 'Any'}' but is of type '${names[typeOf(value)]}'.`);
	if (schema.format !== undefined)
		checkFormat(operation, value, schema, where);
	if (Array.isArray(value)) {
		for (const [index, each] of value.entries())
			checkOutput(operation, each, items ?? {}, `${where}/${index}`);
	} else if (typeof value === 'object') {
		for (const name of required) {
			if (!Object.hasOwn(value, name))
				refuseOutput(operation, `is missing the required property '${where}/${name}'.`);
		}
		for (const [name, each] of Object.entries(value))
			checkOutput(operation, each, properties[name] ?? {}, `${where}/${name}`);
	}
}

function refuseInput(operation, code, message) {
	throw new ActionFailed(code, `The 'inputs.parameters' of the operation '${operation.id}' are not ` +
		`valid. ${message}`);
}

function inconvertible(operation, value, { type, format }, where) {
	const wanted = format === undefined ? names[type] : `${names[type]}/${format}`;

	refuseInput(operation, 'OpenApiOperationParameterTypeConversionFailed',
		`Input parameter '${where}' is required to be of type '${wanted}'. The runtime value ` +
		`'${JSON.stringify(value)}' to be converted doesn't have the expected format '${wanted}'.`);
}

const converters = {
	string: (value) => (typeof value === 'object' ? undefined : String(value)),
	integer: (value) => (Number.isInteger(value) || /^-?\d+$/.test(value) ? Number(value) : undefined),
	number: (value) => (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : undefined),
	boolean: (value) => ({ true: true, false: false })[String(value).toLowerCase()],
};

function convertMembers(operation, value, schema, where) {
	const { properties = {}, required = [] } = schema;
	const members = Object.entries(value).map(([name, each]) => [name,
		convertInput(operation, each, properties[name] ?? {}, `${where}/${name}`,
			required.includes(name))]);

	for (const name of required) {
		if (!Object.hasOwn(value, name))
			missing(operation, `${where}/${name}`);
	}
	return Object.fromEntries(members.filter(([, each]) => each !== undefined));
}

export function missing(operation, where) {
	refuseInput(operation, 'OpenApiOperationParameterValidationFailed',
		`The API operation '${operation.id}' requires the property '${where}' to be set.`);
}

// Returns the value to send, or undefined for one that is not sent. A null is not sent. An empty text,
// as an expression without a value yields it, is sent as it is, even for a number, but not where the
// definition declares the format of a text.
export function convertInput(operation, value, schema, where, isRequired) {
	const { type, format } = schema;

	if (value === null || value === undefined)
		return isRequired ? missing(operation, where) : undefined;
	if (value === '' && type === 'string' && format in formats)
		inconvertible(operation, value, schema, where);
	if (type === undefined || isFile(value) || (value === '' && !isRequired))
		return value;
	if (type === 'array' && Array.isArray(value)) {
		return value.map(
			(each, index) => convertInput(operation, each, schema.items, `${where}/${index}`, true));
	}
	if (type === 'object' && typeOf(value) === 'object')
		return convertMembers(operation, value, schema, where);
	const converted = converters[type]?.(value);

	return converted ?? inconvertible(operation, value, schema, where);
}
