// connector.mjs ROUTES FOLDER...: prints each violation of a rule by the connectors in the folders, as
// "FOLDER: RULE: PLACE WHAT". ROUTES is a file with the output of `s2s-registry routes`. With the only
// argument --rules it prints the names of all rules.
import { readConnector, readRoutes, rules, violations } from './connector_rules.mjs';

const [first, ...folders] = process.argv.slice(2);

if (first === '--rules') {
	Object.keys(rules).forEach((name) => console.log(name));
} else {
	const routes = readRoutes(first);

	for (const folder of folders)
		violations(readConnector(folder, routes)).forEach((line) => console.log(`${folder}: ${line}`));
}
