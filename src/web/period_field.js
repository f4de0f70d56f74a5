// A period filter: the last days up to now, or a range of days.
import { field, select } from './controls.js';
import { h } from './dom.js';
import { t } from './strings.js';

const DAY_MS = 86400000;
const periods = ['all', '7', '30', '90', '365', 'custom'];

// Midnight in the browser's time zone, of a day from a date input.
function midnight(day, daysLater = 0) {
	if (!day)
		return undefined;
	const [year, month, date] = day.split('-').map(Number);

	return new Date(year, month - 1, date + daysLater).toISOString();
}

// bounds(): {from, until} as times, until exclusive. days(): {from, to} as days, to inclusive. Each is
// absent if unbounded.
export function periodField(change, value = 'all') {
	const from = field({ label: t('period.from'), type: 'date' });
	const to = field({ label: t('period.to'), type: 'date' });
	const days = h('div', { class: 'period-days', hidden: value !== 'custom' }, from.element, to.element);
	const choice = select(t('period.label'), periods.map((name) => [name, t(`period.${name}`)]), value,
		() => {
			days.hidden = choice.input.value !== 'custom';
			change();
		});

	from.input.addEventListener('change', change);
	to.input.addEventListener('change', change);

	const daysBack = () => Number(choice.input.value);

	return {
		elements: [choice.element, days],
		bounds() {
			if (choice.input.value === 'custom')
				return { from: midnight(from.value), until: midnight(to.value, 1) };
			return daysBack() ? { from: new Date(Date.now() - daysBack() * DAY_MS).toISOString() } : {};
		},
		days() {
			if (choice.input.value === 'custom')
				return { from: from.value, to: to.value };
			return daysBack()
				? { from: new Date(Date.now() - (daysBack() - 1) * DAY_MS).toISOString().slice(0, 10) } : {};
		},
	};
}
