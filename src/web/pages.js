// The pages of Home > Reviews in menu order, and the roles that see them.
import { ADMIN, AUDITOR, hasRole, MODERATOR } from './roles.js';

export const pages = [
	{ name: 'moderation', roles: [ADMIN, MODERATOR, AUDITOR],
		load: () => import('./moderation_page.js') },
	{ name: 'delete', roles: [ADMIN, MODERATOR], load: () => import('./delete_page.js') },
	{ name: 'reporting', roles: [ADMIN, MODERATOR, AUDITOR],
		load: () => import('./reporting_page.js') },
	{ name: 'settings', roles: [ADMIN, AUDITOR], load: () => import('./settings_page.js') },
	{ name: 'token', roles: [ADMIN, AUDITOR], load: () => import('./token_page.js') },
	{ name: 'audit', roles: [ADMIN, AUDITOR], load: () => import('./audit_page.js') },
];

// The pages that the roles of the session may see.
export function visiblePages() {
	return pages.filter((page) => hasRole(...page.roles));
}
