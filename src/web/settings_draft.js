// A draft of the settings: what was read, what is to be saved, and what lies between. Nothing is
// stored before Save; until then the browser keeps the draft for this tab.

// What an admin sets of an entry; the order in which changes are told.
export const entryFields = ['name', 'clientAppId', 'directoryTenantId', 'enabled', 'permissions',
	'acceptsUserTokens', 'acceptsPublicClients', 'notes', 'expiresAt'];

export const permissions = ['Reviews.Read', 'Reviews.Submit', 'Reviews.Export'];

// What an entry is before anybody has said anything about it.
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

// What leads from one list of entries to another: [{kind, name, fields}].
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

	// The row of another entry with this pair of ids.
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

	// Survives a reload, and the end of a session, in this tab alone. Only what differs is kept: a tab
	// has no room for a long list.
	keep() {
		if (this.isDirty()) {
			sessionStorage.setItem(STORE, JSON.stringify({ etag: this.etag,
				requireModerator: this.requireModerator,
				rows: this.rows.filter((row) => this.stateOf(row) !== '') }));
		} else
			Draft.forget();
	}

	// A kept row, in its place. What somebody else has removed meanwhile is new.
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

	// The kept draft of the document, or null. It has the entity tag that it was made from, so that a
	// Save tells of others who have saved since.
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
