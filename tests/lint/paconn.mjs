// paconn: validates the files of a connector against the schemas of Microsoft's command paconn. They are
// no part of this project: the caller names their folder.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

// The designer makes what the schemas do not know yet.
function allowNewer(schema) {
	schema.properties.properties.properties.connectionParameterSets = { type: 'object' };
	schema.definitions.oAuthSettings.properties.redirectMode.enum.push('GlobalPerConnector');
}

// The schemas have comments, and definitions whose names are not valid in references.
async function readSchema(file) {
	const text = (await readFile(file, 'utf8'))
		.replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*/g, (_, string) => string ?? '')
		.replace(/([A-Za-z-]+)<([a-z-]+)>/g, '$1_$2_');
	const schema = JSON.parse(text);

	delete schema.id;
	return schema;
}

async function validate(file, schemaFile, Ajv, change = () => {}) {
	const schema = await readSchema(schemaFile);

	change(schema);
	const ajv = new Ajv({ strict: false, allErrors: true, logger: false });

	require('ajv-formats')(ajv);
	const isValid = ajv.compile(schema);

	return isValid(JSON.parse(await readFile(file, 'utf8'))) ? []
		: isValid.errors.map(({ instancePath, message, params }) =>
			`${path.basename(file)}${instancePath} ${message} ${JSON.stringify(params)}`);
}

// Returns one line for each error of the files in the folder `connector`.
export async function paconn(connector, schemas) {
	const draft4 = require('ajv-draft-04').default;
	const draft7 = require('ajv').default;
	const check = (name, schema, ...more) =>
		validate(path.join(connector, name), path.join(schemas, schema), ...more);

	return (await Promise.all([
		check('apiDefinition.swagger.json', 'apiDefinition.swagger.schema.json', draft4),
		check('apiProperties.json', 'paconn-apiProperties.schema.json', draft7, allowNewer),
		check('settings.json', 'paconn-settings.schema.json', draft7),
	])).flat();
}
