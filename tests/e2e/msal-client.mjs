// One client with Microsoft's MSAL, in a process of its own: node reads NODE_EXTRA_CA_CERTS only
// at its start. Takes a JSON request on stdin, prints the two results (or the error) as JSON.
import { text } from 'node:stream/consumers';
import { ConfidentialClientApplication } from '@azure/msal-node';

const { auth, scopes } = JSON.parse(await text(process.stdin));
const client = new ConfidentialClientApplication({ auth });
const answer = {};

try {
	answer.first = await client.acquireTokenByClientCredential({ scopes });
	answer.second = await client.acquireTokenByClientCredential({ scopes });
} catch (error) {
	answer.error = { name: error.name, code: error.errorCode, message: error.errorMessage };
}
console.log(JSON.stringify(answer));
