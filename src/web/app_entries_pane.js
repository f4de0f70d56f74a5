// The pane S2S App Entries: the list and its commands. Changes go to the draft only.
import { get, pathOf, query } from './api.js';
import { openEntry } from './app_entry_dialog.js';
import { button, count, emptyState, field, iconButton, idLine, openDialog, tag, when } from './controls.js';
import { announce, h } from './dom.js';
import { t } from './strings.js';

const ROWS_AT_ONCE = 50;
const FILTER_FROM = 10;
const USAGE_PAGE = 1000;

// Reads when registrations were last used, which the settings document does not include.
async function readUsage(take) {
	let path = `/admin/v1/app-registrations${query({ maxpagesize: USAGE_PAGE })}`;

	while (path) {
		const page = await get(path);

		take(page.value);
		path = page.nextLink && pathOf(page.nextLink);
	}
}

class EntriesPane {
	constructor({ draft, changed, editable, row, go }) {
		Object.assign(this, { draft, changed, editable, first: row, go });
		this.usage = new Map();
		this.limit = ROWS_AT_ONCE;
		this.list = h('ul', { class: 'entries' });
		this.more = h('div', { class: 'more' });
		this.filter = field({ label: t('entries.filter'), type: 'search' });
		this.filter.input.addEventListener('input', () => {
			this.limit = ROWS_AT_ONCE;
			this.draw();
		});
		this.add = button(t('entries.add'), { kind: 'subtle', symbol: 'add' }, () => this.edit());
	}

	open() {
		this.pane = openDialog({
			title: t('entries.title'),
			pane: true,
			body: [this.editable && h('div', { class: 'commands' }, this.add),
				this.draft.rows.length > FILTER_FROM && this.filter.element, this.list, this.more],
		});
		this.draw();
		readUsage((registrations) => {
			for (const each of registrations)
				this.usage.set(each.id, each.lastUsedAt ?? '');
			this.drawUsage();
		}).catch(() => {});
		if (this.first)
			this.find(this.first);
	}

	matching() {
		const words = this.filter.input.value.trim().toLowerCase();

		return words === '' ? this.draft.rows : this.draft.rows.filter(({ entry }) =>
			`${entry.name} ${entry.clientAppId} ${entry.directoryTenantId}`.toLowerCase()
				.includes(words));
	}

	draw() {
		const rows = this.matching();
		const visible = rows.slice(0, this.limit);

		this.list.replaceChildren(...visible.map((row) => this.drawRow(row)));
		this.more.replaceChildren(...this.drawMore(rows.length, visible.length));
	}

	drawMore(total, visible) {
		if (this.draft.rows.length === 0)
			return [emptyState(t('entries.emptyTitle'), t('entries.emptyText'))];
		const sentence = h('p', { class: 'note', role: 'status' },
			t('entries.shown', count(visible), count(total)));

		return visible === total ? [sentence] : [sentence, button(t('entries.more'), {}, () => {
			this.limit += ROWS_AT_ONCE;
			this.draw();
			this.list.children[visible]?.querySelector('button')?.focus();
		})];
	}

	usageOf(row) {
		const at = this.usage.get(row.base?.id);

		if (at === undefined || row.removed)
			return [];
		return at === '' ? [t('entries.neverUsed')] : [t('entries.lastUsed'), ' ', when(at)];
	}

	drawUsage() {
		for (const item of this.list.children)
			item.querySelector('.usage').replaceChildren(...this.usageOf(item.row));
	}

	drawRow(row) {
		const { entry } = row;
		const state = this.draft.stateOf(row);
		const item = h('li', { class: `entry ${state}` },
			h('div', { class: 'entry-head' },
				h('span', { class: 'entry-name' }, entry.name),
				state && tag(t(`entries.${state}`), state === 'removed' ? 'danger' : 'warning'),
				!entry.enabled && tag(t('entries.off')),
				h('span', { class: 'bar-space' }), this.history(row),
				this.editable && this.commands(row)),
			row.errors?.map((error) => h('p', { class: 'field-error', role: 'alert' }, error.message)),
			!row.removed && [idLine(t('entry.clientAppId'), entry.clientAppId),
				idLine(t('entry.directoryTenantId'), entry.directoryTenantId)],
			h('div', { class: 'note' }, !row.removed && [entry.permissions.length === 0
				? t('entries.noPermissions')
				: entry.permissions.map((name) => t(`permission.${name}`)).join(', '), ' '],
			h('span', { class: 'usage' }, this.usageOf(row))));

		item.row = row;
		return item;
	}

	history({ base, entry }) {
		return base && iconButton(t('entries.history', entry.name), 'history', () => {
			this.pane.close();
			this.go('audit', { resourceId: base.id });
		});
	}

	commands(row) {
		const { name } = row.entry;

		if (row.removed) {
			return button(t('entries.undo'), { 'aria-label': t('entries.undoName', name) }, () => {
				row.removed = false;
				this.redraw(row, '.edit');
				announce(t('entries.undone', name));
			});
		}
		return [iconButton(t('entries.edit', name), 'edit', () => this.edit(row),
			{ class: 'button subtle icon-only edit' }),
		iconButton(t('entries.remove', name), 'delete', () => {
			row.removed = true;
			this.redraw(row, 'button');
			announce(t('entries.removedNow', name));
		})];
	}

	// Redraws one row, so that a long list keeps its scroll position, and moves the focus into it.
	redraw(row, focus) {
		const item = [...this.list.children].find((each) => each.row === row);
		const fresh = this.drawRow(row);

		item?.replaceWith(fresh);
		fresh.querySelector(focus)?.focus();
		this.changed();
	}

	edit(row) {
		openEntry({ draft: this.draft, row, submit: (entry) => {
			if (row) {
				delete row.errors;
				this.draft.change(row, entry);
				this.redraw(row, '.edit');
			} else {
				this.find(this.draft.add(entry));
				this.changed();
			}
		} });
	}

	// Scrolls to a row, and shows it first if the filter or the limit hides it.
	find(row) {
		this.filter.input.value = '';
		this.limit = Math.max(this.limit, this.draft.rows.indexOf(row) + 1);
		this.draw();
		const item = [...this.list.children].find((each) => each.row === row);

		item?.scrollIntoView({ block: 'nearest' });
		item?.querySelector('.edit')?.focus();
	}
}

// row: the entry to scroll to, or absent. go: opens another page.
export function openEntries(options) {
	new EntriesPane(options).open();
}
