// What makes an action fail, with the codes that a flow's run history shows.

export class ActionFailed extends Error {
	constructor(code, message, details = {}) {
		super(`${code}: ${message}`);
		this.code = code;
		Object.assign(this, details);
	}
}

// No response: the connection was refused, was reset, or took too long.
export class ConnectivityFault extends Error {
	constructor(code, cause) {
		super(`${code}: ${cause?.message ?? ''}`, { cause });
		this.code = code;
	}
}
