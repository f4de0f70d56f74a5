// A certificate for 127.0.0.1 that signs itself.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

// Gives the paths of the key and of the certificate.
export async function makeCertificate(folder) {
	const key = path.join(folder, 'tls-key.pem');
	const certificate = path.join(folder, 'tls.pem');

	await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
		'-subj', '/CN=service', '-addext', 'subjectAltName=IP:127.0.0.1',
		'-keyout', key, '-out', certificate]);
	return { key, certificate };
}
