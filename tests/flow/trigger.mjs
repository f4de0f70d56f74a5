// Polls a trigger as the engine does between runs, and starts runs.
import assert from 'node:assert/strict';
import { ActionFailed } from './failures.mjs';
import { makeRequest, readOutput } from './requests.mjs';

export class PollingTrigger {
	// The Location of the latest response, which holds the state; undefined before the first one.
	state;

	constructor(engine, operationId, inputs = {}) {
		this.engine = engine;
		this.operation = engine.connector.operation(operationId);
		this.request = makeRequest(this.operation, inputs);
		assert.match(this.operation.trigger ?? '', /^(single|batch)$/);
		assert.equal(this.request.method, 'GET');
	}

	// The outputs of the runs that this response starts: one for each element of a batch.
	#runsOf(response) {
		if (response.status === 202)
			return [];
		if (response.status !== 200)
			throw new ActionFailed('TriggerFailed', `The trigger got ${response.status}.`,
				{ status: response.status });
		const { body } = readOutput(this.operation, response);

		if (Array.isArray(body) !== (this.operation.trigger === 'batch'))
			throw new ActionFailed('InvalidTemplate', `A ${this.operation.trigger} trigger got ` +
				`${Array.isArray(body) ? 'an array' : 'one object'}.`);
		this.engine.passed.add(this.operation.id);
		return Array.isArray(body) ? body : [body];
	}

	// Polls once. Returns `isFired`, the outputs of the runs, and the seconds until the next poll. A
	// failed poll throws and leaves the state as it is.
	async poll() {
		const { engine, operation, state } = this;
		const response = await engine.attempt(engine.record(operation, 'trigger'),
			(limitMs) => (state === undefined ? engine.connection.send(this.request, limitMs) :
				engine.connection.follow(state, limitMs)));
		const runs = this.#runsOf(response);
		const { location = state, 'retry-after': retryAfter } = response.headers;

		if (!URL.canParse(location))
			throw new ActionFailed('InvalidProtocolResponse', `Location is '${location}'`);
		this.state = location;
		return { isFired: response.status === 200, runs, retryAfterS: Number(retryAfter) };
	}
}
