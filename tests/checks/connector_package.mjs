// Rules for the other files of a connector, in the same form as those of connector_definition.mjs.
import { inflateSync } from 'node:zlib';
import { operationsOf, values } from './connector_definition.mjs';

const files = ['apiDefinition.swagger.json', 'apiProperties.json', 'icon.png', 'intro.md', 'readme.md',
	'settings.json'];
const readmeHeadings = ['Publisher', 'Prerequisites', 'Supported Operations', 'Obtaining Credentials',
	'Known Issues and Limitations', 'Deployment Instructions'];
const introHeadings = ['Prerequisites', 'How to get credentials', 'Get started with your connector',
	'Known issues and limitations', 'Common errors and remedies'];
const refusedColors = ['#007ee5', '#ffffff'];
const iconBytesMax = 1000000;

const tokenOf = (parameters) => parameters?.token?.oAuthSettings;
const setNamed = ({ properties: { properties } }, name) =>
	properties.connectionParameterSets?.values?.find((set) => set.name === name)?.parameters;
const custom = (token, name) => token?.customParameters?.[name]?.value;

// Reads a PNG of eight bits a channel, without interlacing; returns null for any other.
function readPng(bytes) {
	if (bytes.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n')
		return null;
	const chunks = [];

	for (let at = 8; at + 8 <= bytes.length;) {
		const length = bytes.readUInt32BE(at);

		chunks.push([bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length)]);
		at += length + 12;
	}
	const head = chunks.find(([type]) => type === 'IHDR')?.[1];
	const [width, height, depth, color] = [head?.readUInt32BE(0), head?.readUInt32BE(4), head?.[8], head?.[9]];

	if (depth !== 8 || ![2, 6].includes(color) || head[12] !== 0)
		return null;
	const channels = color === 2 ? 3 : 4;
	const raw = inflateSync(Buffer.concat(chunks.filter(([type]) => type === 'IDAT').map(([, data]) => data)));

	return { width, height, channels, pixels: unfilter(raw, width * channels, height, channels) };
}

function paeth(a, b, c) {
	const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];

	return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

function unfilter(raw, stride, height, channels) {
	const out = Buffer.alloc(stride * height);

	for (let row = 0; row < height; row++) {
		const filter = raw[row * (stride + 1)];

		for (let i = 0; i < stride; i++) {
			const a = i >= channels ? out[row * stride + i - channels] : 0;
			const b = row > 0 ? out[(row - 1) * stride + i] : 0;
			const c = i >= channels && row > 0 ? out[(row - 1) * stride + i - channels] : 0;
			const predicted = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter];

			out[row * stride + i] = raw[row * (stride + 1) + 1 + i] + predicted;
		}
	}
	return out;
}

const colorAt = ({ width, channels, pixels }, x, y) =>
	`#${pixels.toString('hex', (y * width + x) * channels, (y * width + x) * channels + 3)}`;

export const rules = {
	PackageFiles({ names }, complain) {
		if ([...names].sort().join() !== files.join())
			complain('the folder', `has ${names}`);
	},

	PropertiesFourBlanks({ properties, propertiesText, settings, settingsText }, complain) {
		if (propertiesText !== `${JSON.stringify(properties, null, 4)}\n` ||
			settingsText !== `${JSON.stringify(settings, null, 4)}\n`)
			complain('#', 'is not laid out with four blanks');
	},

	IconBrandColor({ properties: { properties } }, complain) {
		const color = properties.iconBrandColor ?? '';

		if (!/^#[0-9a-f]{6}$/i.test(color) || refusedColors.includes(color.toLowerCase()))
			complain('iconBrandColor', `is ${color}`);
	},

	IconNotValid({ icon, properties: { properties } }, complain) {
		const png = readPng(icon);

		if (png === null || icon.length >= iconBytesMax || png.width !== png.height ||
			png.width < 100 || png.width > 230) {
			complain('icon.png', 'is no square PNG of 100 to 230 pixels and less than 1 MB');
			return;
		}
		const last = png.width - 1;
		const corners = [[0, 0], [last, 0], [0, last], [last, last]].map(([x, y]) => colorAt(png, x, y));

		if (png.channels === 4 ||
			corners.some((color) => color !== properties.iconBrandColor?.toLowerCase()))
			complain('icon.png', `has no opaque background of iconBrandColor, but ${corners}`);
		if (new Set(png.pixels.toString('hex').match(/.{6}/g)).size < 2)
			complain('icon.png', 'shows nothing');
	},

	Capabilities(connector, complain) {
		const hasTriggers = operationsOf(connector).some((one) => one['x-ms-trigger'] !== undefined);
		const wanted = hasTriggers ? 'actions,triggers' : 'actions';

		if (connector.properties.properties.capabilities?.join() !== wanted)
			complain('capabilities', `is not ${wanted}`);
	},

	PublisherAndStackOwner({ properties: { properties } }, complain) {
		for (const name of ['publisher', 'stackOwner']) {
			if (!/^[A-Za-z0-9][A-Za-z0-9 ]*$/.test(properties[name] ?? ''))
				complain(name, 'is not of letters, digits and blanks');
		}
	},

	PropertyNotAllowed({ properties }, complain) {
		const known = ['connectionParameters', 'connectionParameterSets', 'iconBrandColor',
			'capabilities', 'policyTemplateInstances', 'publisher', 'stackOwner'];
		const names = [...Object.keys(properties).filter((name) => name !== 'properties'),
			...Object.keys(properties.properties ?? {}).filter((name) => !known.includes(name))];

		names.forEach((name) => complain(name, 'is not allowed'));
	},

	SignInNotValid(connector, complain) {
		const { properties } = connector.properties;

		for (const parameters of [properties.connectionParameters, setNamed(connector, 'signIn')]) {
			const token = tokenOf(parameters);
			const tenant = parameters?.['token:TenantId'];

			if (parameters?.token?.type !== 'oauthSetting' || token?.identityProvider !== 'aad' ||
				!URL.canParse(custom(token, 'loginUri') ?? '') || !custom(token, 'tenantId') ||
				!custom(token, 'resourceUri') || !token.clientId ||
				!['GlobalPerConnector', 'Global'].includes(token.redirectMode) ||
				!URL.canParse(token.redirectUrl) || token.properties?.IsFirstParty !== 'False' ||
				token.properties.AzureActiveDirectoryResourceId !== custom(token, 'resourceUri') ||
				tenant?.metadata?.sourceType !== 'AzureActiveDirectoryTenant' ||
				tenant.uiDefinition?.constraints?.required !== 'false' ||
				tenant.uiDefinition.constraints.hidden !== 'true')
				complain('connectionParameters', 'is no sign-in at Entra');
		}
	},

	ServicePrincipalNotValid(connector, complain) {
		const parameters = setNamed(connector, 'servicePrincipal');
		const token = tokenOf(parameters);
		const signIn = tokenOf(setNamed(connector, 'signIn'));
		const fields = ['token:TenantId', 'token:clientId', 'token:clientSecret'].map((name) =>
			parameters?.[name]);

		if (token?.identityProvider !== 'aad' ||
			custom(token, 'grantType') !== 'client_credentials' ||
			custom(token, 'resourceUri') !== custom(signIn, 'resourceUri') ||
			custom(token, 'loginUri') !== custom(signIn, 'loginUri') ||
			fields.some((field) => field?.uiDefinition?.constraints?.required !== 'true' ||
				!field.uiDefinition.displayName || !field.uiDefinition.description) ||
			fields[2].type !== 'securestring')
			complain('connectionParameterSets', 'has no service principal');
	},

	// Names of places for secrets are allowed, values are not.
	SecretInFile({ properties, document, settings }, complain) {
		for (const file of [properties, document, settings]) {
			for (const [value, place] of values(file)) {
				if (typeof value === 'string' && /secret|password|assertion/i.test(place.split('/').at(-1)))
					complain(place, 'has a value');
			}
		}
	},

	SignInDiffers(connector, complain) {
		const token = tokenOf(connector.properties.properties.connectionParameters);
		const [name] = Object.keys(connector.document.securityDefinitions ?? {});
		const scheme = connector.document.securityDefinitions?.[name];
		const begin = `${custom(token, 'loginUri')}/${custom(token, 'tenantId')}/oauth2/`;

		if (scheme?.authorizationUrl !== `${begin}authorize` || scheme.tokenUrl !== `${begin}token`)
			complain(name, `does not sign in at ${begin}`);
	},

	UpdateNextLink(connector, complain) {
		const policies = connector.properties.properties.policyTemplateInstances ?? [];
		const policy = policies.find(({ templateId }) => templateId === 'updatenextlink');
		const pageable = operationsOf(connector).filter((one) => one['x-ms-pageable'] !== undefined)
			.map(({ operationId }) => operationId);
		const parameters = policy?.parameters ?? {};

		if (!policy?.title || parameters['x-ms-apimTemplateParameter.nextLinkPropertyName'] !== 'nextLink' ||
			parameters['x-ms-apimTemplate-operationName']?.join() !== pageable.join())
			complain('updatenextlink', `does not name ${pageable}`);
	},

	SettingsNotValid({ settings, names }, complain) {
		const known = ['apiProperties', 'apiDefinition', 'icon', 'powerAppsApiVersion', 'powerAppsUrl'];

		Object.keys(settings).filter((name) => !known.includes(name))
			.forEach((name) => complain(name, 'is not allowed'));
		for (const name of ['apiProperties', 'apiDefinition', 'icon']) {
			if (!names.includes(settings[name]))
				complain(name, `names ${settings[name]}`);
		}
		if (settings.powerAppsApiVersion !== '2016-11-01')
			complain('powerAppsApiVersion', 'is not 2016-11-01');
	},

	GuideHeadings({ readme, intro, document }, complain) {
		const headings = (text) => [...text.matchAll(/^## ([^:\n]*)/gm)].map(([, heading]) => heading);

		if (headings(readme).join() !== readmeHeadings.join())
			complain('readme.md', `has the headings ${headings(readme)}`);
		if (headings(intro).join() !== introHeadings.join())
			complain('intro.md', `has the headings ${headings(intro)}`);
		for (const guide of [readme, intro]) {
			if (!guide.startsWith(`# ${document.info.title}\n`) || /\{\{|\}\}/.test(guide))
				complain('a guide', 'has another title, or a word that was not replaced');
		}
	},

	GuideOperations(connector, complain) {
		operationsOf(connector).filter((one) => one['x-ms-visibility'] !== 'internal' &&
			!connector.readme.includes(`### ${one.summary}\n${one.description}\n`))
			.forEach(({ operationId }) => complain('readme.md', `does not describe ${operationId}`));
	},
};
