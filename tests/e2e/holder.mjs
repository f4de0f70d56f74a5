// A thread that holds connections, so that their events do not delay those of the test. Says when
// all have been made; ends when it is terminated.
import { once } from 'node:events';
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { port, count, addresses, begin, piece } = workerData;

// From one of a few loopback addresses; what becomes of it is of no interest.
async function hold(index) {
	const localAddress = `127.0.0.${2 + (index % addresses)}`;
	const socket = net.connect({ host: '127.0.0.1', port, localAddress });

	socket.on('error', () => {});
	socket.on('data', () => {});
	await once(socket, 'connect');
	socket.write(begin);
	return socket;
}

const sockets = await Promise.all(Array.from({ length: count }, (_, index) => hold(index)));

setInterval(() => {
	for (const socket of sockets.filter((each) => piece !== undefined && each.writable))
		socket.write(piece);
}, 1000);
parentPort.postMessage('held');
