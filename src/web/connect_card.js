// The card Connect: the values that a maker enters to call the service.
import { get } from './api.js';
import { button, errorMessage, idLine, message, spinner } from './controls.js';
import { h, icon } from './dom.js';
import { t } from './strings.js';

const archives = [
	['connect.reviews', '/connector/s2s-connector.zip'],
	['connect.registry', '/connector/admin/s2s-admin-connector.zip'],
];

function downloads() {
	return h('div', { class: 'buttons' }, archives.map(([name, href]) =>
		h('a', { class: 'button', href, download: true }, icon('download'), h('span', {}, t(name)))));
}

function drawValues({ serviceUrl, audience, tenantId }) {
	return [
		idLine(t('connect.serviceUrl'), serviceUrl),
		audience && idLine(t('connect.audience'), audience),
		idLine(t('connect.tenantId'), tenantId),
		!serviceUrl.startsWith('https:') && message('warning', t('connect.notPublic')),
		audience ? downloads() : message('warning', t('connect.noAudience')),
	].filter(Boolean);
}

// Returns the card, which reads its values by itself: the page works without them.
export function connectCard() {
	const values = h('div', { class: 'values' }, spinner());

	async function load() {
		try {
			values.replaceChildren(...drawValues(await get('/admin/v1/connection')));
		} catch (error) {
			values.replaceChildren(errorMessage(error, button(t('shell.again'), {}, load)));
		}
	}

	load();
	return h('section', { class: 'card', 'aria-labelledby': 'connect-title' },
		h('h2', { id: 'connect-title' }, t('connect.title')), h('p', {}, t('connect.text')), values);
}
