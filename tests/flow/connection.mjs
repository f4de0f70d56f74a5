// A connection of a connector: how it gets tokens, and how the API hub between Power Automate and the
// service sends requests with them.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';

const renewBeforeMs = 60000;
const userAgent = 'azure-logic-apps/1.0,(workflow flow-test; version 1)';

// The sets of parameters from which a maker chooses when making a connection.
function parameterSets({ connectionParameterSets, connectionParameters }) {
	return connectionParameterSets?.values ?? [{ name: 'default', parameters: connectionParameters }];
}

function isServicePrincipal({ parameters }) {
	const { customParameters } = parameters.token.oAuthSettings;

	return customParameters.grantType?.value === 'client_credentials';
}

// `tenant` is the directory of who signs in, or what the maker types.
function settingsOf(connector, wantsPrincipal, tenant) {
	const set = parameterSets(connector.properties).find(
		(each) => isServicePrincipal(each) === wantsPrincipal);

	assert.ok(set, 'apiProperties.json has no such way to sign in');
	const { oAuthSettings } = set.parameters.token;

	assert.equal(oAuthSettings.identityProvider, 'aad');
	const { loginUri, tenantId, resourceUri } = oAuthSettings.customParameters;
	const fixed = wantsPrincipal || tenantId.value === 'common' ? tenant : tenantId.value;

	return { set, oAuthSettings, resource: resourceUri.value,
		directoryUrl: `${loginUri.value}/${fixed}` };
}

async function redeem(directoryUrl, form) {
	const response = await fetch(`${directoryUrl}/oauth2/v2.0/token`,
		{ method: 'POST', body: new URLSearchParams(form) });
	const grant = await response.json();

	assert.equal(response.status, 200, JSON.stringify(grant));
	return { token: grant.access_token, endMs: Date.now() + grant.expires_in * 1000 };
}

// Sends the user to the directory; returns the code with which the browser comes back.
async function authorize(directoryUrl, query, who) {
	const state = randomUUID();
	const url = `${directoryUrl}/oauth2/v2.0/authorize?${new URLSearchParams(
		{ ...query, ...who, state, response_type: 'code' })}`;
	const response = await fetch(url, { redirect: 'manual' });

	assert.equal(response.status, 302, await response.text());
	const back = new URL(response.headers.get('location'));

	assert.equal(back.origin + back.pathname, query.redirect_uri);
	assert.equal(back.searchParams.get('state'), state);
	return back.searchParams.get('code');
}

// The set of parameters for a user, who signs in with the connector's own app. `who` selects the user
// and the roles at s2s-dev-issuer.
export function signIn(connector, { tenant, who, clientId, secret }) {
	const { oAuthSettings, resource, directoryUrl } = settingsOf(connector, false, tenant);
	const client = clientId ?? oAuthSettings.clientId;
	const redirectUri = oAuthSettings.redirectUrl;

	return async () => {
		const verifier = randomBytes(32).toString('base64url');
		const code = await authorize(directoryUrl, {
			client_id: client,
			redirect_uri: redirectUri,
			scope: `${resource}/.default`,
			code_challenge: createHash('sha256').update(verifier).digest('base64url'),
			code_challenge_method: 'S256',
		}, who);

		return redeem(directoryUrl, { grant_type: 'authorization_code', client_id: client,
			client_secret: secret, code, redirect_uri: redirectUri, code_verifier: verifier,
			scope: `${resource}/.default` });
	};
}

// The set of parameters for a service principal, whose ID, secret and directory the maker types.
export function servicePrincipal(connector, { tenant, who, clientId, secret }) {
	const { set, resource, directoryUrl } = settingsOf(connector, true, tenant);

	for (const name of ['token:TenantId', 'token:clientId', 'token:clientSecret'])
		assert.ok(set.parameters[name], `a maker cannot type ${name}`);
	return () => redeem(directoryUrl, { grant_type: 'client_credentials', client_id: clientId,
		client_secret: secret, scope: `${resource}/.default`, ...who });
}

export class Connection {
	#grant;

	constructor(connector, network, acquire) {
		const place = `${randomUUID()}.azure-apihub.net/apim/flow-test/${randomUUID()}`;

		this.connector = connector;
		this.network = network;
		this.acquire = acquire;
		this.prefix = `https://${place}`;
		this.headers = {
			'User-Agent': userAgent,
			'Accept-Encoding': 'gzip, deflate',
			'Accept-Language': 'en-US',
			'Max-Forwards': '9',
			'X-MS-APIM-Referrer-Prefix': this.prefix,
			'X-MS-APIM-Callback': 'https://flow-test.consent.azure-apihub.net',
			'x-ms-client-tenant-id': randomUUID(),
			'x-ms-client-object-id': randomUUID(),
			'x-ms-client-principal-name': 'somebody.else@example.com',
			'x-ms-client-environment-id': `/providers/Microsoft.PowerApps/environments/${randomUUID()}`,
			'x-ms-workflow-run-id': randomUUID(),
		};
	}

	// A sign-in is reused until its token ends.
	async token() {
		if (this.#grant === undefined || this.#grant.endMs < Date.now() + renewBeforeMs)
			this.#grant = await this.acquire();
		return this.#grant.token;
	}

	// Each attempt has an ID of its own, which the run history of Logic Apps shows for each retry.
	#attemptHeaders(path) {
		const id = randomUUID();
		const trace = randomBytes(16).toString('hex');

		return {
			...this.headers,
			'X-MS-APIM-Referrer': this.prefix + path,
			'x-ms-client-request-id': id,
			'x-ms-correlation-id': id,
			traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-00`,
		};
	}

	// Sends a request through the hub, which adds the token and its own headers.
	async send({ path, headers, ...request }, limitMs) {
		return this.network.send({
			...request,
			url: this.connector.base + path,
			headers: {
				Accept: 'application/json',
				...headers,
				...this.#attemptHeaders(path),
				Authorization: `Bearer ${await this.token()}`,
			},
		}, limitMs);
	}

	// The engine itself follows a link, without the token, unless the link leads through the hub.
	async follow(url, limitMs) {
		if (url.startsWith(`${this.prefix}/`))
			return this.send({ method: 'GET', path: url.slice(this.prefix.length) }, limitMs);
		return this.network.send({ method: 'GET', url,
			headers: { 'User-Agent': userAgent, 'Accept-Language': 'en-US' } }, limitMs);
	}
}
