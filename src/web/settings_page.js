// Home > Reviews > Settings.
import { call, get } from './api.js';
import { openEntries } from './app_entries_pane.js';
import { connectCard } from './connect_card.js';
import { button, checkbox, confirmLeaving, count, errorMessage, message, tag, when } from './controls.js';
import { announce, h } from './dom.js';
import { isAdmin } from './roles.js';
import { showConflict } from './settings_conflict_dialog.js';
import { Draft, newEntry } from './settings_draft.js';
import { t } from './strings.js';

const PATH = '/admin/v1/settings';

// Assigns the errors of a Save to rows: apps[4].clientAppId is the fifth entry that was sent.
function noteErrors(draft, problem) {
	for (const row of draft.rows)
		delete row.errors;
	for (const error of problem?.errors ?? []) {
		const [, index, name] = /^apps\[(\d+)\](?:\.(\w+))?/.exec(error.target) ?? [];
		const row = index !== undefined && draft.live[Number(index)];

		if (row)
			row.errors = [...(row.errors ?? []), { field: name, message: error.message }];
	}
}

class SettingsPage {
	constructor(place, go) {
		Object.assign(this, { place, go });
		this.messages = h('div', { class: 'messages' });
		this.save = button(t('settings.save'), { kind: 'primary', symbol: 'save' }, () => this.store());
		this.discard = button(t('settings.discard'), { symbol: 'discard' }, () => this.reset());
		this.mark = h('span', { class: 'unsaved', role: 'status' });
		this.cards = h('div', { class: 'cards' });
		this.connect = connectCard();
	}

	async load() {
		this.document = await get(PATH);
		this.draft = Draft.recall(this.document) ?? new Draft(this.document);
		if (this.draft.isDirty())
			this.say(message('info', t('settings.kept')));
		this.draw();
	}

	say(...content) {
		this.messages.replaceChildren(...content);
	}

	draw() {
		this.place.replaceChildren(
			h('h1', { tabindex: '-1' }, t('page.settings')),
			isAdmin() ? h('div', { class: 'commands', role: 'toolbar', 'aria-label': t('settings.commands') },
				this.save, this.discard, this.mark)
				: message('info', t('settings.readOnly')),
			this.messages, this.cards);
		this.drawCards();
		this.changed();
	}

	drawCards() {
		const moderator = checkbox(t('settings.requireModerator'), {
			role: 'switch',
			checked: this.draft.requireModerator,
			disabled: !isAdmin(),
			hint: t('settings.requireModeratorHint'),
			change: (on) => {
				this.draft.requireModerator = on;
				this.changed();
			},
		});

		this.entryCount = h('p', { class: 'card-fact' });
		this.lastSaved = h('p', { class: 'last-saved' });
		this.manage = button(t('settings.manage'), {}, () => this.openPane());
		this.cards.replaceChildren(
			h('section', { class: 'card' }, moderator.element),
			h('section', { class: 'card', 'aria-labelledby': 's2s-title' },
				h('h2', { id: 's2s-title' }, t('settings.s2s')),
				h('p', {}, t('settings.s2sText')), this.entryCount, this.manage),
			this.connect, this.lastSaved);
	}

	// Called after each change of the draft.
	changed() {
		const dirty = this.draft.isDirty();
		const entries = this.draft.live;
		const off = entries.filter((row) => !row.entry.enabled).length;

		this.save.disabled = this.discard.disabled = !dirty;
		this.mark.replaceChildren(...(dirty ? [tag(t('settings.unsaved'), 'warning')] : []));
		this.entryCount.textContent = entries.length === 0 ? t('settings.none')
			: t(off > 0 ? 'settings.countOff' : 'settings.count', count(entries.length), count(off));
		this.lastSaved.replaceChildren(...(this.draft.base.lastModifiedAt
			? [t('settings.lastSaved', this.draft.base.lastModifiedBy), ' ',
				when(this.draft.base.lastModifiedAt)] : []));
		this.draft.keep();
	}

	openPane(row) {
		openEntries({ draft: this.draft, changed: () => this.changed(), editable: isAdmin(), row,
			go: this.go });
	}

	accept(document) {
		this.document = document;
		this.draft = new Draft(document);
		Draft.forget();
		this.drawCards();
		this.changed();
	}

	reset() {
		this.accept(this.document);
		this.say(message('info', t('settings.discarded')));
		announce(t('settings.discarded'));
	}

	async store(etag = this.draft.etag) {
		this.save.disabled = true;
		this.say();
		try {
			const answer = await call('PUT', PATH, { body: this.draft.toDocument(), ifMatch: etag });

			this.accept(answer.body);
			this.say(message('success', t('settings.saved')));
		} catch (error) {
			this.changed();
			await this.refused(error);
		}
	}

	async refused(error) {
		if (error.status === 412) {
			await this.meetConflict(error);
			return;
		}
		noteErrors(this.draft, error.problem);
		const faulty = this.draft.live.find((row) => row.errors);

		this.say(errorMessage(error, faulty &&
			button(t('settings.showEntry', faulty.entry.name), {}, () => this.openPane(faulty))));
	}

	async meetConflict(error) {
		const theirs = await get(PATH);
		const choice = await showConflict(this.draft, theirs);

		if (choice === 'reload') {
			this.accept(theirs);
			this.say(message('info', t('settings.reloaded')));
		} else if (choice === 'overwrite') {
			await this.store(theirs.etag);
		} else {
			this.say(message('warning', error.message,
				button(t('conflict.show'), {}, () => this.store())));
		}
	}

	// Adds an unregistered app to the draft.
	register(app) {
		const entry = { ...newEntry, ...app,
			name: t('settings.newName', app.clientAppId.slice(0, 8)) };
		const row = this.draft.findPair(entry) ?? this.draft.add(entry);

		this.changed();
		this.openPane(row);
	}
}

// register: the ids of an app to add to the draft, or absent.
export async function show(place, { go, register }) {
	const page = new SettingsPage(place, go);

	await page.load();
	if (register && isAdmin())
		page.register(register);
	return {
		isDirty: () => page.draft.isDirty(),
		async leave() {
			if (!page.draft.isDirty())
				return true;
			const leaves = await confirmLeaving();

			if (leaves)
				Draft.forget();
			return leaves;
		},
	};
}
