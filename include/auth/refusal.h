/*
 * refusal: the table of all reasons to refuse a request.
 *
 * Each row has these columns: the name, the code, the HTTP status, the `error` of the
 * WWW-Authenticate challenge (RFC 6750 §3.1), the message for the caller, and the remedy for the
 * developer or operator. If this column is NULL, the challenge has no `error`. Codes are part of
 * responses and logs and must not change. `s2s-registry refusals` prints the table, and
 * docs/security.md contains a copy.
 */
#ifndef AUTH_REFUSAL_H
#define AUTH_REFUSAL_H

#include "base/arena.h"

/* Remedies that several refusals share. */
#define REFUSAL_REMEDY_REQUEST                                                                     \
	"Request the token from the issuer's token endpoint. A token like this did not come from " \
	"there."
#define REFUSAL_REMEDY_RESEND "Request a new token from the issuer and send it unchanged."
#define REFUSAL_REMEDY_KEY_SET                                                                     \
	"Ask the operator of the issuer to fix its key set; until then this key is not used."

#define REFUSAL_TABLE(ROW)                                                                         \
	/* The Authorization header. */                                                            \
	ROW(TOKEN_MISSING, "TokenMissing", 401, NULL,                                              \
		"Send an Entra access token in the header Authorization: Bearer.",                 \
		"Add the header Authorization with the value Bearer, a space, and the token.")     \
	ROW(SCHEME_UNSUPPORTED, "SchemeUnsupported", 401, NULL,                                    \
		"The Authorization scheme must be Bearer.",                                        \
		"Change the scheme to Bearer. In a connector choose OAuth 2.0, not Basic or API "  \
		"key.")                                                                            \
	ROW(TOKEN_EMPTY, "TokenEmpty", 400, "invalid_request",                                     \
		"No token follows Bearer in the Authorization header.",                            \
		"Check for an empty variable where the client builds the header.")                 \
	ROW(AUTHORIZATION_REPEATED, "AuthorizationRepeated", 400, "invalid_request",               \
		"Send only one Authorization header.",                                             \
		"Check for a proxy or policy that adds a second Authorization header.")            \
	ROW(TOKEN_IN_URL, "TokenInUrl", 400, "invalid_request",                                    \
		"Send the token in the Authorization header, never in the URL.",                   \
		"Remove access_token from the URL, and let this token expire: URLs are logged.")   \
	ROW(TOKEN_TOO_LONG, "TokenTooLong", 401, "invalid_token",                                  \
		"The token is too long for this service; request a token with fewer roles or "     \
		"groups.",                                                                         \
		"Assign fewer app roles, or omit group claims from the token.")                    \
	/* The syntax of the token (RFC 7515). */                                                  \
	ROW(TOKEN_CONTROL_CHARACTER, "TokenControlCharacter", 401, "invalid_token",                \
		"The token contains a byte that is not a printable ASCII character.",              \
		"Check for a line break or an invisible character that was copied with the "       \
		"token.")                                                                          \
	ROW(TOKEN_CHARACTER, "TokenCharacter", 401, "invalid_token",                               \
		"The token contains a character that is not allowed in a compact JWS.",            \
		"Send only the token: no quotes, spaces or padding, and base64url instead of "     \
		"base64.")                                                                         \
	ROW(SEGMENT_COUNT, "SegmentCount", 401, "invalid_token",                                   \
		"The token must have three segments separated by dots.",                           \
		"Send the complete access token, not an opaque token or a key.")                   \
	ROW(TOKEN_ENCRYPTED, "TokenEncrypted", 401, "invalid_token",                               \
		"The token has five segments; encrypted tokens are not accepted.",                 \
		"Disable token encryption for this API at the issuer.")                            \
	ROW(JSON_SERIALIZATION, "JsonSerialization", 401, "invalid_token",                         \
		"The token must be a compact JWS, not a JSON serialization.",                      \
		"Send only the value of access_token, not the whole response of the token "        \
		"endpoint.")                                                                       \
	ROW(SEGMENT_EMPTY, "SegmentEmpty", 401, "invalid_token",                                   \
		"A segment of the token is empty.", REFUSAL_REMEDY_RESEND)                         \
	ROW(BASE64URL_LENGTH, "Base64urlLength", 401, "invalid_token",                             \
		"A segment of the token is truncated: its length is not valid for base64url.",     \
		"Check for a variable or column that truncates long texts.")                       \
	ROW(BASE64URL_SPARE_BITS, "Base64urlSpareBits", 401, "invalid_token",                      \
		"A segment of the token is not canonical base64url.", REFUSAL_REMEDY_RESEND)       \
	ROW(HEADER_MALFORMED, "HeaderMalformed", 401, "invalid_token",                             \
		"The header of the token is not a JSON object.", REFUSAL_REMEDY_RESEND)            \
	ROW(PAYLOAD_MALFORMED, "PayloadMalformed", 401, "invalid_token",                           \
		"The payload of the token is not a JSON object.", REFUSAL_REMEDY_RESEND)           \
	ROW(MEMBER_REPEATED, "MemberRepeated", 401, "invalid_token",                               \
		"The token contains a header parameter or a claim twice.", REFUSAL_REMEDY_REQUEST) \
	/* The header of the token. */                                                             \
	ROW(ALG_MISSING, "AlgMissing", 401, "invalid_token",                                       \
		"The token has no signature algorithm (alg).", REFUSAL_REMEDY_REQUEST)             \
	ROW(ALG_NONE, "AlgNone", 401, "invalid_token", "Unsigned tokens are not accepted.",        \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(ALG_SYMMETRIC, "AlgSymmetric", 401, "invalid_token",                                   \
		"Tokens signed with a symmetric algorithm are not accepted.",                      \
		"Configure the issuer to sign with a key pair: whoever can verify with a shared "  \
		"secret can also forge tokens.")                                                   \
	ROW(ALG_MISSPELLED, "AlgMisspelled", 401, "invalid_token",                                 \
		"The algorithm of the token is spelled in the wrong case.",                        \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(ALG_NOT_ALLOWED, "AlgNotAllowed", 401, "invalid_token",                                \
		"The algorithm of the token is not allowed for its issuer.",                       \
		"Entra signs with RS256. For another issuer, add the algorithm to algorithms in "  \
		"its section.")                                                                    \
	ROW(CRIT_PRESENT, "CritPresent", 401, "invalid_token",                                     \
		"The token requires header extensions (crit) that this service does not support.", \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(B64_PRESENT, "B64Present", 401, "invalid_token",                                       \
		"Tokens with an unencoded payload (b64) are not accepted.",                        \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(KEY_IN_HEADER, "KeyInHeader", 401, "invalid_token",                                    \
		"The token contains or references its own key; only keys published by the issuer " \
		"are accepted.",                                                                   \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(TYP_WRONG, "TypWrong", 401, "invalid_token",                                           \
		"The typ of the token is not allowed for its issuer.",                             \
		"Send an access token, not an ID token. Its typ is JWT from Entra and at+jwt "     \
		"from other issuers.")                                                             \
	ROW(TOKEN_NESTED, "TokenNested", 401, "invalid_token",                                     \
		"Nested or compressed tokens are not accepted.", REFUSAL_REMEDY_REQUEST)           \
	ROW(KID_MISSING, "KidMissing", 401, "invalid_token",                                       \
		"The token does not name its key (kid).", REFUSAL_REMEDY_REQUEST)                  \
	/* The claims that select the key. */                                                      \
	ROW(ISS_MISSING, "IssMissing", 401, "invalid_token",                                       \
		"The token has no issuer (iss), or it is not a string.", REFUSAL_REMEDY_REQUEST)   \
	ROW(ISS_UNKNOWN, "IssUnknown", 401, "invalid_token",                                       \
		"This service does not trust the issuer of the token.",                            \
		"Request the token from a configured issuer, or add a section for this issuer.")   \
	ROW(TID_INVALID, "TidInvalid", 401, "invalid_token",                                       \
		"The token has no directory (tid), or it is not a GUID.",                          \
		"Use the token endpoint of the directory, with its id in the URL.")                \
	ROW(TID_MISMATCH, "TidMismatch", 401, "invalid_token",                                     \
		"The directory (tid) of the token does not match its issuer.",                     \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(DIRECTORY_UNKNOWN, "DirectoryUnknown", 401, "invalid_token",                           \
		"The issuer of the token is not allowed to issue tokens for its directory.",       \
		"Add the directory to directories in the issuer's section.")                       \
	ROW(VER_UNKNOWN, "VerUnknown", 401, "invalid_token",                                       \
		"The ver claim of the token is neither 1.0 nor 2.0.", REFUSAL_REMEDY_REQUEST)      \
	ROW(VER_MISMATCH, "VerMismatch", 401, "invalid_token",                                     \
		"The version (ver) of the token does not match its issuer.",                       \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(DIRECTORY_NOT_REGISTERED, "DirectoryNotRegistered", 401, "invalid_token",              \
		"No app of this token's directory is registered.",                                 \
		"Register the client app id with this directory (tenant) id under S2S app "        \
		"registrations.")                                                                  \
	/* The key and the signature. */                                                           \
	ROW(KID_UNKNOWN, "KidUnknown", 401, "invalid_token",                                       \
		"The issuer publishes no key with the key id (kid) of the token.",                 \
		"Request a new token. If the API has its own signing keys, set "                   \
		"auth.signing-key-app-id.")                                                        \
	ROW(KEY_MALFORMED, "KeyMalformed", 401, "invalid_token",                                   \
		"The key of the token is malformed.", REFUSAL_REMEDY_KEY_SET)                      \
	ROW(KEY_TYPE, "KeyType", 401, "invalid_token",                                             \
		"The type of the token's key does not fit its algorithm.", REFUSAL_REMEDY_KEY_SET) \
	ROW(KEY_CURVE, "KeyCurve", 401, "invalid_token",                                           \
		"The curve of the token's key does not fit its algorithm.",                        \
		REFUSAL_REMEDY_KEY_SET)                                                            \
	ROW(KEY_NOT_ON_CURVE, "KeyNotOnCurve", 401, "invalid_token",                               \
		"The key of the token is not a valid point on its curve.", REFUSAL_REMEDY_KEY_SET) \
	ROW(KEY_USE, "KeyUse", 401, "invalid_token",                                               \
		"The key of the token is not meant for signatures.", REFUSAL_REMEDY_KEY_SET)       \
	ROW(KEY_ALG, "KeyAlg", 401, "invalid_token",                                               \
		"The key of the token is meant for another algorithm.", REFUSAL_REMEDY_KEY_SET)    \
	ROW(KEY_SIZE, "KeySize", 401, "invalid_token",                                             \
		"The key of the token is too short or too long.", REFUSAL_REMEDY_KEY_SET)          \
	ROW(KEY_EXPONENT, "KeyExponent", 401, "invalid_token",                                     \
		"The exponent of the token's key is weak or too large.", REFUSAL_REMEDY_KEY_SET)   \
	ROW(KEY_ROCA, "KeyRoca", 401, "invalid_token",                                             \
		"The key of the token can be factored: a vulnerable generator made it (ROCA).",    \
		REFUSAL_REMEDY_KEY_SET)                                                            \
	ROW(KEY_PRIVATE, "KeyPrivate", 401, "invalid_token",                                       \
		"The issuer publishes private members of the token's key.",                        \
		REFUSAL_REMEDY_KEY_SET)                                                            \
	ROW(KEY_REPEATED, "KeyRepeated", 401, "invalid_token",                                     \
		"The issuer publishes two keys with the key id (kid) of the token.",               \
		REFUSAL_REMEDY_KEY_SET)                                                            \
	ROW(KEY_SET_MIXED, "KeySetMixed", 401, "invalid_token",                                    \
		"The key set of the token's issuer mixes shared secrets with public keys.",        \
		REFUSAL_REMEDY_KEY_SET)                                                            \
	ROW(KEY_ISSUER, "KeyIssuer", 401, "invalid_token",                                         \
		"The key of the token belongs to another issuer.", REFUSAL_REMEDY_REQUEST)         \
	ROW(KEY_CLOUD, "KeyCloud", 401, "invalid_token",                                           \
		"The key of the token belongs to another cloud.",                                  \
		"Request the token in the cloud that auth.cloud names.")                           \
	ROW(SIGNATURE_LENGTH, "SignatureLength", 401, "invalid_token",                             \
		"The length of the token's signature does not fit its key.",                       \
		REFUSAL_REMEDY_RESEND)                                                             \
	ROW(SIGNATURE_WRONG, "SignatureWrong", 401, "invalid_token",                               \
		"The signature of the token is wrong.",                                            \
		"Send the token exactly as the issuer sent it. Tokens for Microsoft Graph cannot " \
		"be verified.")                                                                    \
	/* The claims. */                                                                          \
	ROW(ISS_WRONG, "IssWrong", 401, "invalid_token",                                           \
		"The issuer of the token is not the issuer of its directory and version.",         \
		"Compare auth.cloud with the cloud that issued the token.")                        \
	ROW(AUD_MISSING, "AudMissing", 401, "invalid_token", "The token has no audience (aud).",   \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(AUD_WRONG, "AudWrong", 401, "invalid_token",                                           \
		"The token is for another audience; request a token for this service.",            \
		"Request the token with the scope of this service's API, or add the token's "      \
		"audience to auth.audiences.")                                                     \
	ROW(EXP_INVALID, "ExpInvalid", 401, "invalid_token",                                       \
		"The token has no expiry time (exp), or it is not a number.",                      \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(NBF_INVALID, "NbfInvalid", 401, "invalid_token",                                       \
		"The token has no iat, or its iat or nbf is not a number.",                        \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(TIME_OUT_OF_RANGE, "TimeOutOfRange", 401, "invalid_token",                             \
		"A time in the token is negative or after the year 9999.", REFUSAL_REMEDY_REQUEST) \
	ROW(NBF_AFTER_EXP, "NbfAfterExp", 401, "invalid_token",                                    \
		"The token was never valid: its nbf or iat is not before its exp.",                \
		REFUSAL_REMEDY_REQUEST)                                                            \
	ROW(LIFETIME_TOO_LONG, "LifetimeTooLong", 401, "invalid_token",                            \
		"The lifetime of the token is longer than this service allows.",                   \
		"Shorten the token lifetime policy, or increase auth.max-lifetime-s.")             \
	ROW(SUB_MISSING, "SubMissing", 401, "invalid_token",                                       \
		"The token has no subject (sub), or it is not a string.", REFUSAL_REMEDY_REQUEST)  \
	ROW(CLIENT_INVALID, "ClientInvalid", 401, "invalid_token",                                 \
		"The token has no valid client app id (a GUID; appid in v1.0, azp in v2.0).",      \
		"For an issuer other than Entra, see client-claim and client-names in its "        \
		"section.")                                                                        \
	ROW(CLIENT_AMBIGUOUS, "ClientAmbiguous", 401, "invalid_token",                             \
		"The token names two different client apps.", REFUSAL_REMEDY_REQUEST)              \
	ROW(TOKEN_KIND_UNKNOWN, "TokenKindUnknown", 401, "invalid_token",                          \
		"The token is neither app-only nor delegated.",                                    \
		"Create a service principal for the app in the directory "                         \
		"(New-MgServicePrincipal).")                                                       \
	/* Times, checked on every request. */                                                     \
	ROW(TOKEN_EXPIRED, "TokenExpired", 401, "invalid_token",                                   \
		"The token has expired; request a new one.",                                       \
		"Request a new token. If that is refused too, compare this service's clock with "  \
		"the issuer's.")                                                                   \
	ROW(TOKEN_NOT_YET_VALID, "TokenNotYetValid", 401, "invalid_token",                         \
		"The token is not valid yet; check the clock of the machine that requested it.",   \
		"Compare this service's clock with the issuer's.")                                 \
	ROW(ISSUED_IN_FUTURE, "IssuedInFuture", 401, "invalid_token",                              \
		"The iat of the token is in the future.",                                          \
		"Compare this service's clock with the issuer's.")                                 \
	/* The registration, checked on every request. */                                          \
	ROW(APP_NOT_REGISTERED, "AppNotRegistered", 403, "insufficient_scope",                     \
		"The app of this token is not registered for its directory.",                      \
		"Register this pair of client app id and directory (tenant) id.")                  \
	ROW(APP_DISABLED, "AppDisabled", 403, "insufficient_scope",                                \
		"The registration of this app is switched off.",                                   \
		"Set enabled to true in the registration. The audit events show who switched it "  \
		"off.")                                                                            \
	ROW(APP_EXPIRED, "AppExpired", 403, "insufficient_scope",                                  \
		"The registration of this app has expired.",                                       \
		"Set expiresAt of the registration to a later time, or remove it.")                \
	ROW(USER_TOKEN_REFUSED, "UserTokenRefused", 403, "insufficient_scope",                     \
		"The registration accepts only app-only tokens; this token acts for a user.",      \
		"Use the client credentials grant, or set acceptsUserTokens to true.")             \
	ROW(PUBLIC_CLIENT_REFUSED, "PublicClientRefused", 403, "insufficient_scope",               \
		"The app got this token without a secret or certificate, so its identity is not "  \
		"proved.",                                                                         \
		"Use a client secret or certificate. For a registered app you can instead set "    \
		"acceptsPublicClients to true.")                                                   \
	ROW(PERMISSION_MISSING, "PermissionMissing", 403, "insufficient_scope",                    \
		"The registration of this app lacks the permission for this call.",                \
		"Add the permission for this call to the registration.")                           \
	ROW(ROLE_MISSING, "RoleMissing", 403, "insufficient_scope",                                \
		"The token lacks the app role for this call.",                                     \
		"Assign the app role to the client app in the directory, grant consent, and "      \
		"request a new token.")                                                            \
	ROW(SCOPE_MISSING, "ScopeMissing", 403, "insufficient_scope",                              \
		"The token lacks the delegated scope for this call.",                              \
		"Add the scope to the connector's request, grant consent, and sign in again.")     \
	/* Failures of the service. */                                                             \
	ROW(KEYS_UNAVAILABLE, "KeysUnavailable", 503, NULL,                                        \
		"The issuer's keys cannot be fetched now; try again later.",                       \
		"Check the log for keys-not-fetched, and fetch the issuer's metadata with curl "   \
		"from this machine.")                                                              \
	ROW(REGISTRY_UNAVAILABLE, "RegistryUnavailable", 503, NULL,                                \
		"The registry cannot be read now; try again later.",                               \
		"Check the log for the database error: disk, permissions, another process.")       \
	/* The admin plane. */                                                                     \
	ROW(ADMIN_KEY_MISSING, "AdminKeyMissing", 401, NULL,                                       \
		"Send an admin key in the header Authorization: Bearer.",                          \
		"Create a key with s2s-registry admin-key create and send it as Authorization: "   \
		"Bearer.")                                                                         \
	ROW(ADMIN_KEY_UNKNOWN, "AdminKeyUnknown", 401, "invalid_token",                            \
		"This admin key is unknown; create one with s2s-registry admin-key create.",       \
		"Compare the key with the one that was printed, and check the service's "          \
		"database.path.")                                                                  \
	ROW(ADMIN_KEY_DISABLED, "AdminKeyDisabled", 401, "invalid_token",                          \
		"This admin key is switched off.",                                                 \
		"Set enabled to true in the admin key. The audit events show who switched it "     \
		"off.")                                                                            \
	ROW(ADMIN_KEY_EXPIRED, "AdminKeyExpired", 401, "invalid_token",                            \
		"This admin key has expired.",                                                     \
		"Create a new key, or use another admin key to set a later expiresAt for this "    \
		"one.")                                                                            \
	ROW(ADMIN_ROLE_INSUFFICIENT, "AdminRoleInsufficient", 403, "insufficient_scope",           \
		"The admin's roles do not allow this call.",                                       \
		"Give the role that the response names to the admin key, or to the user or app "   \
		"of the token.")                                                                   \
	ROW(ADMIN_DIRECTORY_UNKNOWN, "AdminDirectoryUnknown", 401, "invalid_token",                \
		"Tokens from this directory are not accepted for admins.",                         \
		"Add the directory (tenant) id to admin.directories, or send an admin key.")       \
	ROW(ADMIN_CLIENT_REFUSED, "AdminClientRefused", 403, "insufficient_scope",                 \
		"Tokens from this client app are not accepted for admins.",                        \
		"Add the client app id to admin.clients, or get the token with an app that is "    \
		"listed there.")                                                                   \
	ROW(ADMIN_ROLE_MISSING, "AdminRoleMissing", 403, "insufficient_scope",                     \
		"The token has neither an admin app role nor a group with an admin role.",         \
		"Assign Registry.Admin, Reviews.Moderator or Registry.Auditor to the user or "     \
		"app, or add the user or app to a group of the admin.*-groups settings, and "      \
		"request a new token. A user with very many groups gets no groups claim (group "   \
		"overage): use app roles for such users.")                                         \
	/* Sessions. */                                                                            \
	ROW(SESSION_EXPIRED, "SessionExpired", 401, NULL,                                          \
		"Your session has ended; sign in again.",                                          \
		"Sign in again. admin.session-lifetime-s sets how long a session lasts.")          \
	ROW(CSRF_TOKEN_INVALID, "CsrfTokenInvalid", 403, "insufficient_scope",                     \
		"Send the session's csrfToken in the header X-CSRF-Token.",                        \
		"Read csrfToken from GET /session; each sign-in has its own.")                     \
	ROW(CROSS_SITE_REQUEST, "CrossSiteRequest", 403, "insufficient_scope",                     \
		"Only pages of this service may create or use a session.",                         \
		"From other sites send an admin key or a token. If a proxy changes the header "    \
		"Host, set server.public-url.")                                                    \
	/* Sign-in at a directory. */                                                              \
	ROW(SIGN_IN_STATE_INVALID, "SignInStateInvalid", 401, NULL,                                \
		"This sign-in was not started in this browser, or too long ago; start again.",     \
		"Start again in one tab, at the host of server.public-url, and finish within 10 "  \
		"minutes.")                                                                        \
	ROW(SIGN_IN_REFUSED, "SignInRefused", 401, NULL,                                           \
		"The directory did not accept the code of this sign-in; start again.",             \
		"If this happens again, check the log for sign-in-failed: client secret, "         \
		"redirect URI, scope.")                                                            \
	ROW(SIGN_IN_UNAVAILABLE, "SignInUnavailable", 503, NULL,                                   \
		"The directory cannot be reached now; try again, or sign in with an admin key.",   \
		"Check the log for sign-in-failed, and fetch the directory's metadata with curl "  \
		"from this machine.")

/* REFUSAL_NONE means that there is no reason to refuse the request. */
enum refusal {
	REFUSAL_NONE,
#define REFUSAL_NAME(name_, ...) REFUSAL_##name_,
	REFUSAL_TABLE(REFUSAL_NAME)
#undef REFUSAL_NAME
		REFUSAL_COUNT
};

struct refusal_row {
	const char *code; /* e.g. "TokenExpired" */
	int http_status;
	const char *oauth_error; /* `error` of RFC 6750 §3.1, or NULL */
	const char *sentence; /* the message for the caller */
	const char *remedy; /* advice for the developer or operator */
};

/* Returns the row of the refusal, which must not be REFUSAL_NONE. */
const struct refusal_row *refusal_row(enum refusal refusal);

/* Returns the table formatted in Markdown, for docs/security.md. */
struct text refusal_reference(struct arena *arena);

#endif
