// Requests that servers are known to parse differently (RFC 9112), as bytes. Each is followed by another
// request, to /inner, which only a server that misreads the first one sees.
const inner = 'GET /inner HTTP/1.1\r\nHost: a\r\n\r\n';
const length = `Content-Length: ${inner.length}\r\n`;
const chunked = 'Transfer-Encoding: chunked\r\n';
const get = (heads, line = 'GET /outer HTTP/1.1') => `${line}\r\n${heads}\r\n`;
const post = (heads, body = '') =>
	`POST /outer HTTP/1.1\r\nHost: a\r\n${heads}\r\n${body}`;
const host = 'Host: a\r\n';
const end = '0\r\n\r\n';

const heads = {
	'two lengths': post(`Content-Length: 0\r\n${length}`),
	'two lengths, the second of none': post(`${length}Content-Length: 0\r\n`),
	'the same length twice': post(length + length),
	'a list of lengths': post(`Content-Length: 0, ${inner.length}\r\n`),
	'a list of equal lengths': post(`Content-Length: ${inner.length}, ${inner.length}\r\n`),
	'a length with a plus': post(`Content-Length: +${inner.length}\r\n`),
	'a length with letters': post(`Content-Length: ${inner.length}x\r\n`),
	'a negative length': post(`Content-Length: -${inner.length}\r\n`),
	'a huge length': post('Content-Length: 18446744073709551649\r\n'),
	'a hexadecimal length': post('Content-Length: 0x0\r\n'),
	'a blank before the colon of a length': post(`Content-Length : ${inner.length}\r\n`),
	'a TAB before the colon of a length': post(`Content-Length\t: ${inner.length}\r\n`),
	'NUL before the colon of a length': post(`Content-Length\0: ${inner.length}\r\n`),
	'NUL in a length': post(`Content-Length: 0\0${inner.length}\r\n`),
	'a folded length': post(`Content-Length:\r\n ${inner.length}\r\n`),
	'a folded header before a length': post(`X-A: a\r\n ${length}`),
	'a length after CR': post(`X-A: a\r${length}`),
	'a length after LF': post(`X-A: a\n${length}`),
	'coding and length': post(chunked + length, end),
	'length and coding': post(length + chunked, end),
	'a blank before the colon of the coding':
		post(`Transfer-Encoding : chunked\r\n${length}`, end),
	'a folded coding': post(`Transfer-Encoding:\r\n chunked\r\n${length}`, end),
	'a TAB before the coding': post(`Transfer-Encoding:\tchunked\r\n${length}`, end),
	'a VT before the coding': post(`Transfer-Encoding: \x0bchunked\r\n${length}`, end),
	'NUL after the coding': post(`Transfer-Encoding: chunked\0\r\n${length}`, end),
	'a coding after CR': post(`X-A: a\r${chunked}${length}`, end),
	'a coding after LF': post(`X-A: a\n${chunked}${length}`, end),
	'an unknown coding': post('Transfer-Encoding: xchunked\r\n', end),
	'an unknown coding with a length': post(`Transfer-Encoding: xchunked\r\n${length}`, end),
	'identity with a length': post(`Transfer-Encoding: identity\r\n${length}`, end),
	'two codings': post(chunked + chunked, end),
	'two codings, one unknown': post(`${chunked}Transfer-Encoding: x\r\n`, end),
	'a list of codings': post('Transfer-Encoding: chunked, identity\r\n', end),
	'a quoted coding': post(`Transfer-Encoding: "chunked"\r\n${length}`, end),
	'an empty coding': post(`Transfer-Encoding:\r\n${length}`, end),
	'a coding with an underscore': post(`Transfer_Encoding: chunked\r\n${length}`, end),
	'a coding in HTTP/1.0': `POST /outer HTTP/1.0\r\n${host}${chunked}${length}\r\n${end}`,
	'two hosts': get(`${host}Host: b\r\n`),
	'two equal hosts': get(host + host),
	'no host': get(''),
	'a host with a path': get('Host: a/b\r\n'),
	'a host with a user': get('Host: u@a\r\n'),
	'a list of hosts': get('Host: a, b\r\n'),
	'a blank before the colon of the host': get('Host : a\r\n'),
	'NUL in a header': get(`${host}X-A: a\0b\r\n`),
	'NUL in a name': get(`${host}X\0A: a\r\n`),
	'BEL in a header': get(`${host}X-A: a\x07b\r\n`),
	'DEL in a header': get(`${host}X-A: a\x7f\r\n`),
	'CR in a header': get(`${host}X-A: a\rb\r\n`),
	'a CR too many': get(`${host}X-A: a\r\r\n`),
	'CR for the empty line': get(`${host}\r`),
	'LF after the request line': `GET /outer HTTP/1.1\n${host}\r\n`,
	'LF after the host': get('Host: a\n'),
	'LF for the empty line': `GET /outer HTTP/1.1\r\n${host}\n`,
	'no name': get(`${host}: a\r\n`),
	'a bracket in a name': get(`${host}X(A: a\r\n`),
	'a blank in a name': get(`${host}X A: a\r\n`),
	'a folded first header': get(` X: a\r\n${host}`),
	'a header without a colon': get(`${host}X-A\r\n`),
	'NUL in the path': get(host, 'GET /outer\0 HTTP/1.1'),
	'an escaped NUL in the path': get(host, 'GET /healthz%00 HTTP/1.1'),
	'ESC in the path': get(host, 'GET /\x1b HTTP/1.1'),
	'CR in the path': get(host, 'GET /\r HTTP/1.1'),
	'a blank in the path': get(host, 'GET /outer x HTTP/1.1'),
	'two blanks before the path': get(host, 'GET  /outer HTTP/1.1'),
	'two spaces after the path': get(host, 'GET /outer  HTTP/1.1'),
	'TABs in the request line': get(host, 'GET\t/outer\tHTTP/1.1'),
	'no version': get(host, 'GET /outer'),
	'no path': get(host, 'GET HTTP/1.1'),
	'a version of small letters': get(host, 'GET /outer http/1.1'),
	'HTTP/0.9': get(host, 'GET /outer HTTP/0.9'),
	'HTTP/1.10': get(host, 'GET /outer HTTP/1.10'),
	'HTTP/2.0': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
	'HTTP/3.0': get(host, 'GET /outer HTTP/3.0'),
	'a method that is none': get(host, 'G(T /outer HTTP/1.1'),
	'a relative path': get(host, 'GET outer HTTP/1.1'),
	'a URL of another host': get(host, 'GET http://b/outer HTTP/1.1'),
	'a URL with a user': get(host, 'GET http://u@a/outer HTTP/1.1'),
	'an asterisk': get(host, 'GET * HTTP/1.1'),
	'an authority': get(host, 'CONNECT a:80 HTTP/1.1'),
	'a line too long': get(host, `GET /${'x'.repeat(40000)} HTTP/1.1`),
	'a header too long': get(`${host}X-A: ${'x'.repeat(40000)}\r\n`),
	'too many headers': get(host + 'X-A: a\r\n'.repeat(5000)),
};

const bodies = {
	'no chunk size': '\r\n',
	'a chunk size of letters': 'x\r\n',
	'0x before a chunk size': '0x1\r\na\r\n',
	'a plus before a chunk size': '+1\r\na\r\n',
	'a minus before a chunk size': '-1\r\na\r\n',
	'a blank before a chunk size': ' 1\r\na\r\n',
	'a space after a chunk size': '1 \r\na\r\n',
	'a huge chunk': '10000000000000001\r\na\r\n',
	'a chunk longer than its size': '1\r\nab\r\n',
	'a chunk without an end': '1\r\na',
	'a trailer without a colon': '1\r\na\r\n0\r\nX\r\n',
};

const mayPass = {
	'an extension': '1;a="b"\r\na\r\n',
	'an extension with CR': '1;a\rb\r\na\r\n',
	'an extension with LF': '1;a\nb\r\n',
	'LF after a chunk size': '1\na\r\n',
	'LF after a chunk': '1\r\na\n',
	'a trailer': '1\r\na\r\n0\r\nX: y\r\n\r\n',
	'a trailer that is a length': `1\r\na\r\n0\r\n${length}\r\n`,
	'NUL before a trailer': '1\r\na\r\n0\r\n\0X: y\r\n',
	'a folded trailer': '1\r\na\r\n0\r\nX: y\r\n z\r\n\r\n',
};

const table = (cases, make, refused) =>
	Object.entries(cases).map(([name, bytes]) => ({ name, bytes: make(bytes) + inner, refused }));

// { name, bytes, refused }: bytes as a latin1 string, and whether the service itself must refuse them.
export const rawRequests = [
	...table(heads, (bytes) => bytes, true).filter(({ name }) => !name.includes('underscore')),
	...table({ 'a coding with an underscore': heads['a coding with an underscore'] },
		(bytes) => bytes, false),
	// The service may respond before it reads a body.
	...table(bodies, (bytes) => post(chunked, bytes + end), false),
	...table(mayPass, (bytes) => post(chunked, bytes.includes('\r\n0\r\n') ? bytes : bytes + end),
		false),
];
