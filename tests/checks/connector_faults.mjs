// connector_faults.mjs ROUTES FOLDER ADMIN-FOLDER: proves that each rule for connectors can fail. Plants
// faults, one at a time, in the connectors of the folders, which must be good, and expects the rule to
// find each. Prints the number of faults.
import { deflateSync } from 'node:zlib';
import { readConnector, readRoutes, rules, violations } from './connector_rules.mjs';

const [routesFile, ...folders] = process.argv.slice(2);
const routes = readRoutes(routesFile);
const good = folders.map((folder) => readConnector(folder, routes));
const complaints = [];
let count = 0;

const submit = (document) => document.paths['/v2.0/reviews/product/{productId}/user'].post;
const caller = (document) => document.paths['/v2.0/caller'].get;
const list = (document) => document.paths['/v2.0/reviews'].get;
const trigger = (document) => document.paths['/v2.0/triggers/reviews-changed'].get;
const title = (document) => document.definitions.Review.properties.title;
const signIn = (properties) => properties.connectionParameters.token.oAuthSettings;
const principal = (properties) => properties.connectionParameterSets.values[1].parameters;
const parameter = (operation, name) => operation.parameters.find((one) => one.name === name);

function rename(object, from, to) {
	object[to] = object[from];
	delete object[from];
}

// Writes a PNG of one colour, with three or four channels.
function png(width, height, pixel) {
	const chunk = (type, data) => Buffer.concat([uint(data.length), Buffer.from(type), data, uint(0)]);
	const uint = (value) => {
		const bytes = Buffer.alloc(4);

		bytes.writeUInt32BE(value);
		return bytes;
	};
	const head = Buffer.concat([uint(width), uint(height), Buffer.from([8, pixel.length === 3 ? 2 : 6, 0, 0, 0])]);
	const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array(width).fill(pixel).flat())]);

	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
		chunk('IDAT', deflateSync(Buffer.concat(Array(height).fill(row)))), chunk('IEND', Buffer.alloc(0))]);
}

// Faults in the definition of the connector for reviews, by the rule that finds them.
const inDefinition = {
	SpecificationVersionIncorrect: [(d) => { d.swagger = '3.0.0'; }],
	AdditionalPropertyNotAllowed: [(d) => { d.servers = []; }],
	HostNameNotValid: [
		(d) => { d.host = '[::1]:8080'; },
		(d) => { d.host = 'https://a.b'; },
		(d) => { delete d.host; },
	],
	BasePathNotValid: [(d) => { d.basePath = 'a'; }, (d) => { d.basePath = '/a/'; }],
	SchemeNotValid: [(d) => { d.schemes = ['wss']; }, (d) => { d.schemes = []; }],
	TitleNotValid: [
		(d) => { d.info.title = 'Reviews API'; },
		(d) => { d.info.title = 'Reviews Connector'; },
		(d) => { d.info.title = 'A title of more than thirty characters'; },
		(d) => { d.info.title = 'Reviews in Power Automate'; },
		(d) => { d.info.title = 'Reviews!'; },
	],
	InfoDescriptionNotValid: [
		(d) => { d.info.description = 'Stores reviews.'; },
		(d) => { d.info.description = `Stores ${'a'.repeat(500)}.`; },
		(d) => { d.info.description = 'An API that stores the reviews of products.'; },
		(d) => { d.info.description = 'Stores reviews of products for Power Apps.'; },
	],
	ContactNotValid: [
		(d) => { d.info.contact.email = 'nobody'; },
		(d) => { d.info.contact.url = 'contoso'; },
		(d) => { delete d.info.contact; },
	],
	VersionMissing: [(d) => { delete d.info.version; }],
	ConnectorMetadataPropertiesMissing: [
		(d) => { d['x-ms-connector-metadata'].pop(); },
		(d) => { d['x-ms-connector-metadata'][1].propertyValue = 'none'; },
		(d) => { delete d['x-ms-connector-metadata']; },
	],
	InvalidConnectorCategory: [
		(d) => { d['x-ms-connector-metadata'][2].propertyValue = 'Shops'; },
		(d) => { d['x-ms-connector-metadata'][2].propertyValue = 'Commerce;Marketing;Data'; },
	],
	TotalOperationsCountExceedsMaxAllowed: [(d) => {
		for (let i = 0; i < 257; i++)
			d.paths[`/more${i}`] = d.paths['/v2.0/caller'];
	}],
	OperationIdNotUnique: [(d) => { list(d).operationId = 'GetCaller'; }],
	OperationIdSanitized: [
		(d) => { list(d).operationId = 'listReviews'; },
		(d) => { list(d).operationId = 'List-Reviews'; },
		(d) => { delete list(d).operationId; },
	],
	OperationSummaryNotValid: [
		(d) => { list(d).summary = 'List all/some reviews'; },
		(d) => { list(d).summary = 'List Reviews'; },
		(d) => { list(d).summary = 'List reviews.'; },
		(d) => { list(d).summary = `List ${'reviews '.repeat(10)}`; },
		(d) => { delete list(d).summary; },
	],
	OperationDescriptionNotValid: [
		(d) => { list(d).description = 'Lists reviews'; },
		(d) => { list(d).description = `${list(d).summary}.`; },
		(d) => { list(d).description = `Lists ${'a'.repeat(1024)}.`; },
		(d) => { delete list(d).description; },
	],
	TriggerSummaryNotValid: [(d) => { trigger(d).summary = 'Reviews changed'; }],
	SummaryMissing: [
		(d) => { delete title(d)['x-ms-summary']; },
		(d) => { title(d)['x-ms-summary'] = 'the title'; },
		(d) => { title(d)['x-ms-summary'] = 'A/B'; },
		(d) => { delete parameter(submit(d), 'locale')['x-ms-summary']; },
		(d) => { delete parameter(submit(d), 'body')['x-ms-summary']; },
	],
	DescriptionMissing: [
		(d) => { delete title(d).description; },
		(d) => { title(d).description = 'The title'; },
		(d) => { title(d).description = 'Title.'; },
		(d) => { delete parameter(submit(d), 'locale').description; },
	],
	ValueMustBeInEnglish: [(d) => { title(d).description = 'Der Titel der \u00dcbersicht.'; }],
	OperationShouldHaveSuccessfulResponse: [(d) => { rename(caller(d).responses, '200', '500'); }],
	SchemaDefinitionSetIncorrectly: [
		(d) => { delete caller(d).responses['200'].schema; },
		(d) => { rename(caller(d).responses, '200', '202'); },
	],
	OperationHasManyResponsesWithSchema: [(d) => {
		caller(d).responses['400'].schema = { type: 'string' };
	}],
	DefaultResponseHasSchema: [(d) => { caller(d).responses.default.schema = { type: 'string' }; }],
	ResponseDescriptionMissing: [(d) => { caller(d).responses['401'].description = ''; }],
	EmptySchema: [(d) => { d.definitions.Caller.properties = {}; }],
	PathRedefined: [(d) => { d.paths['/v2.0/Caller'] = d.paths['/v2.0/caller']; }],
	OperationPathContainsUnsupportedCharacters: [
		(d) => { rename(d.paths, '/v2.0/caller', '/v2.0/caller?a=b'); },
		(d) => { rename(d.paths, '/v2.0/caller', '/v2.0/*'); },
		(d) => { rename(d.paths, '/v2.0/caller', 'caller'); },
	],
	OperationPathTemplateNotValid: [
		(d) => { rename(d.paths, '/v2.0/reviews/{reviewId}', '/v2.0/reviews/{reviewId}:read'); },
	],
	PartialDuplicateOperationPath: [
		(d) => { rename(d.paths, '/v2.0/caller', '/v2.0/reviews/caller'); },
	],
	OperationMissingPathParameter: [
		(d) => { parameter(submit(d), 'productId').name = 'product'; },
	],
	PathParameterMustBeRequired: [(d) => { parameter(submit(d), 'productId').required = false; }],
	PathParameterMissingEncoding: [
		(d) => { delete parameter(submit(d), 'productId')['x-ms-url-encoding']; },
		(d) => { parameter(submit(d), 'locale')['x-ms-url-encoding'] = 'single'; },
	],
	BodyOrFormDataParameterInFetchOperationNotAllowed: [
		(d) => { caller(d).parameters = [parameter(submit(d), 'body')]; },
	],
	OperationParametersContainMultipleBodyParameters: [
		(d) => { submit(d).parameters.push(parameter(submit(d), 'body')); },
	],
	OperationParametersAreNotUnique: [
		(d) => { submit(d).parameters.push(parameter(submit(d), 'locale')); },
	],
	ConnectionIdParameterNotAllowed: [
		(d) => { parameter(submit(d), 'locale').name = 'connectionId'; },
	],
	ParameterNotInlined: [
		(d) => { submit(d).parameters[0] = { $ref: '#/parameters/ProductId' }; },
		(d) => { delete parameter(submit(d), 'locale').type; },
	],
	MimeTypeNotValid: [
		(d) => { d.consumes = ['application/merge-patch+json']; },
		(d) => { caller(d).produces = ['text/csv']; },
	],
	InvalidStringBinaryProperty: [
		(d) => { title(d).format = 'binary'; },
		(d) => { parameter(submit(d), 'body').schema = { type: 'string', format: 'binary' }; },
		(d) => { delete d.paths['/v2.0/reviews:import-file'].post.consumes; },
	],
	SwaggerKeywordNotSupported: [
		(d) => { title(d).oneOf = []; },
		(d) => { title(d).nullable = true; },
		(d) => { title(d).const = 'a'; },
		(d) => { trigger(d)['x-ms-trigger-value'] = 'items'; },
	],
	JsonTypeIncorrect: [
		(d) => { title(d).type = ['string', 'integer']; },
		(d) => { delete title(d).type; },
	],
	NullNotAllowed: [(d) => { title(d).default = null; }],
	UnrecognizedTypeFormat: [
		(d) => { title(d).format = 'uri-reference'; },
		(d) => { title(d).format = 'int32'; },
	],
	ArrayHasNoItems: [(d) => { delete d.definitions.Caller.properties.permissions.items; }],
	InvalidEnumValue: [(d) => { title(d).enum = []; }, (d) => { title(d).enum = [1]; },
		(d) => { title(d).enum = ['a', 'a']; }],
	RequiredPropertyDefinitionMissing: [
		(d) => { d.definitions.ReviewSubmission.required.push('Stars'); },
		(d) => { d.definitions.ReviewSubmission.required = []; },
	],
	SchemaReferenceNotValid: [
		(d) => { caller(d).responses['200'].schema.$ref = '#/definitions/Nothing'; },
		(d) => { caller(d).responses['200'].schema.$ref = '#/components/schemas/Caller'; },
		(d) => { caller(d).responses['200'].schema.title = 'Caller'; },
	],
	SchemaReferenceUnused: [(d) => { d.definitions.More = d.definitions.Caller; }],
	RequiredLoopInSchemaNotAllowed: [
		(d) => { d.definitions.Review.properties.title = { $ref: '#/definitions/Review' }; },
	],
	BodySchemaCountExceedsMaxAllowed: [(d) => {
		for (let i = 0; i < 512; i++)
			d.definitions.Caller.properties[`more${i}`] = title(d);
	}],
	ExtensionNameNotValid: [(d) => { title(d)['x-ms-sumary'] = 'Title'; }],
	JsonValueNotInEnum: [(d) => { title(d)['x-ms-visibility'] = 'hidden'; }],
	PropertyMustBeRequired: [
		(d) => { parameter(submit(d), 'locale')['x-ms-visibility'] = 'internal'; },
		(d) => { Object.assign(parameter(submit(d), 'market'), { 'x-ms-visibility': 'internal', default: 'a' }); },
	],
	InvalidNextLinkNameValue: [
		(d) => { list(d)['x-ms-pageable'].nextLinkName = 'next'; },
		(d) => { delete list(d)['x-ms-pageable']; },
		(d) => { delete d.definitions.ReviewPage.properties.nextLink; },
	],
	PageNotCollected: [
		(d) => { rename(d.definitions.ReviewPage.properties, 'value', 'items'); },
		(d) => { d.definitions.RatingsPage.properties.value = title(d); },
		(d) => { rename(d.definitions.ProductPage.properties, 'nextLink', 'next'); },
		(d) => { list(d).responses['200'].schema = { type: 'array', items: { type: 'string' } }; },
	],
	TriggerNotValid: [
		(d) => { trigger(d)['x-ms-trigger'] = 'single'; },
		(d) => { delete trigger(d).responses['202']; },
		(d) => { delete trigger(d)['x-ms-trigger-metadata']; },
		(d) => { delete trigger(d)['x-ms-trigger-hint']; },
	],
	InvokedOperationShouldProduceArray: [
		(d) => { delete d.paths['/v2.0/locales']; },
		(d) => { delete parameter(submit(d), 'locale')['x-ms-dynamic-list']; },
		(d) => { parameter(submit(d), 'locale')['x-ms-dynamic-values']['value-path'] = 'name'; },
		(d) => { parameter(submit(d), 'locale')['x-ms-dynamic-list'].itemsPath = 'value'; },
		(d) => { rename(d.definitions.LocaleList.properties, 'items', 'value'); },
		(d) => { d.paths['/v2.0/locales'].get.parameters = [parameter(submit(d), 'tenantId')]; },
		(d) => { delete parameter(submit(d), 'productId')['x-ms-dynamic-values'].parameters; },
		(d) => { parameter(submit(d), 'productId')['x-ms-dynamic-list'].parameters.shape = 'value'; },
	],
	TestConnectionNotValid: [
		(d) => { d['x-ms-capabilities'].testConnection.operationId = 'SubmitReview'; },
		(d) => { d['x-ms-capabilities'].testConnection.operationId = 'GetReview'; },
		(d) => { delete d['x-ms-capabilities']; },
	],
	SecurityRequirementMustBeDefined: [
		(d) => { d.security = [{ other: [] }]; },
		(d) => { d.securityDefinitions.entra.flow = 'implicit'; },
		(d) => { delete d.security; },
	],
	TagNotDefined: [(d) => { list(d).tags = ['Other']; }, (d) => { d.tags.push({ name: 'Other' }); }],
	RouteDiffers: [
		(d) => { list(d).operationId = 'ListSomething'; },
		(d) => { rename(d.paths, '/v2.0/reviews', '/v2.0/all-reviews'); },
		(d) => { rename(d.paths['/v2.0/caller'], 'get', 'post'); },
	],
	RouteParametersDiffer: [
		(d) => { parameter(submit(d), 'market').name = 'country'; },
		(d) => { parameter(submit(d), 'tenantId').required = false; },
		(d) => { submit(d).parameters = submit(d).parameters.filter(({ name }) => name !== 'tenantId'); },
		(d) => { parameter(submit(d), 'Idempotency-Key').name = 'Prefer'; },
	],
	ResponseSchemaDiffers: [
		(d) => { title(d).type = 'integer'; },
		(d) => { delete d.definitions.Review.properties.title; },
		(d) => { d.definitions.Review.properties.headline = title(d); },
		(d) => { delete d.definitions.JobCounts.properties.rejected; },
		(d) => { parameter(list(d), 'shape').default = 'items'; },
		(d) => { list(d).parameters = []; },
		(d) => { trigger(d).responses['200'].schema = { type: 'object' }; },
	],
	RequestSchemaDiffers: [
		(d) => { d.definitions.ReviewSubmission.properties.Rating.type = 'boolean'; },
		(d) => { rename(d.definitions.ReviewSubmission.properties, 'Sku', 'SKU'); },
		(d) => { d.definitions.ReviewSubmission.required.pop(); },
		(d) => { d.definitions.ReviewToImport.required.shift(); },
	],
	SignInDiffers: [(d) => { d.securityDefinitions.entra.tokenUrl = 'https://a.b/common/oauth2/token'; }],
	GuideOperations: [(d) => { list(d).description = 'Lists something else.'; }],
	Capabilities: [(d) => {
		delete d.paths['/v2.0/triggers/reviews-changed'];
		delete d.paths['/v2.0/triggers/review-changed'];
	}],
};

const inProperties = {
	IconBrandColor: [
		(p) => { p.iconBrandColor = '#007EE5'; },
		(p) => { p.iconBrandColor = 'blue'; },
		(p) => { delete p.iconBrandColor; },
	],
	IconNotValid: [(p) => { p.iconBrandColor = '#123456'; }],
	PublisherAndStackOwner: [(p) => { p.publisher = 'Contoso, Ltd.'; }, (p) => { delete p.stackOwner; }],
	PropertyNotAllowed: [(p) => { p.scriptOperations = []; }],
	SignInNotValid: [
		(p) => { delete p.connectionParameters; },
		(p) => { signIn(p).identityProvider = 'oauth2'; },
		(p) => { signIn(p).customParameters.resourceUri.value = ''; },
		(p) => { signIn(p).properties.IsFirstParty = 'True'; },
		(p) => { delete p.connectionParameters['token:TenantId']; },
	],
	ServicePrincipalNotValid: [
		(p) => { delete principal(p).token.oAuthSettings.customParameters.grantType; },
		(p) => { principal(p)['token:clientSecret'].type = 'string'; },
		(p) => { p.connectionParameterSets.values.pop(); },
	],
	SecretInFile: [(p) => { signIn(p).clientSecret = 'abc'; }],
	SignInDiffers: [(p) => { signIn(p).customParameters.tenantId.value = 'other'; }],
	UpdateNextLink: [
		(p) => { p.policyTemplateInstances[0].parameters['x-ms-apimTemplate-operationName'].pop(); },
		(p) => { p.policyTemplateInstances = []; },
	],
};

const inPackage = {
	FourBlanks: [(c) => { c.text = JSON.stringify(c.document); }],
	SizeExceedsMaxAllowed: [(c) => { c.text += ' '.repeat(1000000); }],
	PackageFiles: [(c) => { c.names.push('script.csx'); }, (c) => { c.names.pop(); }],
	PropertiesFourBlanks: [(c) => { c.propertiesText += '\n'; }, (c) => { c.settingsText = '{}'; }],
	IconNotValid: [
		(c) => { c.icon = png(230, 230, [15, 108, 189]); },
		(c) => { c.icon = png(230, 230, [15, 108, 189, 0]); },
		(c) => { c.icon = png(230, 229, [15, 108, 189]); },
		(c) => { c.icon = png(99, 99, [15, 108, 189]); },
		(c) => { c.icon = Buffer.from('GIF89a'); },
	],
	SettingsNotValid: [
		(c) => { c.settings.icon = 'logo.png'; },
		(c) => { c.settings.secret = 'a'; },
		(c) => { delete c.settings.powerAppsApiVersion; },
	],
	SecretInFile: [(c) => { c.settings.clientSecret = 'a'; }],
	GuideHeadings: [
		(c) => { c.readme = c.readme.replace('## Prerequisites', '## Before'); },
		(c) => { c.intro = c.intro.replace('## Common errors and remedies', ''); },
		(c) => { c.readme += '{{host}}'; },
		(c) => { c.intro = c.intro.replace('# ', '# The '); },
	],
};

const [reviews] = good;

function plant(rule, make) {
	const { routes: shared, contract, icon, ...own } = reviews;
	const connector = { ...structuredClone(own), routes: shared, contract, icon };

	let found = false;

	make(connector);
	count++;
	rules[rule](connector, () => { found = true; });
	if (!found)
		complaints.push(`${rule} does not find: ${make}`);
}

good.forEach((connector) => complaints.push(...violations(connector)));
for (const [rule, makers] of Object.entries(inDefinition))
	makers.forEach((make) => plant(rule, (connector) => make(connector.document)));
for (const [rule, makers] of Object.entries(inProperties))
	makers.forEach((make) => plant(rule, ({ properties }) => make(properties.properties)));
for (const [rule, makers] of Object.entries(inPackage))
	makers.forEach((make) => plant(rule, make));
const planted = new Set([inDefinition, inProperties, inPackage].flatMap(Object.keys));

complaints.push(...Object.keys(rules).filter((rule) => !planted.has(rule))
	.map((rule) => `${rule}: no fault is planted for it`));
complaints.forEach((line) => console.error(line));
console.log(count);
process.exitCode = complaints.length > 0 ? 1 : 0;
