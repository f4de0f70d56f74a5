// An admin with a key, who calls the service over a socket.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { call } from './programs.mjs';
import { pagesOf } from './until.mjs';

// Returns an app that is not registered yet.
export function newApp(name) {
	return { name, clientAppId: randomUUID(), directoryTenantId: randomUUID() };
}

export class Admin {
	constructor(service, credential) {
		this.service = service;
		this.credential = credential;
		this.agent = new http.Agent({ keepAlive: true });
	}

	// `path` is relative to /admin/v1, or a whole URL such as a nextLink.
	call(method, path, options) {
		const { agent, credential } = this;
		const url = path.startsWith('/') ? `${this.service.url}/admin/v1${path}` : path;

		return call(method, url, { agent, credential, ...options });
	}

	async expect(status, method, path, options) {
		const answer = await this.call(method, path, options);

		assert.equal(answer.status, status, `${method} ${path}: ${answer.body.subarray(0, 1000)}`);
		return answer;
	}

	patch(id, json) {
		return this.expect(200, 'PATCH', `/app-registrations/${id}`, { json });
	}

	readSettings() {
		return this.expect(200, 'GET', '/settings');
	}

	// Sends the whole document; the test checks the response.
	save(etag, settings) {
		return this.call('PUT', '/settings', { headers: { 'If-Match': etag }, json: settings });
	}

	// Returns all entries of a list, read page by page.
	async listAll(path) {
		const all = [];
		const read = async (url) => (await this.expect(200, 'GET', url)).json();

		for await (const { value } of pagesOf(path, read))
			all.push(...value);
		return all;
	}

	listEvents(filter) {
		const query = filter === undefined ? '' : `&filter=${encodeURIComponent(filter)}`;

		return this.listAll(`/audit-events?maxpagesize=1000${query}`);
	}

	end() {
		this.agent.destroy();
	}
}
