// GUIDs as people paste them: in braces, parentheses or quotes, as a URN, with or without hyphens, in
// any case.

// The canonical form that the service stores, or '' if the text is not a GUID.
export function readGuid(text) {
	const digits = text.trim()
		.replace(/^urn:uuid:/i, '')
		.replace(/^["'({]+|["')},;]+$/g, '')
		.replace(/-/g, '')
		.toLowerCase();

	if (!/^[0-9a-f]{32}$/.test(digits))
		return '';
	return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function isZero(guid) {
	return /^[0-]+$/.test(guid);
}
