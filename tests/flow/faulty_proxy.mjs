// A proxy between the engine and the service that loses some responses, or replaces them.
import { once } from 'node:events';
import http from 'node:http';
import { buffer } from 'node:stream/consumers';

const hopByHop = ['connection', 'keep-alive', 'transfer-encoding'];

export class FaultyProxy {
	handledCount = 0;
	lostCount = 0;

	// plan(request, response) decides after the service has handled a request: 'lose' closes the
	// connection, undefined forwards the response, anything else is the response to send instead.
	constructor(target, plan) {
		this.target = target;
		this.plan = plan;
		this.agent = new http.Agent({ keepAlive: true });
	}

	async start() {
		this.server = http.createServer((request, response) => {
			this.#forward(request, response).catch(() => request.socket.destroy());
		}).listen(0, '127.0.0.1');
		await once(this.server, 'listening');
		this.url = `http://127.0.0.1:${this.server.address().port}`;
		return this;
	}

	async #forward(request, response) {
		const { method, headers } = request;
		const sent = http.request(this.target + request.url, { method, headers, agent: this.agent });
		const answered = once(sent, 'response');

		sent.end(await buffer(request));
		const [handled] = await answered;
		const body = await buffer(handled);
		const kept = Object.entries(handled.headers).filter(([name]) => !hopByHop.includes(name));
		const planned = this.plan(request, handled);

		this.handledCount++;
		if (planned === 'lose') {
			this.lostCount++;
			request.socket.destroy();
			return;
		}
		response.writeHead(planned?.status ?? handled.statusCode,
			planned?.headers ?? Object.fromEntries(kept));
		response.end(planned === undefined ? body : planned.body);
	}

	async stop() {
		this.agent.destroy();
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}
}

// The same sequence in every run: true once in `count` calls on average.
export function makeDice(count, seed = 1) {
	let state = seed;

	return () => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return (state >>> 16) % count === 0;
	};
}
