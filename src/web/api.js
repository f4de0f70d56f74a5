// Calls of the service. A session that has ended is asked for again, and the call then goes on; a
// service that is being started again is waited for, where the call may be sent twice.
import { t } from './strings.js';

const WAITS_MS = [300, 700, 1500, 3000];

// What went wrong: `problem` is the service's own document, absent when it did not answer.
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

// Who knows how to sign in, and what proves that a call is the page's own.
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

// A POST that got no answer may have been done: it is not sent again.
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

// {status, body, etag} of a call that succeeded, or an ApiError.
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

// '?' and those of the parameters that have a value.
export function query(parameters) {
	const pairs = Object.entries(parameters)
		.filter(([, value]) => value !== undefined && value !== null && value !== '');

	return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}

// Path and query of a link of the service's: whatever host it names, the page stays at its own.
export function pathOf(link) {
	const url = new URL(link, location.origin);

	return url.pathname + url.search;
}
