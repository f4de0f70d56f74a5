// Calls to the service. When the session has ended, a call asks for sign-in and then continues. Calls
// that are safe to repeat wait for a service that is restarting.
import { t } from './strings.js';

const WAITS_MS = [300, 700, 1500, 3000];

// `problem` is the problem document of the service, absent when the service did not respond.
export class ApiError extends Error {
	constructor(message, status, problem) {
		super(message);
		this.status = status;
		this.problem = problem;
	}

	get code() {
		return this.problem?.code;
	}
}

const session = { csrfToken: '', signInAgain: async () => false };

// Sets the CSRF token that calls send, and the function that signs in again.
export function setSession(changes) {
	Object.assign(session, changes);
}

function pause(ms) {
	return new Promise((resolve) => {
		setTimeout(resolve, ms);
	});
}

async function send(method, path, options) {
	const headers = { Accept: 'application/json', ...options.headers };

	if (method !== 'GET')
		headers['X-CSRF-Token'] = session.csrfToken;
	if (options.body !== undefined)
		headers['Content-Type'] = 'application/json';
	if (options.ifMatch)
		headers['If-Match'] = options.ifMatch;
	return fetch(path, {
		method,
		headers,
		body: options.body === undefined ? undefined : JSON.stringify(options.body),
		signal: options.signal,
		credentials: 'same-origin',
		cache: 'no-store',
	});
}

// A POST without a response may have been carried out, so it is not repeated.
async function sendPatiently(method, path, options) {
	for (let turn = 0; ; turn++) {
		try {
			const answer = await send(method, path, options);

			if (answer.status !== 503 || turn >= WAITS_MS.length)
				return answer;
		} catch (error) {
			if (error.name === 'AbortError')
				throw error;
			if (method === 'POST' || turn >= WAITS_MS.length)
				throw new ApiError(t('api.unreachable'), 0);
		}
		await pause(WAITS_MS[turn]);
	}
}

async function read(answer) {
	const type = answer.headers.get('Content-Type') ?? '';
	const body = /json/.test(type) ? await answer.json() : undefined;

	if (!answer.ok)
		throw new ApiError(body?.detail ?? t('api.failed', answer.status), answer.status, body);
	return { status: answer.status, body, etag: answer.headers.get('ETag') };
}

// Returns {status, body, etag}; throws an ApiError when the call fails.
export async function call(method, path, options = {}) {
	let answer = await sendPatiently(method, path, options);
	const again = answer.status === 401 ||
		(answer.status === 403 && answer.headers.get('x-ms-error-code') === 'CsrfTokenInvalid');

	if (again && !options.anonymous && await session.signInAgain())
		answer = await sendPatiently(method, path, options);
	return read(answer);
}

export async function get(path, options) {
	return (await call('GET', path, options)).body;
}

// A query string of the parameters that have a value.
export function query(parameters) {
	const pairs = Object.entries(parameters)
		.filter(([, value]) => value !== undefined && value !== null && value !== '');

	return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}

// Path and query of a link from the service. The host is dropped: pages call only their own.
export function pathOf(link) {
	const url = new URL(link, location.origin);

	return url.pathname + url.search;
}
