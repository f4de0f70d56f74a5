// A self-signed certificate for 127.0.0.1.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

// Returns the paths of the key and the certificate.
export async function makeCertificate(folder) {
	const key = path.join(folder, 'tls-key.pem');
	const certificate = path.join(folder, 'tls.pem');

	await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
		'-subj', '/CN=service', '-addext', 'subjectAltName=IP:127.0.0.1',
		'-keyout', key, '-out', certificate]);
	return { key, certificate };
}

// Writes NAME.pem, self-signed and valid from the beginning of one year to the beginning of another.
// `ca` is the only signing command that accepts times in all versions of openssl.
export async function makeCertificateOfTime(folder, { key, name, from, until }) {
	const openssl = (...args) => run('openssl', args, { cwd: folder });

	await writeFile(path.join(folder, 'index.txt'), '');
	await writeFile(path.join(folder, 'ca.conf'), '[ca]\ndefault_ca = c\n[c]\n'
		+ 'database = index.txt\nnew_certs_dir = .\nserial = serial\ndefault_md = sha256\npolicy = p\n'
		+ '[p]\ncommonName = supplied\n');
	await openssl('req', '-new', '-key', key, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
	await openssl('ca', '-batch', '-notext', '-selfsign', '-rand_serial', '-config', 'ca.conf',
		'-keyfile', key, '-in', `${name}.csr`, '-out', `${name}.pem`,
		'-startdate', `${from}0101000000Z`, '-enddate', `${until}0101000000Z`);
}
