/*
 * claims_fixture: runs the claims checks in the guard's order, with a test policy.
 */
#ifndef SUPPORT_CLAIMS_FIXTURE_H
#define SUPPORT_CLAIMS_FIXTURE_H

#include "auth/claims.h"

#define CLAIMS_FIXTURE_API "bbbbbbbb-9999-4999-8999-cccccccccccc"
#define CLAIMS_FIXTURE_PROVIDER "https://login.example.com/"
/* The provider's directory, which its claim `org` calls acme. */
#define CLAIMS_FIXTURE_ACME "99999999-aaaa-4222-8333-444444444444"

/* Groups of admins: moderators; admins who are auditors too. */
#define CLAIMS_FIXTURE_MODERATORS "aa000000-0000-0000-0000-000000000001"
#define CLAIMS_FIXTURE_ADMINS "aa000000-0000-0000-0000-000000000002"

/* Two audiences (the API's GUID, api://reviews), Entra's global cloud and one provider with client
 * names; Reviews.Read asks for the role Reader or the scope read. The directories
 * ENTRA_TID and CLAIMS_FIXTURE_ACME have admins. */
extern const struct claims_policy claims_fixture_policy;

/* The first refusal; *ret_claims is zero unless the payload passes. */
enum refusal claims_fixture_judge(
	struct arena *arena, struct text payload, struct claims *ret_claims);

#endif
