// The peer in Node.js: the same check of the token, the same two reads of the database, and the same
// response. server.mjs PORT DATABASE ISSUER AUDIENCE ENVIRONMENT [PROCESSES]
import cluster from 'node:cluster';

import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { createLocalJWKSet, jwtVerify } from 'jose';

const [port, file, issuer, audience, environment, processes = '1'] = process.argv.slice(2);
const stars = [1, 2, 3, 4, 5];

function write(productId, row) {
	const ratings = stars.map((star) => row?.[`star${star}_count`] ?? 0);
	const reviews = stars.map((star) => row?.[`star${star}_review_count`] ?? 0);
	const total = ratings.reduce((sum, each) => sum + each, 0);
	const points = ratings.reduce((sum, each, i) => sum + each * (i + 1), 0);
	const answer = { tenantId: environment, productId };

	if (total > 0)
		answer.averageRating = Math.round(points / total * 10000) / 10000;
	answer.totalRatingsCount = total;
	answer.reviewsCount = reviews.reduce((sum, each) => sum + each, 0);
	for (const star of stars.toReversed())
		answer[`star${star}Count`] = ratings[star - 1];
	for (const star of stars.toReversed())
		answer[`star${star}ReviewCount`] = reviews[star - 1];
	return answer;
}

async function serve() {
	const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
	const keys = createLocalJWKSet(await (await fetch(metadata.jwks_uri)).json());
	const database = new Database(file, { readonly: true });
	const findApp = database.prepare('SELECT permissions FROM app_registration ' +
		'WHERE directory_tenant_id = ? AND client_app_id = ? AND enabled = 1 ' +
		'AND deleted_at_ms IS NULL');
	const findSummary = database.prepare('SELECT * FROM product_rating ' +
		"WHERE product_id = ? AND market = ''");
	const app = Fastify({ logger: false });

	app.addHook('onRequest', async (request, reply) => {
		try {
			const token = request.headers.authorization.slice('Bearer '.length);
			const { payload } = await jwtVerify(token, keys,
				{ issuer: metadata.issuer, audience, algorithms: ['RS256'] });

			if (findApp.get(payload.tid, payload.azp) === undefined)
				throw new Error('not registered');
		} catch {
			reply.code(401).send({ code: 'Unauthorized' });
			return reply;
		}
	});
	app.get('/v2.0/ratings/product/:id', async (request) => write(request.params.id,
		findSummary.get(request.params.id)));
	await app.listen({ port: Number(port), host: '127.0.0.1' });
	console.log('listening');
}

if (cluster.isPrimary && processes !== '1') {
	for (let i = 0; i < Number(processes); i++)
		cluster.fork();
	process.on('SIGTERM', () => process.exit(0));
} else {
	await serve();
}
