// The keys and tokens of a directory. Signs tens of thousands of tokens in this process, since the
// dev issuer needs a call for each.
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import http from 'node:http';

import { audience, clientId, directory } from '../e2e/programs.mjs';

const lifetimeS = 3600 * 4;

function encode(value) {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export class Entra {
	kid = 'Ra6u1wGkgJXPJ3KrrwE2AourQek';
	key = generateKeyPairSync('rsa', { modulusLength: 2048 });
	stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

	async start() {
		this.server = http.createServer((request, response) => {
			response.setHeader('Content-Type', 'application/json');
			response.end(JSON.stringify(this.answer(request.url)));
		});
		await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		this.url = `http://127.0.0.1:${this.server.address().port}`;
		return this;
	}

	stop() {
		this.server.closeAllConnections();
		this.server.close();
	}

	keys() {
		const key = this.key.publicKey.export({ format: 'jwk' });

		return { keys: [{ ...key, use: 'sig', kid: this.kid, alg: undefined }] };
	}

	answer(path) {
		const tenant = `${this.url}/${path.split('/')[1]}`;

		if (path.endsWith('/keys'))
			return this.keys();
		return {
			issuer: `${tenant}/v2.0`,
			jwks_uri: `${tenant}/discovery/v2.0/keys`,
			token_endpoint: `${tenant}/oauth2/v2.0/token`,
			authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
			cloud_instance_name: 'microsoftonline.com',
		};
	}

	// Returns an app-only token of version 2.0 like Entra's; its uti makes each token different.
	token({ key = this.key, kid = this.kid, client = clientId } = {}) {
		const nowS = Math.floor(Date.now() / 1000);
		const head = encode({ alg: 'RS256', kid, typ: 'JWT' });
		const body = encode({
			aio: 'yKSWv4mHJh11uGiaf-xQkvjKY0C3OV-gH64JxMVPU88',
			aud: audience,
			azp: client,
			azpacr: '1',
			exp: nowS + lifetimeS,
			iat: nowS,
			iss: `${this.url}/${directory}/v2.0`,
			nbf: nowS,
			oid: '60c0235d-f0ad-46b2-851c-3ebc1280facf',
			rh: '1.YgP-uyEMS-a4AEHP9G5ywlfkMqpbbFJTAAA.',
			sub: '60c0235d-f0ad-46b2-851c-3ebc1280facf',
			tid: directory,
			uti: randomUUID(),
			ver: '2.0',
		});
		const signature = createSign('RSA-SHA256').update(`${head}.${body}`).sign(key.privateKey);

		return `${head}.${body}.${signature.toString('base64url')}`;
	}
}
