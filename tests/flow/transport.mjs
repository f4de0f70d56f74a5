// Sends requests over sockets.
import { once } from 'node:events';
import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { ActionFailed, ConnectivityFault } from './failures.mjs';

const decoders = { gzip: promisify(zlib.gunzip), deflate: promisify(zlib.inflate) };

// Maps public URLs to those of programs on this machine. Everything else is out of reach.
export class Network {
	places = new Map();
	responseBytesMax = 100 * 1024 * 1024;
	agent = new http.Agent({ keepAlive: true });

	// All URLs that begin with `base` lead to `local`.
	place(base, local) {
		this.places.set(base, local);
	}

	locate(url) {
		for (const [base, local] of this.places) {
			if (url === base || url.startsWith(`${base}/`) || url.startsWith(`${base}?`))
				return local + url.slice(base.length);
		}
		throw new ConnectivityFault('NameResolutionFailure', new Error(url));
	}

	end() {
		this.agent.destroy();
	}

	async #exchange({ method, url, headers, body, isChunked }, limitMs) {
		const framing = {};

		if (isChunked)
			framing['Transfer-Encoding'] = 'chunked';
		else if (body !== undefined)
			framing['Content-Length'] = Buffer.byteLength(body);
		const sent = http.request(this.locate(url), { method, headers: { ...headers, ...framing },
			agent: this.agent, signal: AbortSignal.timeout(limitMs) });
		const answered = once(sent, 'response');

		sent.end(body);
		const [response] = await answered;

		return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
	}

	// Returns status, headers and the decoded body, or throws a ConnectivityFault.
	async send(request, limitMs) {
		let response;

		try {
			response = await this.#exchange(request, limitMs);
		} catch (error) {
			if (error instanceof ConnectivityFault)
				throw error;
			const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';

			throw new ConnectivityFault(isLate ? 'RequestTimeout' : error.code, error);
		}
		const decode = decoders[response.headers['content-encoding']];

		if (response.body.length > this.responseBytesMax)
			throw new ActionFailed('HttpResponseContentTooLarge', `${response.body.length} bytes`);
		return decode === undefined ? response : { ...response, body: await decode(response.body) };
	}
}
