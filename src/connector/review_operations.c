#include "connector/review_operations.h"

#include "connector/exchange_objects.h"
#include "connector/members.h"
#include "connector/review_objects.h"

#define PRODUCT_PATH "/v2.0/reviews/product/{productId}"

static const struct shape_member product_list_parameters[] = {MEMBERS_PAGE_SHAPE};

static const struct shape_values products = {
	"ListProducts", "value", "productId", &product_list_parameters[0]};
static const struct shape_values markets = {"ListMarkets", "items", "market", NULL};
static const struct shape_values locales = {"ListLocales", "items", "locale", NULL};

static const char *const sorts[] = {"mostRecent", "mostHelpful", "highest", "lowest", NULL};
static const char *const formats[] = {"json", "csv", "ndjson", "spreadsheet", "google", NULL};
static const char *const compressions[] = {"gzip", NULL};

#define PRODUCT_ID                                                                                 \
	SHAPE_MEMBER("productId", SHAPE_TEXT, "Product ID", "The ID of the product.",              \
		.required = true, .place = SHAPE_IN_PATH, .values = &products)
#define ENVIRONMENT_ID                                                                             \
	SHAPE_MEMBER("tenantId", SHAPE_TEXT, "Environment ID",                                     \
		"The ID of the environment, which Get the caller returns; not a directory.",       \
		.required = true, .place = SHAPE_IN_QUERY, .is_environment = true)
#define MARKET(description_)                                                                       \
	SHAPE_MEMBER("market", SHAPE_TEXT, "Market", description_, .place = SHAPE_IN_QUERY,        \
		.values = &markets)
#define PAGE_SIZE(description_)                                                                    \
	SHAPE_MEMBER("pageSize", SHAPE_INTEGER, "Page Size", description_, .format = "int32",      \
		.place = SHAPE_IN_QUERY, .visibility = SHAPE_ADVANCED)

static const struct shape_member submit_parameters[] = {
	PRODUCT_ID,
	ENVIRONMENT_ID,
	SHAPE_MEMBER("locale", SHAPE_TEXT, "Locale", "The language of the review, such as en-us.",
		.required = true, .place = SHAPE_IN_QUERY, .values = &locales),
	SHAPE_MEMBER("encodedUser", SHAPE_TEXT, "Author",
		"A text that identifies the author, or the Base64 form of a JSON object with id, "
		"name and email.",
		.required = true, .place = SHAPE_IN_QUERY),
	SHAPE_MEMBER("channelId", SHAPE_TEXT, "Channel ID",
		"The channel in which the review was written.", .place = SHAPE_IN_QUERY,
		.visibility = SHAPE_ADVANCED),
	MARKET("The market in which the review was written, such as US."),
	SHAPE_MEMBER("onePerUser", SHAPE_BOOLEAN, "One per Author",
		"Whether to refuse a second review of the product by the same author.",
		.place = SHAPE_IN_QUERY, .visibility = SHAPE_ADVANCED),
	MEMBERS_IDEMPOTENCY_KEY("review",
		"the ID of the source row, or else the expression guid(). With the ID, "
		"a run that is submitted again within a day stores the review only once",
		SHAPE_NORMAL),
};

#define SOURCE                                                                                     \
	SHAPE_MEMBER("source", SHAPE_TEXT, "Source",                                               \
		"A name for where the reviews come from; IDs are unique in their source.",         \
		.required = true, .place = SHAPE_IN_QUERY)
#define DRY_RUN                                                                                    \
	SHAPE_MEMBER("dryRun", SHAPE_BOOLEAN, "Dry Run",                                           \
		"Whether to check the reviews without storing them.", .place = SHAPE_IN_QUERY,     \
		.visibility = SHAPE_ADVANCED)

static const struct shape_member import_parameters[] = {SOURCE, DRY_RUN};

static const struct shape_member file_parameters[] = {
	SOURCE,
	SHAPE_MEMBER("columns", SHAPE_TEXT, "Columns",
		"For a CSV file with other column names, such as productId=Item;rating=Stars.",
		.place = SHAPE_IN_QUERY),
	DRY_RUN,
	MEMBERS_IDEMPOTENCY_KEY("file", "the expression guid()", SHAPE_ADVANCED),
};

static const struct shape_member export_parameters[] = {
	ENVIRONMENT_ID,
	SHAPE_MEMBER("format", SHAPE_TEXT, "Format", "The format of the file; by default JSON.",
		.choices = formats, .place = SHAPE_IN_QUERY),
	SHAPE_MEMBER("since", SHAPE_TEXT, "Since",
		"The cursor of an earlier export, to export only later changes; empty: everything.",
		.place = SHAPE_IN_QUERY),
	SHAPE_MEMBER("compress", SHAPE_TEXT, "Compression",
		"How to compress the file; by default not at all.", .choices = compressions,
		.place = SHAPE_IN_QUERY, .visibility = SHAPE_ADVANCED),
};

static const struct shape_member product_reviews_parameters[] = {
	PRODUCT_ID,
	SHAPE_MEMBER("sort", SHAPE_TEXT, "Order",
		"The order of the reviews; by default the most recent first.", .choices = sorts,
		.place = SHAPE_IN_QUERY),
	SHAPE_MEMBER("rating", SHAPE_INTEGER, "Rating", "Only reviews with this number of stars.",
		.format = "int32", .place = SHAPE_IN_QUERY),
	MARKET("Only reviews of this market."),
	SHAPE_MEMBER("locale", SHAPE_TEXT, "Locale", "Only reviews in this language.",
		.place = SHAPE_IN_QUERY, .values = &locales),
	SHAPE_MEMBER("channelId", SHAPE_TEXT, "Channel ID", "Only reviews of this channel.",
		.place = SHAPE_IN_QUERY, .visibility = SHAPE_ADVANCED),
	PAGE_SIZE("The number of reviews on a page, 1 to 100."),
	MEMBERS_PAGE_SHAPE,
};

static const struct shape_member reviews_parameters[] = {
	PAGE_SIZE("The number of reviews on a page, 1 to 100."),
	MEMBERS_PAGE_SHAPE,
};

static const struct shape_member review_parameters[] = {
	SHAPE_MEMBER("reviewId", SHAPE_TEXT, "Review ID", "The ID of the review.", .required = true,
		.place = SHAPE_IN_PATH),
};

static const struct shape_member ratings_parameters[] = {
	PRODUCT_ID,
	MARKET("Only ratings of this market; by default all markets."),
	SHAPE_MEMBER("withReviews", SHAPE_BOOLEAN, "With Reviews",
		"Whether to add the most favorable and the most critical review.",
		.place = SHAPE_IN_QUERY, .visibility = SHAPE_ADVANCED),
};

static const struct shape_member all_ratings_parameters[] = {
	SHAPE_MEMBER("since", SHAPE_TEXT, "Since",
		"The cursor of an earlier call, to list only later changes; empty: everything.",
		.place = SHAPE_IN_QUERY),
	PAGE_SIZE("The number of summaries on a page, 1 to 1,000."),
	MEMBERS_PAGE_SHAPE,
};

static const struct shape_member trigger_parameters[] = {
	PAGE_SIZE("The greatest number of reviews at once, 1 to 1,000."),
};

static const struct shape_operation operations[] = {
	{.id = "SubmitReview",
		.method = "post",
		.path = PRODUCT_PATH "/user",
		.tag = "Reviews",
		.summary = "Submit a review",
		.description =
			"Stores one review of a product and returns its ID. Give a key: "
			"without one, a retry after a lost response stores the review twice.",
		.visibility = SHAPE_IMPORTANT,
		SHAPE_PARAMETERS(submit_parameters),
		.body = SHAPE_BODY_OBJECT,
		.body_object = &exchange_objects_submission,
		.body_summary = "Review",
		.body_description = "The review to store.",
		.answer = SHAPE_ANSWER_TEXT,
		.answer_status = 200,
		.answer_description = "The ID of the review.",
		.errors = {409, 412, 422}},
	{.id = "ImportReviews",
		.method = "post",
		.path = "/v2.0/reviews:import",
		.tag = "Reviews",
		.summary = "Import reviews",
		.description = "Stores many reviews in one call and returns a result for each. A "
			       "review that was imported before is updated, so a retry stores "
			       "nothing twice.",
		.visibility = SHAPE_IMPORTANT,
		SHAPE_PARAMETERS(import_parameters),
		.body = SHAPE_BODY_OBJECTS,
		.body_object = &exchange_objects_import_item,
		.body_summary = "Reviews",
		.body_description = "The reviews to store.",
		.answer_status = 200,
		.answer_object = &exchange_objects_import_result,
		.answer_description = "The results; items with errors are not stored.",
		.errors = {413}},
	{.id = "ImportReviewsFromFile",
		.method = "post",
		.path = "/v2.0/reviews:import-file",
		.tag = "Reviews",
		.summary = "Import reviews from a file",
		.description =
			"Stores the reviews of a CSV, JSON or NDJSON file in the background, "
			"and ends when all are stored. A review that was imported before "
			"is updated, so a retry stores nothing twice.",
		SHAPE_PARAMETERS(file_parameters),
		.body = SHAPE_BODY_FILE,
		.body_summary = "File Content",
		.body_description = "The content of the file, as file actions return it.",
		.answer_status = 200,
		.answer_object = &exchange_objects_job,
		.answer_description = "The import has ended; its state says how.",
		.pending = "The import is under way.",
		.errors = {412, 413}},
	{.id = "ExportReviews",
		.method = "get",
		.path = "/v2.0/export/reviews",
		.tag = "Reviews",
		.summary = "Export reviews",
		.description =
			"Writes all reviews, or those that changed since a cursor, to a file "
			"and returns a link to it. Each call writes a new file.",
		SHAPE_PARAMETERS(export_parameters),
		.answer_status = 200,
		.answer_object = &exchange_objects_export,
		.answer_description = "The export."},
	{.id = "ListReviews",
		.method = "get",
		.path = "/v2.0/reviews",
		.tag = "Reviews",
		.summary = "List reviews",
		.description = "Lists the reviews that readers see, last changed first. Turn on "
			       "pagination to get more than one page.",
		.pageable = true,
		SHAPE_PARAMETERS(reviews_parameters),
		.answer_status = 200,
		.answer_object = &review_objects_page,
		.answer_description = "A page of reviews."},
	{.id = "ListProductReviews",
		.method = "get",
		.path = PRODUCT_PATH,
		.tag = "Reviews",
		.summary = "List the reviews of a product",
		.description =
			"Lists the reviews of a product that have a text. Turn on pagination "
			"to get more than one page.",
		.pageable = true,
		SHAPE_PARAMETERS(product_reviews_parameters),
		.answer_status = 200,
		.answer_object = &review_objects_page,
		.answer_description = "A page of reviews."},
	{.id = "GetReview",
		.method = "get",
		.path = "/v2.0/reviews/{reviewId}",
		.tag = "Reviews",
		.summary = "Get a review",
		.description = "Returns one review as readers see it.",
		SHAPE_PARAMETERS(review_parameters),
		.answer_status = 200,
		.answer_object = &review_objects_review,
		.answer_description = "The review.",
		.errors = {404}},
	{.id = "GetProductRatings",
		.method = "get",
		.path = "/v2.0/ratings/product/{productId}",
		.tag = "Ratings",
		.summary = "Get the ratings of a product",
		.description = "Returns the average rating of a product and the number of ratings "
			       "for each star.",
		SHAPE_PARAMETERS(ratings_parameters),
		.answer_status = 200,
		.answer_object = &review_objects_ratings,
		.answer_description = "The ratings; all counts are zero for an unknown product."},
	{.id = "ListRatings",
		.method = "get",
		.path = "/v2.0/ratings",
		.tag = "Ratings",
		.summary = "List ratings",
		.description =
			"Lists the ratings of all products, or of those that changed since a "
			"cursor, to keep a copy of them up to date. Turn on pagination to get "
			"more than one page. To store the cursor, leave it off, and pass each "
			"cursor as Since until a page is empty.",
		.pageable = true,
		SHAPE_PARAMETERS(all_ratings_parameters),
		.answer_status = 200,
		.answer_object = &review_objects_ratings_page,
		.answer_description = "A page of summaries."},
	{.id = "OnReviewsChanged",
		.method = "get",
		.path = "/v2.0/triggers/reviews-changed",
		.tag = "Triggers",
		.summary = "When reviews are added or changed",
		.description =
			"Triggers when reviews are added, changed or deleted, and returns all of "
			"them since the previous poll, hidden ones included. No change is missed; "
			"the same change can come again.",
		.visibility = SHAPE_IMPORTANT,
		.trigger = SHAPE_TRIGGER_BATCH,
		.trigger_hint = "Submit a review, or edit one.",
		SHAPE_PARAMETERS(trigger_parameters),
		.answer = SHAPE_ANSWER_OBJECTS,
		.answer_status = 200,
		.answer_object = &review_objects_change,
		.answer_description = "The reviews, in the order of their last change.",
		.pending = "Nothing has changed."},
	{.id = "OnReviewChanged",
		.method = "get",
		.path = "/v2.0/triggers/review-changed",
		.tag = "Triggers",
		.summary = "When a review is added or changed",
		.description =
			"Triggers when a review is added, changed or deleted, once for each, "
			"hidden ones included. No change is missed; the same change can "
			"come again.",
		.trigger = SHAPE_TRIGGER_SINGLE,
		.trigger_hint = "Submit a review, or edit one.",
		.answer_status = 200,
		.answer_object = &review_objects_change,
		.answer_description = "The review.",
		.pending = "Nothing has changed."},
	{.id = "ListProducts",
		.method = "get",
		.path = "/v2.0/products",
		.tag = "Values",
		.summary = "List products",
		.description = "Lists the products that have reviews, to choose from.",
		.visibility = SHAPE_INTERNAL,
		.pageable = true,
		SHAPE_PARAMETERS(product_list_parameters),
		.answer_status = 200,
		.answer_object = &review_objects_product_page,
		.answer_description = "A page of products."},
	{.id = "ListMarkets",
		.method = "get",
		.path = "/v2.0/markets",
		.tag = "Values",
		.summary = "List markets",
		.description = "Lists the markets that have reviews, to choose from.",
		.visibility = SHAPE_INTERNAL,
		.answer_status = 200,
		.answer_object = &review_objects_market_list,
		.answer_description = "The markets."},
	{.id = "ListLocales",
		.method = "get",
		.path = "/v2.0/locales",
		.tag = "Values",
		.summary = "List locales",
		.description = "Lists the locales that have reviews, to choose from.",
		.visibility = SHAPE_INTERNAL,
		.answer_status = 200,
		.answer_object = &review_objects_locale_list,
		.answer_description = "The locales."},
	{.id = "GetCaller",
		.method = "get",
		.path = "/v2.0/caller",
		.tag = "Connection",
		.summary = "Get the caller",
		.description = "Returns who the service takes the connection for, what it may do, "
			       "and the ID of the environment.",
		.answer_status = 200,
		.answer_object = &exchange_objects_caller,
		.answer_description = "The caller."},
};

static const struct shape_tag tags[] = {
	{"Reviews", "Reviews of products."},
	{"Ratings", "Ratings of products, counted."},
	{"Triggers", "What starts a flow."},
	{"Values", "What makers choose from."},
	{"Connection", "The connection itself."},
};

const struct shape_connector review_operations_connector = {.title = "Product Ratings and Reviews",
	.description =
		"Stores, imports and exports product reviews, and follows their changes, in a "
		"ratings and reviews service that admits only registered apps.",
	.test_operation = "GetCaller",
	.operations = operations,
	.operation_count = SHAPE_COUNT(operations),
	.tags = tags,
	.tag_count = SHAPE_COUNT(tags),
	.readme = "src/connector/readme.md",
	.intro = "src/connector/intro.md"};
