// The admin roles, and what the signed-in admin may do.
import { session } from './session.js';

export const ADMIN = 'Registry.Admin';
export const MODERATOR = 'Reviews.Moderator';
export const AUDITOR = 'Registry.Auditor';

export function hasRole(...roles) {
	return roles.some((role) => session().roles.includes(role));
}

export function isAdmin() {
	return hasRole(ADMIN);
}

export function mayModerate() {
	return hasRole(ADMIN, MODERATOR);
}
