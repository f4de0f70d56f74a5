// paconn: validates the files of a connector against Microsoft's published schemas. The schemas are no
// part of this project; where they are absent, there is nothing to validate against.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL('../../../shared/paconn-schemas/', import.meta.url));

export const hasSchemas = existsSync(folder);

// The designer makes what the schemas do not know yet.
function allowNewer(schema) {
	schema.properties.properties.properties.connectionParameterSets = { type: 'object' };
	schema.definitions.oAuthSettings.properties.redirectMode.enum.push('GlobalPerConnector');
}

// The schemas have comments, and definitions whose names are not valid in references.
async function readSchema(name) {
	const text = (await readFile(path.join(folder, name), 'utf8'))
		.replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*/g, (_, string) => string ?? '')
		.replace(/([A-Za-z-]+)<([a-z-]+)>/g, '$1_$2_');
	const schema = JSON.parse(text);

	delete schema.id;
	return schema;
}

async function validate(file, name, Ajv, change = () => {}) {
	const schema = await readSchema(name);

	change(schema);
	const ajv = new Ajv({ strict: false, allErrors: true, logger: false });

	require('ajv-formats')(ajv);
	const isValid = ajv.compile(schema);

	return isValid(JSON.parse(await readFile(file, 'utf8'))) ? []
		: isValid.errors.map(({ instancePath, message, params }) =>
			`${path.basename(file)}${instancePath} ${message} ${JSON.stringify(params)}`);
}

// Returns one line for each error of the files in the folder.
export async function paconn(connector) {
	const draft4 = require('ajv-draft-04').default;
	const draft7 = require('ajv').default;

	return (await Promise.all([
		validate(path.join(connector, 'apiDefinition.swagger.json'),
			'apiDefinition.swagger.schema.json', draft4),
		validate(path.join(connector, 'apiProperties.json'),
			'paconn-apiProperties.schema.json', draft7, allowNewer),
		validate(path.join(connector, 'settings.json'), 'paconn-settings.schema.json', draft7),
	])).flat();
}
