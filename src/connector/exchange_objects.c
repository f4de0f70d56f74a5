#include "connector/exchange_objects.h"

#include "connector/members.h"

static const struct shape_member submission_members[] = {
	SHAPE_MEMBER("Rating", SHAPE_INTEGER, "Rating", "The number of stars, 1 to 5.",
		.required = true, .format = "int32"),
	SHAPE_MEMBER("Title", SHAPE_TEXT, "Title",
		"The title, up to 1,000 characters; may be empty.", .required = true),
	SHAPE_MEMBER("ReviewText", SHAPE_TEXT, "Review Text",
		"The text, up to 20,000 characters; if it is empty, the review is a rating.",
		.required = true),
	SHAPE_MEMBER("ProductName", SHAPE_TEXT, "Product Name",
		"The name of the product; may be empty.", .required = true),
	SHAPE_MEMBER(
		"Sku", SHAPE_TEXT, "SKU", "The stock keeping unit.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("LegalEntity", SHAPE_TEXT, "Legal Entity", "The legal entity.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("ExtendedProperties", SHAPE_OPEN, "Extended Properties",
		"Additional data: a JSON object of up to 16 kB.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("submittedDateTime", SHAPE_TEXT, "Submitted At",
		"When the review was written, such as 2025-11-28T09:30:00Z; empty: now."),
};

const struct shape_object exchange_objects_submission = {
	"ReviewSubmission", "Review", "A review to store.", SHAPE_MEMBERS(submission_members)};

static const struct shape_member item_members[] = {
	SHAPE_MEMBER("externalId", SHAPE_TEXT, "External ID",
		"The ID of the review at its source; a review with a known ID is updated.",
		.required = true),
	SHAPE_MEMBER(
		"productId", SHAPE_TEXT, "Product ID", "The ID of the product.", .required = true),
	SHAPE_MEMBER("rating", SHAPE_INTEGER, "Rating", "The number of stars, 1 to 5.",
		.required = true, .format = "int32"),
	SHAPE_MEMBER("title", SHAPE_TEXT, "Title", "The title, up to 1,000 characters."),
	SHAPE_MEMBER("reviewText", SHAPE_TEXT, "Review Text",
		"The text, up to 20,000 characters; without it the review is a rating."),
	SHAPE_MEMBER("productName", SHAPE_TEXT, "Product Name", "The name of the product."),
	SHAPE_MEMBER(
		"sku", SHAPE_TEXT, "SKU", "The stock keeping unit.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("legalEntity", SHAPE_TEXT, "Legal Entity", "The legal entity.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("market", SHAPE_TEXT, "Market", "The market in which the review was written."),
	SHAPE_MEMBER("locale", SHAPE_TEXT, "Locale", "The language of the review, such as en-us."),
	SHAPE_MEMBER("channelId", SHAPE_TEXT, "Channel ID",
		"The channel in which the review was written.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("userId", SHAPE_TEXT, "Author ID", "The ID of the author."),
	SHAPE_MEMBER("userName", SHAPE_TEXT, "Author Name", "The display name of the author."),
	SHAPE_MEMBER("userEmail", SHAPE_TEXT, "Author Email",
		"The email address of the author; only a keyed hash of it is stored.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("submittedDateTime", SHAPE_TEXT, "Submitted At",
		"When the review was written, such as 2025-11-28T09:30:00Z; empty: now."),
	SHAPE_MEMBER("extendedProperties", SHAPE_OPEN, "Extended Properties",
		"Additional data: a JSON object of up to 16 kB.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("isPublished", SHAPE_BOOLEAN, "Is Published",
		"Whether readers see the review; by default they do.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("helpfulPositive", SHAPE_INTEGER, "Helpful Votes",
		"The number of readers who found the review helpful.", .format = "int64",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("helpfulNegative", SHAPE_INTEGER, "Unhelpful Votes",
		"The number of readers who found the review unhelpful.", .format = "int64",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("responseText", SHAPE_TEXT, "Response Text", "The response of the store.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("responderName", SHAPE_TEXT, "Responder Name",
		"The name in which the store responded.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("responseDateTime", SHAPE_TEXT, "Responded At",
		"When the store responded; empty: now.", .visibility = SHAPE_ADVANCED),
};

const struct shape_object exchange_objects_import_item = {"ReviewToImport", "Review to Import",
	"A review with its ID at its source.", SHAPE_MEMBERS(item_members)};

static const struct shape_member error_members[] = {
	SHAPE_MEMBER("target", SHAPE_TEXT, "Error Target", "The invalid field."),
	SHAPE_MEMBER(
		"code", SHAPE_TEXT, "Error Code", "The code of the error, which never changes."),
	SHAPE_MEMBER("message", SHAPE_TEXT, "Error Message", "What is wrong, and what to do."),
};

static const struct shape_object error = {
	"ItemError", "Error", "An error in an item.", SHAPE_MEMBERS(error_members)};

static const struct shape_member result_item_members[] = {
	SHAPE_MEMBER("row", SHAPE_INTEGER, "Row", "The position of the item, from 1.",
		.format = "int64"),
	SHAPE_MEMBER(
		"externalId", SHAPE_TEXT, "External ID", "The ID of the review at its source."),
	SHAPE_MEMBER("reviewId", SHAPE_TEXT, "Review ID", "The ID of the stored review.",
		.format = "uuid"),
	SHAPE_MEMBER("status", SHAPE_TEXT, "Item Status",
		"One of created, updated, unchanged and rejected."),
	SHAPE_MEMBER("errors", SHAPE_OBJECTS, "Errors", "The errors of a rejected item.",
		.object = &error),
};

static const struct shape_object result_item = {
	"ItemResult", "Item Result", "What became of an item.", SHAPE_MEMBERS(result_item_members)};

#define CREATED MEMBERS_COUNT("created", "Created", "The number of new reviews.")
#define UPDATED MEMBERS_COUNT("updated", "Updated", "The number of reviews that changed.")
#define UNCHANGED                                                                                  \
	MEMBERS_COUNT("unchanged", "Unchanged", "The number of items that changed nothing.")
#define REJECTED                                                                                   \
	MEMBERS_COUNT("rejected", "Rejected", "The number of items with errors, not stored.")
#define IGNORED_FIELDS                                                                             \
	SHAPE_MEMBER("ignoredFields", SHAPE_TEXTS, "Ignored Fields",                               \
		"Columns or members that are not fields of a review.",                             \
		.visibility = SHAPE_ADVANCED)

static const struct shape_member result_members[] = {
	MEMBERS_COUNT("total", "Total", "The number of items."),
	CREATED,
	UPDATED,
	UNCHANGED,
	REJECTED,
	SHAPE_MEMBER("items", SHAPE_OBJECTS, "Items",
		"The first 1,000 rejected items and the first 1,000 others.",
		.object = &result_item),
	SHAPE_MEMBER("itemsOmitted", SHAPE_INTEGER, "Items Omitted",
		"The number of items that are counted but not listed.", .format = "int64",
		.visibility = SHAPE_ADVANCED),
	IGNORED_FIELDS,
	SHAPE_MEMBER("source", SHAPE_TEXT, "Source", "The source of the reviews.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("dryRun", SHAPE_BOOLEAN, "Dry Run", "Whether nothing was stored.",
		.visibility = SHAPE_ADVANCED),
};

const struct shape_object exchange_objects_import_result = {"ImportResult", "Import Result",
	"What became of the items.", SHAPE_MEMBERS(result_members)};

static const struct shape_member progress_members[] = {
	MEMBERS_COUNT("doneBytes", "Bytes Done", "The number of bytes processed."),
	MEMBERS_COUNT("totalBytes", "Bytes in Total", "The size of the file in bytes."),
	MEMBERS_COUNT("doneItems", "Items Done", "The number of items processed."),
};

static const struct shape_object progress = {"JobProgress", "Job Progress",
	"How far the job has come.", SHAPE_MEMBERS(progress_members)};

static const struct shape_member counts_members[] = {
	CREATED,
	UPDATED,
	UNCHANGED,
	REJECTED,
	IGNORED_FIELDS,
};

static const struct shape_object counts = {
	"JobCounts", "Job Counts", "What became of the items.", SHAPE_MEMBERS(counts_members)};

static const struct shape_member fault_members[] = {
	SHAPE_MEMBER(
		"code", SHAPE_TEXT, "Fault Code", "The code of the error, which never changes."),
	SHAPE_MEMBER("detail", SHAPE_TEXT, "Fault Detail", "What is wrong, and what to do."),
	SHAPE_MEMBER("errors", SHAPE_OBJECTS, "Fault Errors", "The errors in the file.",
		.object = &error),
};

static const struct shape_object fault = {
	"JobFault", "Job Fault", "Why the job has failed.", SHAPE_MEMBERS(fault_members)};

static const struct shape_member job_members[] = {
	SHAPE_MEMBER("jobId", SHAPE_TEXT, "Job ID", "The ID of the job.", .format = "uuid"),
	SHAPE_MEMBER("kind", SHAPE_TEXT, "Job Kind", "The kind of the job: import.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER(
		"state", SHAPE_TEXT, "Job State", "One of queued, running, succeeded and failed."),
	SHAPE_MEMBER("createdDateTime", SHAPE_TEXT, "Created At", "When the job was accepted.",
		.format = "date-time", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("finishedDateTime", SHAPE_TEXT, "Finished At", "When the job ended.",
		.format = "date-time", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("createdBy", SHAPE_TEXT, "Created By", "The app that sent the file.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("options", SHAPE_OPEN, "Job Options", "The options of the job.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("progress", SHAPE_OBJECT, NULL, NULL, .object = &progress),
	SHAPE_MEMBER("counts", SHAPE_OBJECT, NULL, NULL, .object = &counts),
	SHAPE_MEMBER("fault", SHAPE_OBJECT, NULL, NULL, .object = &fault),
	SHAPE_MEMBER("rejectedItems", SHAPE_OBJECTS, "Rejected Items",
		"The first 1,000 rejected items with their errors.", .object = &result_item),
	SHAPE_MEMBER("resultUrl", SHAPE_TEXT, "Result URL",
		"The link to all rejected items, which needs no sign-in; absent if there are none.",
		.format = "uri"),
};

const struct shape_object exchange_objects_job = {
	"ImportJob", "Import Job", "An import in the background.", SHAPE_MEMBERS(job_members)};

static const struct shape_member export_members[] = {
	SHAPE_MEMBER("blobSasUrl", SHAPE_TEXT, "File URL",
		"The link to the file: it needs no sign-in, so treat it as a secret.",
		.format = "uri", .visibility = SHAPE_IMPORTANT),
	SHAPE_MEMBER("created", SHAPE_TEXT, "Created At", "The time whose reviews the file has.",
		.format = "date-time"),
	SHAPE_MEMBER("expires", SHAPE_TEXT, "Expires At", "When the link stops working.",
		.format = "date-time"),
	SHAPE_MEMBER("cursor", SHAPE_TEXT, "Cursor",
		"Store it, and pass it as Since to export only later changes."),
	SHAPE_MEMBER(
		"exportId", SHAPE_TEXT, "Export ID", "The ID of the export.", .format = "uuid"),
	SHAPE_MEMBER("state", SHAPE_TEXT, "Export State",
		"One of writing and ready; a file can be downloaded while it is written."),
	SHAPE_MEMBER("format", SHAPE_TEXT, "File Format", "The format of the file.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("compressed", SHAPE_BOOLEAN, "Is Compressed",
		"Whether the file is a gzip file.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("since", SHAPE_TEXT, "Exported Since",
		"The cursor at which the export begins.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("manifestUrl", SHAPE_TEXT, "Manifest URL",
		"The link to counts and hashes of the file; it needs no sign-in.", .format = "uri",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("count", SHAPE_INTEGER, "Reviews",
		"The number of reviews; absent while it is written.", .format = "int64"),
	SHAPE_MEMBER("deletedCount", SHAPE_INTEGER, "Deleted Reviews",
		"The number of deleted reviews among them.", .format = "int64",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("bytes", SHAPE_INTEGER, "Content Bytes", "The size of the content in bytes.",
		.format = "int64", .visibility = SHAPE_ADVANCED),
	{"sha256", SHAPE_TEXT, "Content Hash", "The SHA-256 hash of the content.",
		.visibility = SHAPE_ADVANCED},
	SHAPE_MEMBER("fileBytes", SHAPE_INTEGER, "File Bytes", "The size of the file in bytes.",
		.format = "int64", .visibility = SHAPE_ADVANCED),
	{"fileSha256", SHAPE_TEXT, "File Hash", "The SHA-256 hash of the file.",
		.visibility = SHAPE_ADVANCED},
};

const struct shape_object exchange_objects_export = {"ExportSuccessfulResponse", "Export",
	"An exported file and its link.", SHAPE_MEMBERS(export_members)};

static const struct shape_member caller_members[] = {
	SHAPE_MEMBER("tenantId", SHAPE_TEXT, "Environment ID",
		"The ID of the environment, which other actions ask for.", .format = "uuid",
		.visibility = SHAPE_IMPORTANT),
	SHAPE_MEMBER("clientAppId", SHAPE_TEXT, "Client App ID",
		"The app that requested the token.", .format = "uuid"),
	SHAPE_MEMBER("directoryTenantId", SHAPE_TEXT, "Directory ID",
		"The directory that issued the token.", .format = "uuid"),
	SHAPE_MEMBER("objectId", SHAPE_TEXT, "Object ID",
		"The user or service principal of the connection.", .format = "uuid",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("tokenVersion", SHAPE_TEXT, "Token Version",
		"The version of the token: 1.0 or 2.0.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("tokenKind", SHAPE_TEXT, "Token Kind",
		"One of app (service principal) and user (sign-in).", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("tokenExpiresAt", SHAPE_TEXT, "Token Expires At", "When the token expires.",
		.format = "date-time", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("registrationId", SHAPE_TEXT, "Registration ID",
		"The app registration that matched.", .format = "uuid",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER(
		"permissions", SHAPE_TEXTS, "Permissions", "What the app registration allows."),
};

const struct shape_object exchange_objects_caller = {"Caller", "Caller",
	"Who the service takes the connection for.", SHAPE_MEMBERS(caller_members)};
