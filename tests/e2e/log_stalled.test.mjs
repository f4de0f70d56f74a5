// A service whose log is not read still responds, and stops when it has to.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, freePort, withScene } from './programs.mjs';
import { until } from './until.mjs';

// A megabyte of lines: much more than the buffers of the pipe and of this process.
const requests = 4000;
const parallel = 8;
const startLimitMs = 20000;

// front_stop() and log_queue_end() wait some seconds at most; a stop that hangs never ends.
const stopLimitMs = 15000;

function awaitHealth(url) {
	return until(url, async () =>
		(await call('GET', url).catch(() => undefined))?.status === 200, { limitMs: startLimitMs });
}

test('a stalled log reader blocks neither responses nor the stop', { timeout: 120000 }, () =>
	withScene(async (scene) => {
		const port = await freePort();
		const agent = new http.Agent({ keepAlive: true });
		const url = `http://127.0.0.1:${port}/healthz`;
		const settings = ['--set', `database.path=${scene.databaseFile}`,
			'--set', `server.port=${port}`];
		// child.stderr is never read.
		const child = spawn(process.env.REGISTRY, [...settings, 'serve'],
			{ stdio: ['ignore', 'ignore', 'pipe'] });
		const ended = once(child, 'exit');

		try {
			await awaitHealth(url);
			await Promise.all(Array.from({ length: parallel }, async () => {
				for (let i = 0; i < requests / parallel; i++)
					assert.equal((await call('GET', url, { agent })).status, 200);
			}));
			agent.destroy();
			child.kill('SIGTERM');
			const outcome = await Promise.race([ended, sleep(stopLimitMs)]);

			assert.deepEqual(outcome, [0, null]);
		} finally {
			child.kill('SIGKILL');
		}
	}));
