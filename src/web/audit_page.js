// Home > Reviews > Audit: who changed what, and who was refused.
import { query } from './api.js';
import { button, cell, count, emptyState, facts, field, given, idLine, openDialog, select, table, tag,
	textButton, when, whenTyped } from './controls.js';
import { h } from './dom.js';
import { PagedList } from './paged_list.js';
import { periodField } from './period_field.js';
import { t } from './strings.js';

const PATH = '/admin/v1/audit-events';
const PAGE_ROWS = 50;

const operations = ['Create', 'Update', 'Delete', 'Restore', 'Purge', 'Publish', 'TakeDown', 'Respond',
	'Search', 'Refuse'];
const resourceTypes = ['appRegistration', 'settings', 'adminKey', 'review', 'erasure', 'export',
	'session', 'personalData', 'request'];
const columns = ['when', 'operation', 'resource', 'actor', 'address'].map((name) => t(`audit.${name}`));
const dangers = ['Delete', 'Purge', 'TakeDown'];

// The name for a key; the key itself if it has none.
function nameOf(table, key) {
	const name = t(`${table}.${key}`);

	return name === `${table}.${key}` ? key : name;
}

function operationTag({ operation }) {
	return tag(nameOf('operation', operation),
		operation === 'Refuse' ? 'warning' : dangers.includes(operation) ? 'danger' : '');
}

function resourceName({ before, after, resourceId }) {
	return after?.name ?? before?.name ?? resourceId ?? '';
}

function refusal({ request, code, refusedCount }) {
	return [h('div', { class: 'code' }, request && given(request)), h('div', { class: 'note' }, code,
		refusedCount > 1 && ` × ${count(refusedCount)}`)];
}

function same(a, b) {
	return JSON.stringify(a) === JSON.stringify(b);
}

function shown(value) {
	if (value === undefined)
		return h('span', { class: 'note' }, t('audit.absent'));
	if (typeof value === 'boolean')
		return t(value ? 'audit.true' : 'audit.false');
	if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
		return when(value);
	if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
		return value.map((name) => nameOf('permission', name)).join(', ');
	return given(typeof value === 'string' ? value : JSON.stringify(value));
}

// A table of fields before and after, changed ones first.
function comparison({ before, after }) {
	const names = ['field', 'before', 'after'].map((name) => t(`audit.${name}`));
	const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
		.map((name) => ({ name, from: before?.[name], to: after?.[name] }))
		.map((each) => ({ ...each, changed: Boolean(before && after) && !same(each.from, each.to) }));
	const rows = [...fields.filter((each) => each.changed), ...fields.filter((each) => !each.changed)]
		.map(({ name, from, to, changed }) => h('tr', { class: changed ? 'changed' : '' },
			cell(names[0], h('code', {}, name), changed && h('div', {}, tag(t('entries.changed'), 'warning'))),
			cell(names[1], shown(from)), cell(names[2], shown(to))));

	return table(t('audit.comparison'), names.map((name) => [name]), rows, false).element;
}

class AuditPage {
	constructor(place, { resourceId }) {
		this.resourceId = resourceId;
		this.typing = whenTyped(() => this.read());
		this.filters = h('div', { class: 'filters' });
		this.scope = h('div', { class: 'commands' });
		this.table = table(t('page.audit'), columns.map((name) => [name]));
		this.rows = new PagedList({
			list: this.table.body,
			draw: (event) => this.drawRow(event),
			empty: () => emptyState(t('list.none'), t('audit.noneText'),
				button(t('list.clear'), {}, () => this.turnTo())),
		});
		place.replaceChildren(h('h1', { tabindex: '-1' }, t('page.audit')), h('p', {}, t('audit.text')),
			this.scope, this.filters, this.table.element, this.rows.foot);
		this.about(resourceId);
	}

	// Shows all events, or those of one resource.
	about(resourceId) {
		const read = () => this.read();
		const choose = (names, kind) => select(t(`audit.${kind}`), [['', t('list.any')],
			...names.map((name) => [name, t(`${kind}.${name}`)])], '', read);

		this.resourceId = resourceId;
		this.scope.replaceChildren(...(resourceId ? [h('span', {}, t('audit.historyOf'), ' ',
			h('code', {}, resourceId)), button(t('audit.all'), {}, () => this.turnTo())] : []));
		this.scope.hidden = !resourceId;
		this.type = choose(resourceTypes, 'resourceType');
		this.operation = choose(operations, 'operation');
		this.actor = field({ label: t('audit.actor'), maxlength: 200 });
		this.typing.watch(this.actor.input);
		this.period = periodField(read);
		this.filters.replaceChildren(this.type.element, this.operation.element, this.actor.element,
			...this.period.elements);
		this.read();
	}

	// Like about(), for a control that disappears: moves the focus to what replaces it.
	turnTo(resourceId) {
		this.about(resourceId);
		(this.scope.querySelector('button') ?? this.type.input).focus();
	}

	read() {
		this.typing.stop();
		const { from, until } = this.period.bounds();
		const filter = [
			['resourceId eq', this.resourceId],
			['resourceType eq', this.type.input.value],
			['operation eq', this.operation.input.value],
			['actorName eq', this.actor.value.trim()],
			['occurredAt ge', from],
			['occurredAt lt', until],
		].filter(([, value]) => value)
			.map(([test, value]) => `${test} '${value.replaceAll('\'', '\'\'')}'`)
			.join(' and ');

		this.rows.read(PATH + query({ filter, maxpagesize: PAGE_ROWS }));
	}

	drawRow(event) {
		const open = () => this.open(event);
		const isRefusal = event.operation === 'Refuse';
		const content = [
			textButton(when(event.occurredAt), open),
			operationTag(event),
			isRefusal ? refusal(event) : [nameOf('resourceType', event.resourceType),
				h('div', { class: 'note' }, given(resourceName(event)))],
			given(event.actor.name),
			event.clientAddress && given(event.clientAddress),
		];

		return h('tr', {}, content.map((each, index) => cell(columns[index], each)));
	}

	open(event) {
		const { actor, resourceId } = event;
		const dialog = openDialog({ title: t('audit.event'), pane: true, body: h('div', {},
			h('div', { class: 'entry-head' }, operationTag(event),
				nameOf('resourceType', event.resourceType)),
			(event.before || event.after) && comparison(event),
			facts([
				[t('audit.request'), event.request && h('code', {}, given(event.request))],
				[t('audit.code'), event.code && h('code', {}, event.code)],
				[t('audit.refusedCount'), event.refusedCount && count(event.refusedCount)],
				[t('audit.when'), when(event.occurredAt)],
				[t('audit.actor'), given(actor.name)],
				[t('audit.actorKind'), nameOf('actorKind', actor.kind)],
				[t('audit.address'), event.clientAddress && given(event.clientAddress)],
			]),
			...['keyId', 'objectId', 'clientAppId', 'directoryTenantId', 'sessionId']
				.filter((name) => actor[name])
				.map((name) => idLine(t(`actor.${name}`), actor[name])),
			resourceId && [idLine(t('audit.resourceId'), resourceId),
				button(t('audit.history'), { symbol: 'history' }, () => {
					dialog.close();
					this.turnTo(resourceId);
				})],
			event.requestId && idLine(t('audit.requestId'), event.requestId),
			event.clientRequestId && idLine(t('audit.clientRequestId'), event.clientRequestId)) });

		this.pane = dialog;
	}
}

// resourceId: whose history to show; absent for all events.
export async function show(place, { resourceId }) {
	const page = new AuditPage(place, { resourceId });

	return {
		close() {
			page.typing.stop();
			page.rows.stop();
			page.pane?.close();
		},
	};
}
