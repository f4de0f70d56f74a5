/*
 * refusal: every reason for which a call is not let in, in one table.
 *
 * Each row: name, code (stable, in bodies and logs), HTTP status, RFC 6750 error (NULL: the
 * challenge carries none, §3.1), and the sentence for the reader. `s2s-registry refusals` prints
 * it; docs/security.md holds the same.
 */
#ifndef AUTH_REFUSAL_H
#define AUTH_REFUSAL_H

#include "base/arena.h"

#define REFUSAL_TABLE(ROW)                                                                         \
	/* The Authorization header. */                                                            \
	ROW(TOKEN_MISSING, "TokenMissing", 401, NULL,                                              \
		"Send an Entra access token in the header Authorization: Bearer.")                 \
	ROW(SCHEME_UNSUPPORTED, "SchemeUnsupported", 401, NULL,                                    \
		"The Authorization scheme must be Bearer.")                                        \
	ROW(TOKEN_EMPTY, "TokenEmpty", 400, "invalid_request", "There is no token behind Bearer.") \
	ROW(AUTHORIZATION_REPEATED, "AuthorizationRepeated", 400, "invalid_request",               \
		"Send one Authorization header, not several.")                                     \
	ROW(TOKEN_IN_URL, "TokenInUrl", 400, "invalid_request",                                    \
		"Send the token in the Authorization header, never in the URL.")                   \
	ROW(TOKEN_TOO_LONG, "TokenTooLong", 401, "invalid_token",                                  \
		"The token is longer than this service takes; ask for fewer roles or groups.")     \
	/* The form of the token (RFC 7515). */                                                    \
	ROW(TOKEN_CHARACTER, "TokenCharacter", 401, "invalid_token",                               \
		"The token has a character that no compact JWS has.")                              \
	ROW(SEGMENT_COUNT, "SegmentCount", 401, "invalid_token",                                   \
		"The token must have three segments separated by dots.")                           \
	ROW(TOKEN_ENCRYPTED, "TokenEncrypted", 401, "invalid_token",                               \
		"The token has five segments: encrypted tokens are not taken.")                    \
	ROW(JSON_SERIALIZATION, "JsonSerialization", 401, "invalid_token",                         \
		"The token must be a compact JWS, not a JSON serialization.")                      \
	ROW(SEGMENT_EMPTY, "SegmentEmpty", 401, "invalid_token",                                   \
		"A segment of the token is empty.")                                                \
	ROW(BASE64URL_LENGTH, "Base64urlLength", 401, "invalid_token",                             \
		"A segment of the token was cut off: it is no whole base64url text.")              \
	ROW(BASE64URL_SPARE_BITS, "Base64urlSpareBits", 401, "invalid_token",                      \
		"A segment of the token is not the canonical base64url spelling.")                 \
	ROW(HEADER_MALFORMED, "HeaderMalformed", 401, "invalid_token",                             \
		"The header of the token is not a JSON object.")                                   \
	ROW(PAYLOAD_MALFORMED, "PayloadMalformed", 401, "invalid_token",                           \
		"The payload of the token is not a JSON object.")                                  \
	ROW(MEMBER_REPEATED, "MemberRepeated", 401, "invalid_token",                               \
		"The token names a header parameter or a claim twice.")                            \
	/* The header of the token. */                                                             \
	ROW(ALG_MISSING, "AlgMissing", 401, "invalid_token",                                       \
		"The token names no signature algorithm.")                                         \
	ROW(ALG_NONE, "AlgNone", 401, "invalid_token", "Unsigned tokens are not taken.")           \
	ROW(ALG_SYMMETRIC, "AlgSymmetric", 401, "invalid_token",                                   \
		"Tokens with a symmetric algorithm are not taken.")                                \
	ROW(ALG_NOT_ALLOWED, "AlgNotAllowed", 401, "invalid_token",                                \
		"The algorithm of the token is not one of its issuer.")                            \
	ROW(CRIT_PRESENT, "CritPresent", 401, "invalid_token",                                     \
		"The token asks for header extensions that this service does not know.")           \
	ROW(B64_PRESENT, "B64Present", 401, "invalid_token",                                       \
		"Tokens with an unencoded payload are not taken.")                                 \
	ROW(KEY_IN_HEADER, "KeyInHeader", 401, "invalid_token",                                    \
		"The token brings or points at its own key; keys come from the issuer only.")      \
	ROW(TYP_WRONG, "TypWrong", 401, "invalid_token",                                           \
		"The typ of the token is not one of its issuer.")                                  \
	ROW(TOKEN_NESTED, "TokenNested", 401, "invalid_token",                                     \
		"Nested or compressed tokens are not taken.")                                      \
	ROW(KID_MISSING, "KidMissing", 401, "invalid_token",                                       \
		"The token does not name its key (kid).")                                          \
	/* What has to be known before a key is looked for. */                                     \
	ROW(TID_INVALID, "TidInvalid", 401, "invalid_token",                                       \
		"The token has no directory (tid) that is a GUID.")                                \
	ROW(VER_UNKNOWN, "VerUnknown", 401, "invalid_token",                                       \
		"The ver claim of the token is neither 1.0 nor 2.0.")                              \
	ROW(DIRECTORY_NOT_REGISTERED, "DirectoryNotRegistered", 401, "invalid_token",              \
		"No app of the directory of this token is registered.")                            \
	/* The key. */                                                                             \
	ROW(KID_UNKNOWN, "KidUnknown", 401, "invalid_token",                                       \
		"The directory publishes no key with the id that the token names.")                \
	ROW(KEY_MALFORMED, "KeyMalformed", 401, "invalid_token",                                   \
		"The key of the token cannot be read.")                                            \
	ROW(KEY_TYPE, "KeyType", 401, "invalid_token",                                             \
		"The key of the token has a type that its algorithm does not use.")                \
	ROW(KEY_USE, "KeyUse", 401, "invalid_token",                                               \
		"The key of the token is not for signatures.")                                     \
	ROW(KEY_ALG, "KeyAlg", 401, "invalid_token",                                               \
		"The key of the token is for another algorithm.")                                  \
	ROW(KEY_SIZE, "KeySize", 401, "invalid_token",                                             \
		"The key of the token is too weak or of an absurd size.")                          \
	ROW(KEY_PRIVATE, "KeyPrivate", 401, "invalid_token",                                       \
		"The published key of the token holds private members.")                           \
	ROW(KEY_REPEATED, "KeyRepeated", 401, "invalid_token",                                     \
		"The directory publishes two keys with the id that the token names.")              \
	ROW(KEY_ISSUER, "KeyIssuer", 401, "invalid_token",                                         \
		"The key of the token belongs to another issuer.")                                 \
	ROW(KEY_CLOUD, "KeyCloud", 401, "invalid_token",                                           \
		"The key of the token belongs to another cloud.")                                  \
	ROW(SIGNATURE_WRONG, "SignatureWrong", 401, "invalid_token",                               \
		"The signature of the token is wrong.")                                            \
	/* The claims. */                                                                          \
	ROW(ISS_WRONG, "IssWrong", 401, "invalid_token",                                           \
		"The issuer of the token is not the one of its directory and version.")            \
	ROW(AUD_WRONG, "AudWrong", 401, "invalid_token",                                           \
		"The token is for another audience; ask for one of this service.")                 \
	ROW(EXP_INVALID, "ExpInvalid", 401, "invalid_token",                                       \
		"The token has no expiry time that is a number.")                                  \
	ROW(NBF_INVALID, "NbfInvalid", 401, "invalid_token",                                       \
		"The nbf or iat of the token is not a time before exp.")                           \
	ROW(TOKEN_EXPIRED, "TokenExpired", 401, "invalid_token",                                   \
		"The token has expired; ask for a new one.")                                       \
	ROW(TOKEN_NOT_YET_VALID, "TokenNotYetValid", 401, "invalid_token",                         \
		"The token is not valid yet; check the clock of the machine that asked for it.")   \
	ROW(LIFETIME_TOO_LONG, "LifetimeTooLong", 401, "invalid_token",                            \
		"The token lives longer than this service takes.")                                 \
	ROW(CLIENT_INVALID, "ClientInvalid", 401, "invalid_token",                                 \
		"The token has no client app id that is a GUID (appid in v1.0, azp in v2.0).")     \
	ROW(CLIENT_AMBIGUOUS, "ClientAmbiguous", 401, "invalid_token",                             \
		"The token names two different client apps.")                                      \
	ROW(TOKEN_KIND_UNKNOWN, "TokenKindUnknown", 401, "invalid_token",                          \
		"The token is neither app-only nor delegated.")                                    \
	/* The registry. */                                                                        \
	ROW(APP_NOT_REGISTERED, "AppNotRegistered", 403, "insufficient_scope",                     \
		"The app of this token is not registered for its directory.")                      \
	ROW(APP_DISABLED, "AppDisabled", 403, "insufficient_scope",                                \
		"The registration of this app is switched off.")                                   \
	ROW(APP_EXPIRED, "AppExpired", 403, "insufficient_scope",                                  \
		"The registration of this app has expired.")                                       \
	ROW(USER_TOKEN_REFUSED, "UserTokenRefused", 403, "insufficient_scope",                     \
		"The registration takes app-only tokens; this one acts for a user.")               \
	ROW(PUBLIC_CLIENT_REFUSED, "PublicClientRefused", 403, "insufficient_scope",               \
		"The app got this token without a secret or certificate, which proves nothing.")   \
	ROW(PERMISSION_MISSING, "PermissionMissing", 403, "insufficient_scope",                    \
		"The registration of this app lacks the permission for this call.")                \
	/* Not the caller's fault. */                                                              \
	ROW(KEYS_UNAVAILABLE, "KeysUnavailable", 503, NULL,                                        \
		"The directory's keys cannot be fetched now; try again.")                          \
	ROW(REGISTRY_UNAVAILABLE, "RegistryUnavailable", 503, NULL,                                \
		"The registry cannot be read now; try again.")                                     \
	/* The admin plane. */                                                                     \
	ROW(ADMIN_KEY_MISSING, "AdminKeyMissing", 401, NULL,                                       \
		"Send an admin key in the header Authorization: Bearer.")                          \
	ROW(ADMIN_KEY_UNKNOWN, "AdminKeyUnknown", 401, "invalid_token",                            \
		"This admin key is not known; make one with s2s-registry admin-key create.")

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
	const char *sentence;
};

/* The row of a refusal other than REFUSAL_NONE. */
const struct refusal_row *refusal_row(enum refusal refusal);

/* The table as Markdown: what docs/security.md holds. */
struct text refusal_reference(struct arena *arena);

#endif
