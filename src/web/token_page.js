// Home > Reviews > Check a token: the result of each check, and how to fix those that failed.
import { call } from './api.js';
import { button, field, idLine, message, working } from './controls.js';
import { h, icon } from './dom.js';
import { isAdmin } from './roles.js';
import { t } from './strings.js';

const TOKEN_BYTES_MAX = 16384;
const symbols = { passed: 'check', failed: 'alert', skipped: 'dash' };

function withoutScheme(text) {
	return text.replace(/^\s*(authorization:)?\s*(bearer\s+)?/i, '').replace(/\s+/g, '');
}

function checkToken(text) {
	const token = withoutScheme(text);

	return token.length > TOKEN_BYTES_MAX ? t('token.tooLong') : '';
}

function fact(name, value) {
	return value && [h('dt', {}, name), h('dd', {}, value)];
}

function drawCheck(check) {
	return h('li', { class: `check-item ${check.result}` },
		h('span', { class: 'check-mark', role: 'img', 'aria-label': t(`token.${check.result}`) },
			icon(symbols[check.result])),
		h('div', {}, h('p', { class: 'check-name' }, t(`check.${check.check}`)),
			check.advice && h('p', { class: 'advice' }, check.advice),
			(check.expected || check.found) && h('dl', {},
				fact(t('token.expected'), check.expected), fact(t('token.found'), check.found))));
}

function app(diagnosis, go) {
	const { clientAppId, directoryTenantId } = diagnosis;
	const may = clientAppId && directoryTenantId && isAdmin() &&
		['AppNotRegistered', 'DirectoryNotRegistered'].includes(diagnosis.code);

	return h('div', { class: 'card' }, h('h2', {}, t('token.app')),
		[['entry.clientAppId', clientAppId], ['entry.directoryTenantId', directoryTenantId]]
			.filter(([, value]) => value)
			.map(([name, value]) => idLine(t(name), value)),
		may && button(t('token.register'), { kind: 'primary', symbol: 'add' },
			() => go('settings', { register: { clientAppId, directoryTenantId } })));
}

function drawResult(diagnosis, go) {
	const made = ['failed', 'passed'].flatMap((result) =>
		diagnosis.checks.filter((check) => check.result === result));
	const skipped = diagnosis.checks.filter((check) => check.result === 'skipped');

	return [
		diagnosis.accepted
			? message('success', [t('token.accepted'), ' ',
				(diagnosis.permissions ?? []).map((name) => t(`permission.${name}`)).join(', ')])
			: message('error', [h('strong', {}, diagnosis.code), ' ', diagnosis.detail]),
		(diagnosis.clientAppId || diagnosis.directoryTenantId) && app(diagnosis, go),
		h('section', { class: 'card' }, h('h2', {}, t('token.checks')),
			h('ol', { class: 'checks' }, made.map(drawCheck)), skipped.length > 0 &&
				h('details', {}, h('summary', {}, t('token.skippedCount', skipped.length)),
					h('ol', { class: 'checks' }, skipped.map(drawCheck)))),
	].filter(Boolean);
}

export async function show(place, { go }) {
	const token = field({ label: t('token.label'), hint: t('token.hint'), required: true,
		check: checkToken, multiline: true, rows: 5, class: 'input code' });
	const result = h('div', { class: 'result', 'aria-live': 'polite' });
	const problems = h('div', {});
	const submit = h('button', { type: 'submit', class: 'button primary' }, t('token.submit'));

	async function check(event) {
		event.preventDefault();
		result.replaceChildren();
		if (!token.validate()) {
			token.input.focus();
			return;
		}
		await working(submit, problems, async () => {
			const answer = await call('POST', '/admin/v1/token-diagnosis',
				{ body: { token: withoutScheme(token.value) } });

			result.replaceChildren(...drawResult(answer.body, go));
		});
	}

	place.replaceChildren(h('h1', { tabindex: '-1' }, t('page.token')), h('p', {}, t('token.text')),
		h('form', { class: 'card', novalidate: true, on: { submit: check } }, token.element, problems,
			h('div', { class: 'buttons' }, submit, button(t('token.clear'), {}, () => {
				token.input.value = '';
				result.replaceChildren();
				token.input.focus();
			}))), result);
	return {
		close() {
			token.input.value = '';
		},
	};
}
