// A thread that keeps connections open, so their events do not delay the test's. Posts a message when all
// are open; runs until it is terminated.
import { once } from 'node:events';
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { port, count, addresses, begin, piece } = workerData;

// Connects from one of a few loopback addresses; ignores all events of the connection.
async function open(index) {
	const localAddress = `127.0.0.${2 + (index % addresses)}`;
	const socket = net.connect({ host: '127.0.0.1', port, localAddress });

	socket.on('error', () => {});
	socket.on('data', () => {});
	await once(socket, 'connect');
	socket.write(begin);
	return socket;
}

const sockets = await Promise.all(Array.from({ length: count }, (_, index) => open(index)));

setInterval(() => {
	for (const socket of sockets.filter((each) => piece !== undefined && each.writable))
		socket.write(piece);
}, 1000);
parentPort.postMessage('open');
