import { errorMessage } from './controls.js';
import { h } from './dom.js';
import { loadSession, signInPage } from './session.js';
import { openShell } from './shell.js';
import { t } from './strings.js';

const root = document.getElementById('app');

function bare(content) {
	root.replaceChildren(h('header', { class: 'bar' },
		h('span', { class: 'brand' }, t('shell.product'))), content);
}

async function start() {
	document.body.append(h('div', { id: 'announcements', class: 'unseen', 'aria-live': 'polite' }));
	try {
		const session = await loadSession();

		if (session.signedIn) {
			openShell(root);
		} else {
			document.title = t('shell.title', t('signIn.title'));
			bare(signInPage(session, () => openShell(root)));
			root.querySelector('input')?.focus();
		}
	} catch (error) {
		bare(h('main', { class: 'sign-in', id: 'main' }, h('h1', {}, t('shell.product')),
			errorMessage(error)));
	}
}

start();
