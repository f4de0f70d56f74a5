/*
 * refusal: every reason for which a call is not let in, in one table.
 *
 * Each row: name, code (stable, in bodies and logs), HTTP status, RFC 6750 error (NULL: the
 * challenge carries none, §3.1), the sentence for the caller, and the remedy for who has to put it
 * right. `s2s-registry refusals` prints it; docs/security.md holds the same.
 */
#ifndef AUTH_REFUSAL_H
#define AUTH_REFUSAL_H

#include "base/arena.h"

#define REFUSAL_TABLE(ROW)                                                                         \
	/* The Authorization header. */                                                            \
	ROW(TOKEN_MISSING, "TokenMissing", 401, NULL,                                              \
		"Send an Entra access token in the header Authorization: Bearer.",                 \
		"Add the header Authorization: Bearer, a blank, and the token.")                   \
	ROW(SCHEME_UNSUPPORTED, "SchemeUnsupported", 401, NULL,                                    \
		"The Authorization scheme must be Bearer.",                                        \
		"Replace the scheme by Bearer; in a connector choose OAuth 2.0, not Basic or API " \
		"key.")                                                                            \
	ROW(TOKEN_EMPTY, "TokenEmpty", 400, "invalid_request", "There is no token behind Bearer.", \
		"Look for an empty variable where the header is put together.")                    \
	ROW(AUTHORIZATION_REPEATED, "AuthorizationRepeated", 400, "invalid_request",               \
		"Send one Authorization header, not several.",                                     \
		"Look for a proxy or policy that adds a second Authorization header.")             \
	ROW(TOKEN_IN_URL, "TokenInUrl", 400, "invalid_request",                                    \
		"Send the token in the Authorization header, never in the URL.",                   \
		"Take access_token out of the URL, and let that token expire: URLs are logged.")   \
	ROW(TOKEN_TOO_LONG, "TokenTooLong", 401, "invalid_token",                                  \
		"The token is longer than this service takes; ask for fewer roles or groups.",     \
		"Assign fewer app roles, or leave group claims out of the token.")                 \
	/* The form of the token (RFC 7515). */                                                    \
	ROW(TOKEN_CONTROL_CHARACTER, "TokenControlCharacter", 401, "invalid_token",                \
		"The token has a byte that is no printable ASCII character.",                      \
		"Look for a line break or an invisible character copied with the token.")          \
	ROW(TOKEN_CHARACTER, "TokenCharacter", 401, "invalid_token",                               \
		"The token has a character that no compact JWS has.",                              \
		"Send the token alone: no quotes, no blanks, no padding, base64url and not "       \
		"base64.")                                                                         \
	ROW(SEGMENT_COUNT, "SegmentCount", 401, "invalid_token",                                   \
		"The token must have three segments separated by dots.",                           \
		"Send the access token, whole; an opaque token or a key is something else.")       \
	ROW(TOKEN_ENCRYPTED, "TokenEncrypted", 401, "invalid_token",                               \
		"The token has five segments: encrypted tokens are not taken.",                    \
		"Switch token encryption off for this API in the issuer.")                         \
	ROW(JSON_SERIALIZATION, "JsonSerialization", 401, "invalid_token",                         \
		"The token must be a compact JWS, not a JSON serialization.",                      \
		"Send the value of access_token alone, not the token endpoint's whole answer.")    \
	ROW(SEGMENT_EMPTY, "SegmentEmpty", 401, "invalid_token",                                   \
		"A segment of the token is empty.",                                                \
		"Ask the issuer for a new token and send it unchanged.")                           \
	ROW(BASE64URL_LENGTH, "Base64urlLength", 401, "invalid_token",                             \
		"A segment of the token was cut off: it is no whole base64url text.",              \
		"Look for a variable or column that cuts long texts.")                             \
	ROW(BASE64URL_SPARE_BITS, "Base64urlSpareBits", 401, "invalid_token",                      \
		"A segment of the token is not the canonical base64url spelling.",                 \
		"Ask the issuer for a new token and send it unchanged.")                           \
	ROW(HEADER_MALFORMED, "HeaderMalformed", 401, "invalid_token",                             \
		"The header of the token is not a JSON object.",                                   \
		"Ask the issuer for a new token and send it unchanged.")                           \
	ROW(PAYLOAD_MALFORMED, "PayloadMalformed", 401, "invalid_token",                           \
		"The payload of the token is not a JSON object.",                                  \
		"Ask the issuer for a new token and send it unchanged.")                           \
	ROW(MEMBER_REPEATED, "MemberRepeated", 401, "invalid_token",                               \
		"The token names a header parameter or a claim twice.",                            \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	/* The header of the token. */                                                             \
	ROW(ALG_MISSING, "AlgMissing", 401, "invalid_token",                                       \
		"The token names no signature algorithm.",                                         \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(ALG_NONE, "AlgNone", 401, "invalid_token", "Unsigned tokens are not taken.",           \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(ALG_SYMMETRIC, "AlgSymmetric", 401, "invalid_token",                                   \
		"Tokens with a symmetric algorithm are not taken.",                                \
		"Let the issuer sign with a key pair: a shared secret cannot tell issuer from "    \
		"forger.")                                                                         \
	ROW(ALG_MISSPELLED, "AlgMisspelled", 401, "invalid_token",                                 \
		"The algorithm of the token is spelled in another case.",                          \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(ALG_NOT_ALLOWED, "AlgNotAllowed", 401, "invalid_token",                                \
		"The algorithm of the token is not one of its issuer.",                            \
		"Entra signs with RS256; for another issuer list the algorithm in its section's "  \
		"algorithms.")                                                                     \
	ROW(CRIT_PRESENT, "CritPresent", 401, "invalid_token",                                     \
		"The token asks for header extensions that this service does not know.",           \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(B64_PRESENT, "B64Present", 401, "invalid_token",                                       \
		"Tokens with an unencoded payload are not taken.",                                 \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(KEY_IN_HEADER, "KeyInHeader", 401, "invalid_token",                                    \
		"The token brings or points at its own key; keys come from the issuer only.",      \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(TYP_WRONG, "TypWrong", 401, "invalid_token",                                           \
		"The typ of the token is not one of its issuer.",                                  \
		"Send an access token, not an ID token: JWT from Entra, at+jwt from other "        \
		"issuers.")                                                                        \
	ROW(TOKEN_NESTED, "TokenNested", 401, "invalid_token",                                     \
		"Nested or compressed tokens are not taken.",                                      \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(KID_MISSING, "KidMissing", 401, "invalid_token",                                       \
		"The token does not name its key (kid).",                                          \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	/* What has to be known before a key is looked for. */                                     \
	ROW(ISS_MISSING, "IssMissing", 401, "invalid_token",                                       \
		"The token has no issuer (iss) that is a text.",                                   \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(ISS_UNKNOWN, "IssUnknown", 401, "invalid_token",                                       \
		"The issuer of the token is not one that this service trusts.",                    \
		"Ask for the token at an issuer of the configuration, or add a section for this "  \
		"one.")                                                                            \
	ROW(TID_INVALID, "TidInvalid", 401, "invalid_token",                                       \
		"The token has no directory (tid) that is a GUID.",                                \
		"Ask at the directory's own token endpoint, with its id in the URL.")              \
	ROW(TID_MISMATCH, "TidMismatch", 401, "invalid_token",                                     \
		"The directory (tid) of the token is not the one in its issuer.",                  \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(DIRECTORY_UNKNOWN, "DirectoryUnknown", 401, "invalid_token",                           \
		"The token's issuer may not speak for the directory that the token names.",        \
		"Add the directory to the directories of the issuer's section.")                   \
	ROW(VER_UNKNOWN, "VerUnknown", 401, "invalid_token",                                       \
		"The ver claim of the token is neither 1.0 nor 2.0.",                              \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(VER_MISMATCH, "VerMismatch", 401, "invalid_token",                                     \
		"The issuer of the token is that of the other token version.",                     \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(DIRECTORY_NOT_REGISTERED, "DirectoryNotRegistered", 401, "invalid_token",              \
		"No app of the directory of this token is registered.",                            \
		"Register the client app id with this directory (tenant) id under S2S app "        \
		"registrations.")                                                                  \
	/* The key. */                                                                             \
	ROW(KID_UNKNOWN, "KidUnknown", 401, "invalid_token",                                       \
		"The issuer publishes no key with the id that the token names.",                   \
		"Ask for a new token; if the API has its own signing keys, set "                   \
		"auth.signing-key-app-id.")                                                        \
	ROW(KEY_MALFORMED, "KeyMalformed", 401, "invalid_token",                                   \
		"The key of the token cannot be read.",                                            \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_TYPE, "KeyType", 401, "invalid_token",                                             \
		"The key of the token has a type that its algorithm does not use.",                \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_CURVE, "KeyCurve", 401, "invalid_token",                                           \
		"The key of the token is on a curve that its algorithm does not use.",             \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_NOT_ON_CURVE, "KeyNotOnCurve", 401, "invalid_token",                               \
		"The key of the token is no point of its curve.",                                  \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_USE, "KeyUse", 401, "invalid_token",                                               \
		"The key of the token is not for signatures.",                                     \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_ALG, "KeyAlg", 401, "invalid_token",                                               \
		"The key of the token is for another algorithm.",                                  \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_SIZE, "KeySize", 401, "invalid_token",                                             \
		"The key of the token is too short or of an absurd size.",                         \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_EXPONENT, "KeyExponent", 401, "invalid_token",                                     \
		"The exponent of the token's key is weak or of an absurd size.",                   \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_ROCA, "KeyRoca", 401, "invalid_token",                                             \
		"The key of the token was made by a generator whose keys can be factored.",        \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_PRIVATE, "KeyPrivate", 401, "invalid_token",                                       \
		"The published key of the token holds private members.",                           \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_REPEATED, "KeyRepeated", 401, "invalid_token",                                     \
		"The issuer publishes two keys with the id that the token names.",                 \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_SET_MIXED, "KeySetMixed", 401, "invalid_token",                                    \
		"The key set of the token's issuer mixes shared secrets with public keys.",        \
		"Tell who runs the issuer; until its key set is right, this key is not used.")     \
	ROW(KEY_ISSUER, "KeyIssuer", 401, "invalid_token",                                         \
		"The key of the token belongs to another issuer.",                                 \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(KEY_CLOUD, "KeyCloud", 401, "invalid_token",                                           \
		"The key of the token belongs to another cloud.",                                  \
		"Ask for the token in the cloud that auth.cloud names.")                           \
	ROW(SIGNATURE_LENGTH, "SignatureLength", 401, "invalid_token",                             \
		"The signature of the token has another length than its key makes.",               \
		"Ask the issuer for a new token and send it unchanged.")                           \
	ROW(SIGNATURE_WRONG, "SignatureWrong", 401, "invalid_token",                               \
		"The signature of the token is wrong.",                                            \
		"Send the token as the issuer sent it; of a Microsoft Graph token none can be "    \
		"verified.")                                                                       \
	/* The claims. */                                                                          \
	ROW(ISS_WRONG, "IssWrong", 401, "invalid_token",                                           \
		"The issuer of the token is not the one of its directory and version.",            \
		"Compare auth.cloud with the cloud where the token was asked for.")                \
	ROW(AUD_MISSING, "AudMissing", 401, "invalid_token",                                       \
		"The token is for no audience (aud).",                                             \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(AUD_WRONG, "AudWrong", 401, "invalid_token",                                           \
		"The token is for another audience; ask for one of this service.",                 \
		"Ask with the scope of this service's API, or add the token's audience to "        \
		"auth.audiences.")                                                                 \
	ROW(EXP_INVALID, "ExpInvalid", 401, "invalid_token",                                       \
		"The token has no expiry time that is a number.",                                  \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(NBF_INVALID, "NbfInvalid", 401, "invalid_token",                                       \
		"The nbf or iat of the token is not a number.",                                    \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(TIME_OUT_OF_RANGE, "TimeOutOfRange", 401, "invalid_token",                             \
		"A time of the token is negative or beyond the year 9999.",                        \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(NBF_AFTER_EXP, "NbfAfterExp", 401, "invalid_token",                                    \
		"The token was never valid: its nbf or iat is not before its exp.",                \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(LIFETIME_TOO_LONG, "LifetimeTooLong", 401, "invalid_token",                            \
		"The token lives longer than this service takes.",                                 \
		"Shorten the token lifetime policy, or raise auth.max-lifetime-s.")                \
	ROW(SUB_MISSING, "SubMissing", 401, "invalid_token",                                       \
		"The token has no subject (sub) that is a text.",                                  \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(CLIENT_INVALID, "ClientInvalid", 401, "invalid_token",                                 \
		"The token has no client app id that is a GUID (appid in v1.0, azp in v2.0).",     \
		"For another issuer than Entra, see client-claim and client-names in its "         \
		"section.")                                                                        \
	ROW(CLIENT_AMBIGUOUS, "ClientAmbiguous", 401, "invalid_token",                             \
		"The token names two different client apps.",                                      \
		"Get the token from the issuer's token endpoint; a token of this form did not "    \
		"come from there.")                                                                \
	ROW(TOKEN_KIND_UNKNOWN, "TokenKindUnknown", 401, "invalid_token",                          \
		"The token is neither app-only nor delegated.",                                    \
		"Let the app have a service principal in the directory (New-MgServicePrincipal).") \
	/* Times, to be checked on every request. */                                               \
	ROW(TOKEN_EXPIRED, "TokenExpired", 401, "invalid_token",                                   \
		"The token has expired; ask for a new one.",                                       \
		"Ask for a new token; if that is refused too, compare the clocks.")                \
	ROW(TOKEN_NOT_YET_VALID, "TokenNotYetValid", 401, "invalid_token",                         \
		"The token is not valid yet; check the clock of the machine that asked for it.",   \
		"Compare this service's clock with the issuer's.")                                 \
	ROW(ISSUED_IN_FUTURE, "IssuedInFuture", 401, "invalid_token",                              \
		"The token says that it was issued in the future.",                                \
		"Compare this service's clock with the issuer's.")                                 \
	/* The registry, to be checked on every request. */                                        \
	ROW(APP_NOT_REGISTERED, "AppNotRegistered", 403, "insufficient_scope",                     \
		"The app of this token is not registered for its directory.",                      \
		"Register this pair of client app id and directory (tenant) id.")                  \
	ROW(APP_DISABLED, "AppDisabled", 403, "insufficient_scope",                                \
		"The registration of this app is switched off.",                                   \
		"Set enabled to true in the registration, or ask who switched it off.")            \
	ROW(APP_EXPIRED, "AppExpired", 403, "insufficient_scope",                                  \
		"The registration of this app has expired.",                                       \
		"Give the registration a later expiresAt, or none.")                               \
	ROW(USER_TOKEN_REFUSED, "UserTokenRefused", 403, "insufficient_scope",                     \
		"The registration takes app-only tokens; this one acts for a user.",               \
		"Use the client credentials grant, or set acceptsUserTokens to true.")             \
	ROW(PUBLIC_CLIENT_REFUSED, "PublicClientRefused", 403, "insufficient_scope",               \
		"The app got this token without a secret or certificate, which proves nothing.",   \
		"Use a client secret or certificate, or, for a registered app, set "               \
		"acceptsPublicClients to true.")                                                   \
	ROW(PERMISSION_MISSING, "PermissionMissing", 403, "insufficient_scope",                    \
		"The registration of this app lacks the permission for this call.",                \
		"Add the permission that this call needs to the registration.")                    \
	ROW(ROLE_MISSING, "RoleMissing", 403, "insufficient_scope",                                \
		"The token lacks the app role that this call needs.",                              \
		"Assign the app role to the client app in the directory, grant consent, get a "    \
		"new token.")                                                                      \
	ROW(SCOPE_MISSING, "ScopeMissing", 403, "insufficient_scope",                              \
		"The token lacks the delegated scope that this call needs.",                       \
		"Add the scope to the connector's request, grant consent, sign in again.")         \
	/* Not the caller's fault. */                                                              \
	ROW(KEYS_UNAVAILABLE, "KeysUnavailable", 503, NULL,                                        \
		"The issuer's keys cannot be fetched now; try again.",                             \
		"Look for keys-not-fetched in the log, and try the issuer's metadata with curl "   \
		"from here.")                                                                      \
	ROW(REGISTRY_UNAVAILABLE, "RegistryUnavailable", 503, NULL,                                \
		"The registry cannot be read now; try again.",                                     \
		"Look for the database's fault in the log: disk, rights, another process.")        \
	/* The admin plane. */                                                                     \
	ROW(ADMIN_KEY_MISSING, "AdminKeyMissing", 401, NULL,                                       \
		"Send an admin key in the header Authorization: Bearer.",                          \
		"Make a key with s2s-registry admin-key create and send it as Authorization: "     \
		"Bearer.")                                                                         \
	ROW(ADMIN_KEY_UNKNOWN, "AdminKeyUnknown", 401, "invalid_token",                            \
		"This admin key is not known; make one with s2s-registry admin-key create.",       \
		"Compare the key with the one that was printed, and the service's database.path.") \
	ROW(ADMIN_KEY_DISABLED, "AdminKeyDisabled", 401, "invalid_token",                          \
		"This admin key is switched off.",                                                 \
		"Set enabled to true in the admin key, or ask who switched it off.")               \
	ROW(ADMIN_KEY_EXPIRED, "AdminKeyExpired", 401, "invalid_token",                            \
		"This admin key has expired.",                                                     \
		"Make a new key; of an expired one only expiresAt can be changed, by another.")    \
	ROW(ADMIN_ROLE_INSUFFICIENT, "AdminRoleInsufficient", 403, "insufficient_scope",           \
		"The admin's roles do not allow this call.",                                       \
		"Give the admin key, or the user or app behind the token, the role that the "      \
		"answer names.")                                                                   \
	ROW(ADMIN_DIRECTORY_UNKNOWN, "AdminDirectoryUnknown", 401, "invalid_token",                \
		"The directory of this token is not one whose admins this service lets in.",       \
		"Add the directory (tenant) id to admin.directories, or send an admin key.")       \
	ROW(ADMIN_CLIENT_REFUSED, "AdminClientRefused", 403, "insufficient_scope",                 \
		"Admins of this service may not come by the client app of this token.",            \
		"Add the client app id to admin.clients, or get the token with an app that is "    \
		"there.")                                                                          \
	ROW(ADMIN_ROLE_MISSING, "AdminRoleMissing", 403, "insufficient_scope",                     \
		"The token has no admin role: no app role and no group that stands for one.",      \
		"Assign Registry.Admin, Reviews.Moderator or Registry.Auditor to the user or "     \
		"app, or a group of the admin.*-groups, and get a new token. A user with very "    \
		"many groups gets no groups claim (group overage): use app roles there.")          \
	/* Sessions. */                                                                            \
	ROW(SESSION_EXPIRED, "SessionExpired", 401, NULL,                                          \
		"Your session has ended; sign in again.",                                          \
		"Sign in again; admin.session-lifetime-s says how long a session lasts.")          \
	ROW(CSRF_TOKEN_INVALID, "CsrfTokenInvalid", 403, "insufficient_scope",                     \
		"Send the session's csrfToken in the header X-CSRF-Token.",                        \
		"Read csrfToken at GET /session; each sign-in has another.")                       \
	ROW(CROSS_SITE_REQUEST, "CrossSiteRequest", 403, "insufficient_scope",                     \
		"Only pages of this service may use a session or make one.",                       \
		"From elsewhere send a key or a token. Behind a proxy that changes the header "    \
		"Host, set server.public-url.")                                                    \
	/* Signing in at a directory. */                                                           \
	ROW(SIGN_IN_STATE_INVALID, "SignInStateInvalid", 401, NULL,                                \
		"This sign-in was not begun in this browser, or too long ago; begin again.",       \
		"Begin again, in one tab, at the host of server.public-url, and within 10 "        \
		"minutes.")                                                                        \
	ROW(SIGN_IN_REFUSED, "SignInRefused", 401, NULL,                                           \
		"The directory did not take the code of this sign-in; begin again.",               \
		"If it stays so, look for sign-in-failed in the log: client secret, redirect "     \
		"URI, scope.")                                                                     \
	ROW(SIGN_IN_UNAVAILABLE, "SignInUnavailable", 503, NULL,                                   \
		"The directory cannot be asked now; try again, or sign in with an admin key.",     \
		"Look for sign-in-failed in the log, and try the directory's metadata with curl "  \
		"from here.")

/* REFUSAL_NONE: let in. */
enum refusal {
	REFUSAL_NONE,
#define REFUSAL_NAME(name_, ...) REFUSAL_##name_,
	REFUSAL_TABLE(REFUSAL_NAME)
#undef REFUSAL_NAME
		REFUSAL_COUNT
};

struct refusal_row {
	const char *code;
	int http_status;
	const char *oauth_error; /* RFC 6750 §3.1, or NULL */
	const char *sentence; /* for the caller */
	const char *remedy; /* for the maker or admin who looks into it */
};

/* The row of a refusal other than REFUSAL_NONE. */
const struct refusal_row *refusal_row(enum refusal refusal);

/* The table as Markdown: what docs/security.md holds. */
struct text refusal_reference(struct arena *arena);

#endif
