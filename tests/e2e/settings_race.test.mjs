// Many admins save the settings at once. One of the admins who have read the same version wins, and
// readers always see the complete document of one admin.
import assert from 'node:assert/strict';
import { readdir, readlink } from 'node:fs/promises';
import { test } from 'node:test';
import { Admin, newApp } from './admin.mjs';
import { withRegisteredApp } from './programs.mjs';

const writerCount = 50;
const entryCount = 20;
const rounds = 5;

// The number of database files that a process may have open: two for each connection of its threads.
const openFilesMax = 60;

// Half of the entries are the same for every writer, so a Save changes, creates and removes entries.
const shared = Array.from({ length: entryCount / 2 }, (_, i) => newApp(`${i}`));

function makeDocument(writer) {
	const own = Array.from({ length: entryCount / 2 }, (_, i) => newApp(`${i}`));
	const apps = [...shared, ...own].map((app) => ({ ...app, name: `by ${writer}`, notes: writer }));

	return { requireModerator: false, apps };
}

// Returns the writer of the document, which must be complete.
function writerOf(settings) {
	const writers = new Set(settings.apps.map((app) => app.notes));

	assert.equal(settings.apps.length, entryCount, JSON.stringify(settings).slice(0, 500));
	assert.equal(writers.size, 1, `a document of several writers: ${[...writers]}`);
	return [...writers][0];
}

// Reads repeatedly until it is stopped; returns the number of documents read.
async function readOn(admin, state) {
	const seen = new Set();

	while (!state.over) {
		const answer = await admin.readSettings();
		const settings = answer.json();

		writerOf(settings);
		assert.equal(answer.headers.etag, settings.etag);
		seen.add(settings.etag);
	}
	return seen.size;
}

// All writers have read the same settings, and exactly one of them wins.
async function raceOnce(admins, round) {
	const before = (await admins[0].readSettings()).headers.etag;
	const documents = Array.from({ length: writerCount }, (_, i) => makeDocument(`w${round}-${i}`));
	const answers = await Promise.all(documents.map(
		(document, i) => admins[i % admins.length].save(before, document)));
	const won = answers.findIndex(({ status }) => status === 200);
	const lost = answers.filter((_, i) => i !== won);

	assert.notEqual(won, -1, `no request wins: ${answers[0].body}`);
	for (const answer of lost) {
		assert.equal(answer.status, 412, `${answer.body}`);
		assert.equal(answer.headers.etag, answers[won].headers.etag);
		assert.match(answer.json().detail, /^end-to-end saved other settings at 20/);
	}
	for (const admin of admins) {
		const after = await admin.readSettings();

		assert.equal(after.headers.etag, answers[won].headers.etag);
		assert.equal(writerOf(after.json()), `w${round}-${won}`);
	}
	return answers[won].headers['x-ms-request-id'];
}

// Each writer retries with the current settings until it has won once. Returns the winning requests.
async function raceUntilAllWon(admins) {
	const { etag } = (await admins[0].readSettings()).headers;
	const winners = new Map();
	const write = async (admin, name) => {
		const document = makeDocument(name);

		for (let tag = etag; ;) {
			const answer = await admin.save(tag, document);

			if (answer.status === 200) {
				assert.ok(!winners.has(tag), `two Saves with ${tag} win`);
				winners.set(tag, answer.headers['x-ms-request-id']);
				return;
			}
			assert.equal(answer.status, 412, `${answer.body}`);
			assert.notEqual(answer.headers.etag, tag);
			tag = answer.headers.etag;
		}
	};

	await Promise.all(Array.from({ length: writerCount },
		(_, i) => write(admins[i % admins.length], `u${i}`)));
	assert.equal(winners.size, writerCount);
	return [...winners.values()];
}

// The audit trail has the events of the winners, and no others.
async function checkTrail(admin, winners) {
	const events = await admin.listEvents();
	const savers = new Set(events.filter(({ requestId }) => requestId !== undefined)
		.map(({ requestId }) => requestId));

	for (const requestId of winners)
		assert.ok(savers.delete(requestId), `no audit event of ${requestId}`);
	assert.deepEqual([...savers], []);
}

async function countDatabaseFiles({ child }, databaseFile) {
	const folder = `/proc/${child.pid}/fd`;
	const links = await Promise.all((await readdir(folder)).map(
		(name) => readlink(`${folder}/${name}`).catch(() => '')));

	return links.filter((link) => link.startsWith(databaseFile)).length;
}

async function race(t, { scene, adminKey }, services) {
	const admins = services.map((service) => new Admin(service, adminKey));
	const state = { over: false };
	const { status, headers } = await admins[0].save('*', makeDocument('first'));
	const winners = [headers['x-ms-request-id']];

	assert.equal(status, 200);
	const readers = admins.map((admin) => readOn(admin, state));

	try {
		for (let round = 0; round < rounds; round++)
			winners.push(await raceOnce(admins, round));
		winners.push(...await raceUntilAllWon(admins));
	} finally {
		state.over = true;
	}
	const seen = await Promise.all(readers);
	// The scene's registration was made before the first Save.
	const [registered] = (await admins[0].listEvents("operation eq 'Create'"))
		.filter(({ after }) => after.name === 'End to end');

	await checkTrail(admins[0], [registered.requestId, ...winners]);
	for (const service of services) {
		const count = await countDatabaseFiles(service, scene.databaseFile);

		assert.ok(count <= openFilesMax, `${count} database files are open`);
	}
	t.diagnostic(`${winners.length} Saves won; each reader saw ${seen.join(', ')} documents`);
	for (const admin of admins)
		admin.end();
}

test('50 writers in one process', (t) =>
	withRegisteredApp((programs) => race(t, programs, [programs.service])));

test('50 writers in two processes on the same database', (t) =>
	withRegisteredApp(async (programs) =>
		race(t, programs, [programs.service, await programs.scene.startService()])));
