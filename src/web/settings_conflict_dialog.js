// Shown when someone else saved first: who, when, what differs, and the choices.
import { button, openDialog, when } from './controls.js';
import { h } from './dom.js';
import { differences } from './settings_draft.js';
import { t } from './strings.js';

const LINES_MAX = 20;

function line(difference) {
	const fields = difference.fields.map((name) => t(`entry.${name}`)).join(', ');

	return h('li', {}, t(`conflict.${difference.kind}`, difference.name, fields));
}

function changesOf(base, document) {
	const list = differences(base.apps, document.apps).map(line);

	if (base.requireModerator !== document.requireModerator) {
		list.unshift(h('li', {},
			t(document.requireModerator ? 'conflict.moderatorOn' : 'conflict.moderatorOff')));
	}
	if (list.length > LINES_MAX) {
		const rest = list.length - LINES_MAX;

		list.splice(LINES_MAX, rest, h('li', {}, t('conflict.rest', rest)));
	}
	return list.length > 0 ? h('ul', {}, list) : h('p', {}, t('conflict.nothing'));
}

// Resolves to 'reload', 'overwrite', or '' to keep editing.
export function showConflict(draft, theirs) {
	return new Promise((resolve) => {
		let answer = '';
		const choose = (choice) => () => {
			answer = choice;
			dialog.close();
		};
		const dialog = openDialog({
			title: t('conflict.title'),
			body: [
				h('p', {}, t('conflict.who', theirs.lastModifiedBy), ' ', when(theirs.lastModifiedAt)),
				h('h3', {}, t('conflict.theirs')), changesOf(draft.base, theirs),
				h('h3', {}, t('conflict.yours')), changesOf(draft.base, draft.toDocument()),
				h('p', { class: 'note' }, t('conflict.advice')),
			],
			actions: [
				button(t('conflict.reload'), { kind: 'primary' }, choose('reload')),
				button(t('conflict.overwrite'), { kind: 'danger' }, choose('overwrite')),
				button(t('conflict.goOn'), {}, choose('')),
			],
			closed: () => resolve(answer),
		});
	});
}
