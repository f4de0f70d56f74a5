// The session. When it ends while a page is in use, a dialog asks for sign-in and the page is kept.
import { call, get, setSession } from './api.js';
import { field, message, openDialog, working } from './controls.js';
import { h } from './dom.js';
import { t } from './strings.js';

let current = null;
let asking = null;

function take(document) {
	current = document;
	setSession({ csrfToken: document.csrfToken ?? '' });
	return document;
}

export function session() {
	return current;
}

export async function loadSession() {
	return take(await get('/session', { anonymous: true }));
}

export async function signOut() {
	await call('DELETE', '/session', { anonymous: true });
	location.assign('/');
}

// The form for an admin key, with a link to Entra if configured. Calls done() after sign-in.
export function signInForm(document, done) {
	const place = h('div', {});
	const key = field({ label: t('signIn.key'), required: true, type: 'password',
		autocomplete: 'off', hint: t('signIn.keyHint') });
	const submit = h('button', { class: 'button primary', type: 'submit' }, t('signIn.submit'));

	async function send(event) {
		event.preventDefault();
		if (!key.validate()) {
			key.input.focus();
			return;
		}
		const good = await working(submit, place, async () => {
			take((await call('POST', '/session',
				{ body: { key: key.value.trim() }, anonymous: true })).body);
		});

		if (good) {
			key.input.value = '';
			done();
		} else {
			key.input.select();
		}
	}

	return h('form', { class: 'sign-in-form', novalidate: true, on: { submit: send } }, place, key.element,
		h('div', { class: 'buttons' }, submit, document.methods.includes('entra') &&
			h('a', { class: 'button', href: '/sign-in/entra' }, t('signIn.entra'))));
}

// The error that Entra's redirect came back with, if any.
function callbackError() {
	const code = new URLSearchParams(location.search).get('error');

	if (location.pathname !== '/sign-in' || !code)
		return null;
	history.replaceState(null, '', '/');
	return message('error', t('signIn.failed', code));
}

export function signInPage(document, done) {
	return h('main', { class: 'sign-in', id: 'main' }, h('div', { class: 'card sign-in-card' },
		h('h1', {}, t('signIn.title')), h('p', {}, t('signIn.text')), callbackError(),
		signInForm(document, done)));
}

function askAgain(document) {
	return new Promise((resolve) => {
		let good = false;
		const dialog = openDialog({
			title: t('signIn.againTitle'),
			className: 'small',
			body: h('div', {}, h('p', {}, t('signIn.againText')), signInForm(document, () => {
				good = true;
				dialog.close();
			})),
			closed: () => resolve(good),
		});
	});
}

// Returns whether there is a session again. Calls that fail at the same time share one dialog.
async function signInAgain() {
	asking ??= (async () => {
		try {
			const document = await loadSession();

			return document.signedIn || await askAgain(document);
		} finally {
			asking = null;
		}
	})();
	return asking;
}

setSession({ signInAgain });

