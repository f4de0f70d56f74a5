// The dialog that adds or edits an S2S app entry.
import { button, checkbox, confirmClosing, field, openDialog } from './controls.js';
import { h } from './dom.js';
import { isZero, readGuid } from './guid.js';
import { newEntry, permissions } from './settings_draft.js';
import { t } from './strings.js';

const NAME_MAX = 100;
const NOTES_MAX = 2000;

function checkName(text) {
	const { length } = [...text.trim()];

	return length > NAME_MAX ? t('entry.nameTooLong', length, NAME_MAX) : '';
}

function checkGuid(text) {
	const guid = readGuid(text);

	if (guid === '')
		return t('entry.noGuid');
	return isZero(guid) ? t('entry.zeroGuid') : '';
}

function guidField(name, value) {
	return field({ label: t(`entry.${name}`), value, required: true, check: checkGuid,
		tidy: (text) => readGuid(text) || text.trim(), class: 'input code',
		hint: t(`entry.${name}Hint`), name });
}

// The value for a datetime-local input, in the browser's time zone.
function toLocal(iso) {
	if (!iso)
		return '';
	const date = new Date(iso);

	return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function makeFields(entry) {
	return {
		name: field({ label: t('entry.name'), value: entry.name, required: true, check: checkName,
			tidy: (text) => text.trim(), hint: t('entry.nameHint'), name: 'name' }),
		clientAppId: guidField('clientAppId', entry.clientAppId),
		directoryTenantId: guidField('directoryTenantId', entry.directoryTenantId),
		notes: field({ label: t('entry.notes'), value: entry.notes, multiline: true, rows: 3,
			maxlength: NOTES_MAX }),
		expiresAt: field({ label: t('entry.expiresAt'), value: toLocal(entry.expiresAt),
			type: 'datetime-local', hint: t('entry.expiresAtHint') }),
	};
}

function makeChoices(entry) {
	return {
		enabled: checkbox(t('entry.enabled'),
			{ role: 'switch', checked: entry.enabled, hint: t('entry.enabledHint') }),
		permissions: permissions.map((name) => checkbox(t(`permission.${name}`),
			{ checked: entry.permissions.includes(name), hint: t(`permission.${name}.hint`) })),
		acceptsUserTokens: checkbox(t('entry.acceptsUserTokens'),
			{ checked: entry.acceptsUserTokens, hint: t('entry.acceptsUserTokensHint') }),
		acceptsPublicClients: checkbox(t('entry.acceptsPublicClients'),
			{ checked: entry.acceptsPublicClients, hint: t('entry.acceptsPublicClientsHint') }),
	};
}

function read(fields, choices) {
	const expires = fields.expiresAt.value;

	return {
		name: fields.name.value,
		clientAppId: fields.clientAppId.value,
		directoryTenantId: fields.directoryTenantId.value,
		enabled: choices.enabled.input.checked,
		permissions: permissions.filter((_, index) => choices.permissions[index].input.checked),
		acceptsUserTokens: choices.acceptsUserTokens.input.checked,
		acceptsPublicClients: choices.acceptsPublicClients.input.checked,
		notes: fields.notes.value.trim() || undefined,
		expiresAt: expires ? new Date(expires).toISOString() : undefined,
	};
}

// Shows all errors and moves the focus to the first.
function validate(fields, draft, row) {
	const bad = Object.values(fields).filter((each) => !each.validate());

	if (bad.length === 0) {
		const other = draft.findPair({ clientAppId: fields.clientAppId.value,
			directoryTenantId: fields.directoryTenantId.value }, row);

		if (!other)
			return true;
		fields.clientAppId.refuse(t('entry.duplicate', other.entry.name));
		bad.push(fields.clientAppId);
	}
	bad[0].input.focus();
	return false;
}

// row: the entry to edit, or absent to add one. submit(entry) receives the input.
export function openEntry({ draft, row, submit }) {
	const entry = row?.entry ?? newEntry;
	const fields = makeFields(entry);
	const choices = makeChoices(entry);
	const untouched = JSON.stringify(read(fields, choices));
	let done = false;

	const form = h('form', { novalidate: true, on: { submit: (event) => {
		event.preventDefault();
		if (validate(fields, draft, row)) {
			done = true;
			dialog.close();
			submit(read(fields, choices));
		}
	} } },
	fields.name.element, fields.clientAppId.element, fields.directoryTenantId.element,
	choices.enabled.element,
	h('details', { open: Boolean(row) }, h('summary', {}, t('entry.more')),
		h('fieldset', {}, h('legend', {}, t('entry.permissions')),
			choices.permissions.map((each) => each.element)),
		choices.acceptsUserTokens.element, choices.acceptsPublicClients.element,
		fields.expiresAt.element, fields.notes.element),
	h('div', { class: 'dialog-actions' },
		h('button', { type: 'submit', class: 'button primary' }, t('entry.submit')),
		button(t('controls.cancel'), {}, () => dialog.querySelector('.dialog-head button').click())));

	const dialog = openDialog({
		title: t(row ? 'entry.editTitle' : 'entry.addTitle'),
		body: form,
		mayClose: () => done || JSON.stringify(read(fields, choices)) === untouched ||
			confirmClosing(),
	});

	fields.name.input.focus();
}
