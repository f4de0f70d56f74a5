// linters: public linters for OpenAPI documents, without network. Each returns one line a problem,
// "RULE at PLACE: what is wrong", errors and warnings alike.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL('.', import.meta.url));
const spectralProgram = `${folder}node_modules/.bin/spectral`;

// Severities of Spectral: 0 is an error, 1 a warning.
const warning = 1;

// `ruleset` is a file of this folder. Fails if the linter cannot run.
export function spectral(document, ruleset) {
	const words = ['lint', '--quiet', '--format', 'json', '--ruleset', folder + ruleset, document];

	return new Promise((resolve, reject) => {
		execFile(spectralProgram, words, { maxBuffer: 1 << 26 }, (failed, out, said) => {
			// 0 and 1 are its words for "nothing found" and "found something".
			if (failed !== null && failed.code !== 1) {
				reject(new Error(`spectral ended with ${failed.code}: ${said}`));
				return;
			}
			// Without problems it prints a sentence.
			resolve((out.startsWith('[') ? JSON.parse(out) : [])
				.filter((problem) => problem.severity <= warning)
				.map(({ code, path, message }) => `${code} at ${path.join('.')}: ${message}`));
		});
	});
}

export async function redocly(document) {
	const { createConfig, lint } = require('@redocly/openapi-core');
	const config = await createConfig({ extends: ['recommended'] });
	const problems = await lint({ ref: document, config });

	return problems.map(({ ruleId, message, location }) =>
		`${ruleId} at ${location[0].pointer}: ${message}`);
}
