/*
 * handlers: declares the handlers and query tables that the table in api/pipeline/routes.c uses.
 *
 * A handler either writes the response with the functions of reply.h and returns STATUS_OK, or sets
 * the call's fault and returns the status of the fault.
 */
#ifndef API_CORE_HANDLERS_H
#define API_CORE_HANDLERS_H

#include "api/core/call.h"

extern const struct call_query registrations_api_list_query;
enum status registrations_api_list(struct call *call);
enum status registrations_api_create(struct call *call);
enum status registrations_api_read(struct call *call);
enum status registrations_api_replace(struct call *call);
enum status registrations_api_patch(struct call *call);
enum status registrations_api_delete(struct call *call);

extern const struct call_query deleted_api_list_query;
enum status deleted_api_list(struct call *call);
enum status deleted_api_read(struct call *call);
enum status deleted_api_restore(struct call *call);
enum status deleted_api_purge(struct call *call);

enum status settings_api_read(struct call *call);
enum status settings_api_save(struct call *call);
enum status settings_api_validate(struct call *call);

enum status connection_api_read(struct call *call);

extern const struct call_query audit_api_list_query;
enum status audit_api_list(struct call *call);
enum status audit_api_read(struct call *call);

enum status admin_keys_api_list(struct call *call);
enum status admin_keys_api_create(struct call *call);
enum status admin_keys_api_read(struct call *call);
enum status admin_keys_api_patch(struct call *call);
enum status admin_keys_api_delete(struct call *call);
enum status admin_keys_api_caller(struct call *call);

/* The fields of the request body of the route SignIn. */
extern const struct field_table session_api_fields;
enum status session_api_read(struct call *call);
enum status session_api_create(struct call *call);
enum status session_api_delete(struct call *call);

extern const struct call_query sign_in_api_finish_query;
enum status sign_in_api_start(struct call *call);
enum status sign_in_api_finish(struct call *call);

extern const struct call_query submit_api_query;
enum status submit_api_submit(struct call *call);

extern const struct call_query reviews_api_product_query;
extern const struct call_query reviews_api_own_query;
extern const struct call_query reviews_api_list_query;
enum status reviews_api_product(struct call *call);
enum status reviews_api_own(struct call *call);
enum status reviews_api_list(struct call *call);
enum status reviews_api_read(struct call *call);

extern const struct call_query revise_api_query;
enum status revise_api_patch(struct call *call);
enum status revise_api_delete(struct call *call);

enum status feedback_api_vote(struct call *call);
enum status feedback_api_withdraw(struct call *call);
enum status feedback_api_report(struct call *call);

extern const struct call_query feed_api_query;
enum status feed_api_list(struct call *call);

extern const struct call_query trigger_api_batch_query;
extern const struct call_query trigger_api_single_query;
enum status trigger_api_batch(struct call *call);
enum status trigger_api_single(struct call *call);

extern const struct call_query values_api_products_query;
enum status values_api_products(struct call *call);
enum status values_api_markets(struct call *call);
enum status values_api_locales(struct call *call);

extern const struct call_query import_api_query;
enum status import_api_import(struct call *call);
enum status import_api_import_file(struct call *call);

enum status jobs_api_read(struct call *call);
enum status jobs_api_rejected(struct call *call);
extern const struct call_query jobs_api_link_query;
enum status jobs_api_follow(struct call *call);
enum status jobs_api_follow_rejected(struct call *call);
enum status jobs_api_admin_list(struct call *call);
enum status jobs_api_admin_read(struct call *call);

extern const struct call_query export_api_query;
enum status export_api_create(struct call *call);
enum status export_api_create_for_admin(struct call *call);
enum status export_api_list(struct call *call);
enum status export_api_read(struct call *call);
enum status export_api_revoke(struct call *call);

extern const struct call_query export_link_query;
enum status export_link_download(struct call *call);
enum status export_link_manifest(struct call *call);

extern const struct call_query ratings_api_product_query;
extern const struct call_query ratings_api_list_query;
enum status ratings_api_product(struct call *call);
enum status ratings_api_list(struct call *call);

extern const struct call_query moderation_api_list_query;
enum status moderation_api_list(struct call *call);
enum status moderation_api_read(struct call *call);
enum status moderation_publish_api_publish(struct call *call);
enum status moderation_change_api_take_down(struct call *call);
enum status moderation_change_api_restore(struct call *call);
enum status moderation_change_api_respond(struct call *call);
enum status moderation_change_api_withdraw(struct call *call);

extern const struct call_query report_api_query;
extern const struct call_query report_api_products_query;
enum status report_api_read(struct call *call);
enum status report_api_products(struct call *call);

extern const struct call_query personal_data_api_query;
enum status personal_data_api_search(struct call *call);

enum status erasures_api_create(struct call *call);
enum status erasures_api_read(struct call *call);
enum status erasures_api_list(struct call *call);

enum status caller_api_read(struct call *call);

enum status token_api_diagnose(struct call *call);

enum status metadata_api_read(struct call *call);

enum status health_api_alive(struct call *call);
enum status health_api_ready(struct call *call);

extern const struct call_query web_api_sign_in_query;
enum status web_api_home(struct call *call);
enum status web_api_docs(struct call *call);
enum status web_api_page(struct call *call);
enum status web_api_file(struct call *call);

enum status connector_api_read(struct call *call);
enum status connector_api_read_admin(struct call *call);

/* Returns docs/openapi.json with its compressed form, in the arena. */
const struct static_text *openapi_api_text(struct arena *arena);
enum status openapi_api_read(struct call *call);

#endif
