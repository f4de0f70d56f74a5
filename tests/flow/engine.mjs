// Runs the actions of a flow through a connection, as Power Automate's engine does: retries, links,
// pages and responses that come later.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionFailed, ConnectivityFault } from './failures.mjs';
import { makeRequest, readOutput } from './requests.mjs';

const pollDefaultS = 20;
const parallelMax = 50;

// Power Automate's policy for most plans, and that of Logic Apps.
export const retryPolicies = {
	medium: { count: 8, scaleS: 7, leastS: 0, mostS: 900 },
	logicApps: { count: 4, scaleS: 7.5, leastS: 5, mostS: 45 },
	none: { count: 0 },
};

const defaults = {
	msPerS: 1, // how long the engine waits for a second of its policies and of Retry-After
	limitMs: 120000, // for one response
	laterLimitMs: 60000, // for a response that comes later
	retry: retryPolicies.medium,
};

function isWorthRetry(status) {
	return status === 408 || status === 429 || status >= 500;
}

function retryAfterS({ headers }) {
	const value = headers['retry-after'];

	if (value === undefined)
		return undefined;
	return /^\d+$/.test(value) ? Number(value) : Math.max(0, (Date.parse(value) - Date.now()) / 1000);
}

function policyS({ scaleS, leastS, mostS }, attempt) {
	return Math.min(mostS, Math.max(leastS, scaleS * 2 ** attempt));
}

function failure({ status, headers, body }) {
	const type = headers['content-type'] ?? '';
	const shown = /\bjson\b/.test(type) ? JSON.parse(body.toString()) : {};

	return new ActionFailed(shown.code ?? shown.error?.code ?? `HTTP ${status}`,
		shown.detail ?? shown.error?.message ?? body.toString().slice(0, 1000), { status, body: shown });
}

// The engine knows only one name for the array of a page, whatever the definition says.
function entriesOf({ body }) {
	if (!Array.isArray(body?.value))
		throw new ActionFailed('InvalidPageResponse', "The page has no property 'value' of type array.");
	return body.value;
}

export class Engine {
	// Every operation that was called, with its attempts, as in a run history.
	history = [];
	passed = new Set();

	constructor(connection, settings = {}) {
		this.connection = connection;
		this.connector = connection.connector;
		this.settings = { ...defaults, ...settings };
	}

	wait(seconds) {
		return sleep(seconds * this.settings.msPerS);
	}

	// Repeats send() by the retry policy; returns the first response that is not worth a retry.
	async attempt(entry, send, retry = this.settings.retry) {
		for (let count = 0; ; count++) {
			const done = { entry };

			try {
				done.response = await send(this.settings.limitMs);
			} catch (error) {
				if (!(error instanceof ConnectivityFault))
					throw error;
				done.fault = error;
			}
			const status = done.response?.status;

			entry.attempts.push({ status, fault: done.fault?.code });
			if (done.response !== undefined && !isWorthRetry(status))
				return done.response;
			if (count >= retry.count) {
				throw done.fault === undefined ? failure(done.response) :
					new ActionFailed('GatewayTimeout', done.fault.message, { cause: done.fault });
			}
			const asked = done.response === undefined ? 0 : retryAfterS(done.response) ?? 0;

			entry.attempts.at(-1).waitS = Math.max(asked, policyS(retry, count));
			await this.wait(entry.attempts.at(-1).waitS);
		}
	}

	record(operation, kind) {
		const entry = { operation: operation.id, kind, attempts: [] };

		this.history.push(entry);
		return entry;
	}

	// Follows the Location of a 202 until another response comes.
	async #awaitResult(operation, accepted, retry) {
		const endMs = performance.now() + this.settings.laterLimitMs;
		let response = accepted;
		let location = accepted.headers.location;

		while (response.status === 202) {
			if (performance.now() > endMs)
				throw new ActionFailed('ActionTimedOut', `${location} is 202 for too long`);
			if (!URL.canParse(location))
				throw new ActionFailed('InvalidProtocolResponse', `Location is '${location}'`);
			await this.wait(retryAfterS(response) ?? pollDefaultS);
			const at = location;

			response = await this.attempt(this.record(operation, 'later'),
				(limitMs) => this.connection.follow(at, limitMs), retry);
			location = response.headers.location ?? location;
		}
		return response;
	}

	async #call(operation, request, retry) {
		const response = await this.attempt(this.record(operation, 'call'),
			(limitMs) => this.connection.send(request, limitMs), retry);

		if (response.status === 202 && response.headers.location !== undefined)
			return this.#awaitResult(operation, response, retry);
		return response;
	}

	#read(operation, response) {
		if (response.status < 200 || response.status > 299)
			throw failure(response);
		return readOutput(operation, response);
	}

	// The next page comes through the hub only if a policy says so.
	async #nextPage(operation, link, retry) {
		const { base } = this.connector;
		const isRouted = this.connector.hasPolicy('updatenextlink', operation.id);

		if (isRouted && !link.startsWith(`${base}/`))
			throw new ActionFailed('InvalidNextLink', `'${link}' does not begin with '${base}'`);
		const response = await this.attempt(this.record(operation, 'page'), (limitMs) => (isRouted ?
			this.connection.send({ method: 'GET', path: link.slice(base.length) }, limitMs) :
			this.connection.follow(link, limitMs)), retry);

		return this.#read(operation, response);
	}

	// Returns whole pages as one, until they have `threshold` items. What else the pages have is lost.
	async #collectPages(operation, first, threshold, retry) {
		const { nextLinkName } = operation;

		assert.ok(nextLinkName, `${operation.id} has no pages`);
		const all = [...entriesOf(first)];
		let next = first.body[nextLinkName];

		while (next !== undefined && all.length < threshold) {
			const page = await this.#nextPage(operation, next, retry);

			all.push(...entriesOf(page));
			next = page.body[nextLinkName];
		}
		return { ...first, body: { value: all } };
	}

	// Runs an action; returns status, headers and body, or throws an ActionFailed. With `threshold`
	// pagination is on; with `isChunked` the body is sent in chunks.
	async run(operationId, inputs = {}, { threshold, isChunked, isDropDown, retry } = {}) {
		const operation = this.connector.operation(operationId);
		const request = { ...makeRequest(operation, inputs, isDropDown), isChunked };
		const output = this.#read(operation, await this.#call(operation, request, retry));

		this.passed.add(operationId);
		return threshold === undefined ? output :
			this.#collectPages(operation, output, threshold, retry);
	}

	// Runs act(item) for each item, several at the same time, as Apply to each does.
	async forEach(items, act, parallel = parallelMax) {
		const queue = items.entries();
		const results = [];
		const runQueue = async () => {
			for (const [index, item] of queue)
				results[index] = await act(item, index);
		};

		assert.ok(parallel <= parallelMax);
		await Promise.all(Array.from({ length: parallel }, runQueue));
		return results;
	}

	// Returns the entries of the drop-down of a parameter; `inputs` are the other parameters so far.
	async choices(operationId, name, inputs = {}) {
		const parameter = this.connector.operation(operationId).parameter(name);
		const source = parameter['x-ms-dynamic-values'];
		const given = Object.entries(source.parameters ?? {}).map(([to, value]) => [to,
			typeof value === 'object' ? inputs[value.parameter] : value]);
		const { body } = await this.run(source.operationId, Object.fromEntries(given),
			{ isDropDown: true });
		const collection = source['value-collection']?.split('/').reduce((at, step) => at[step], body) ??
			body;

		return collection.map((each) => ({ value: each[source['value-path']],
			title: each[source['value-title']] ?? each[source['value-path']] }));
	}

	// What the button *Test connection* does: any 2xx is good.
	testConnection() {
		const { operationId, parameters } = this.connector.testConnection;

		assert.equal(this.connector.operation(operationId).method, 'GET');
		return this.run(operationId, parameters ?? {});
	}

	// The operations of which no run was successful, and the triggers that never fired.
	operationsNotRun() {
		return [...this.connector.operations.keys()].filter((id) => !this.passed.has(id));
	}
}
