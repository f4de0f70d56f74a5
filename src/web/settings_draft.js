// A draft of the settings: the document as read, and the edits since. The service stores nothing
// before Save; until then the draft is in this tab's session storage.

// The editable fields of an entry, in the order in which changes are listed.
export const entryFields = ['name', 'clientAppId', 'directoryTenantId', 'enabled', 'permissions',
	'acceptsUserTokens', 'acceptsPublicClients', 'notes', 'expiresAt'];

export const permissions = ['Reviews.Read', 'Reviews.Submit', 'Reviews.Export'];

// The defaults of a new entry.
export const newEntry = { name: '', clientAppId: '', directoryTenantId: '', enabled: true, permissions,
	acceptsUserTokens: true, acceptsPublicClients: false };

const STORE = 's2s-registry.settings-draft';

function same(a, b) {
	return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

export function changedFields(from, to) {
	return entryFields.filter((name) => !same(from[name], to[name]));
}

function onlyFields(entry) {
	const kept = {};

	for (const name of ['id', ...entryFields]) {
		if (entry[name] !== undefined && entry[name] !== '')
			kept[name] = entry[name];
	}
	return kept;
}

// The changes from one list of entries to another: [{kind, name, fields}].
export function differences(from, to) {
	const before = new Map(from.map((entry) => [entry.id, entry]));
	const after = new Set(to.map((entry) => entry.id));
	const list = [];

	for (const entry of to) {
		const old = before.get(entry.id);

		if (!old)
			list.push({ kind: 'added', name: entry.name, fields: [] });
		else if (changedFields(old, entry).length > 0)
			list.push({ kind: 'changed', name: entry.name, fields: changedFields(old, entry) });
	}
	for (const entry of from.filter((each) => !after.has(each.id)))
		list.push({ kind: 'removed', name: entry.name, fields: [] });
	return list;
}

export class Draft {
	constructor(document) {
		this.base = document;
		this.requireModerator = document.requireModerator;
		this.rows = document.apps.map((entry) => ({ entry, base: entry, removed: false }));
	}

	get etag() {
		return this.base.etag;
	}

	get live() {
		return this.rows.filter((row) => !row.removed);
	}

	// 'new', 'changed', 'removed', or ''.
	stateOf(row) {
		if (row.removed)
			return 'removed';
		if (!row.base)
			return 'new';
		if (row.entry === row.base)
			return '';
		return changedFields(row.base, row.entry).length > 0 ? 'changed' : '';
	}

	// Another row with the same pair of IDs.
	findPair(entry, except) {
		return this.live.find((row) => row !== except &&
			row.entry.clientAppId === entry.clientAppId &&
			row.entry.directoryTenantId === entry.directoryTenantId);
	}

	add(entry) {
		const row = { entry: onlyFields(entry), base: null, removed: false };

		this.rows.unshift(row);
		return row;
	}

	change(row, entry) {
		row.entry = onlyFields({ ...entry, id: row.base?.id });
	}

	isDirty() {
		return this.requireModerator !== this.base.requireModerator ||
			this.rows.some((row) => row.base ? this.stateOf(row) !== '' : !row.removed);
	}

	toDocument() {
		return { requireModerator: this.requireModerator,
			apps: this.live.map((row) => onlyFields(row.entry)) };
	}

	// Keeps the draft over a reload or the end of the session, in this tab only. Only changed rows are
	// kept, since session storage is small.
	keep() {
		if (this.isDirty()) {
			sessionStorage.setItem(STORE, JSON.stringify({ etag: this.etag,
				requireModerator: this.requireModerator,
				rows: this.rows.filter((row) => this.stateOf(row) !== '') }));
		} else
			Draft.forget();
	}

	// Applies a kept row. An entry that someone else has removed meanwhile becomes new.
	take({ entry, base, removed }) {
		const row = base && this.rows.find((each) => each.base?.id === base.id);

		if (row)
			Object.assign(row, { entry, removed });
		else if (!removed)
			this.add({ ...entry, id: undefined });
	}

	static forget() {
		sessionStorage.removeItem(STORE);
	}

	// The kept draft, or null. It keeps the ETag it was based on, so that Save detects a conflict.
	static recall(document) {
		const kept = JSON.parse(sessionStorage.getItem(STORE));

		if (!kept)
			return null;
		const draft = new Draft({ ...document, etag: kept.etag });

		draft.requireModerator = kept.requireModerator;
		for (const row of kept.rows.reverse())
			draft.take(row);
		return draft;
	}
}
