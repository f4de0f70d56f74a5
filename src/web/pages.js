// The pages of Home > Reviews, in the order of the menu, and which roles see them.
export const ADMIN = 'Registry.Admin';
export const MODERATOR = 'Reviews.Moderator';
export const AUDITOR = 'Registry.Auditor';

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

export function hasRole(session, ...roles) {
	return roles.some((role) => session.roles.includes(role));
}

export function pagesFor(session) {
	return pages.filter((page) => hasRole(session, ...page.roles));
}
