#include "connector/review_objects.h"

#include "connector/members.h"

static const struct shape_member response_members[] = {
	SHAPE_MEMBER("responseId", SHAPE_TEXT, "Response ID", "The ID of the response.",
		.format = "uuid"),
	SHAPE_MEMBER("reviewId", SHAPE_TEXT, "Response Review ID",
		"The ID of the review that it answers.", .format = "uuid",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("responderName", SHAPE_TEXT, "Responder Name",
		"The name in which the store responded."),
	SHAPE_MEMBER(
		"responseText", SHAPE_TEXT, "Response Text", "The response, as readers see it."),
	SHAPE_MEMBER("isTakenDown", SHAPE_BOOLEAN, "Response Is Taken Down", "Always false.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("violationsFound", SHAPE_BOOLEAN, "Response Has Hidden Words",
		"Whether words of the response are hidden.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("market", SHAPE_TEXT, "Response Market", "The market of the review.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("locale", SHAPE_TEXT, "Response Locale", "The locale of the review.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("submittedDateTime", SHAPE_TEXT, "Responded At", "When the store responded.",
		.format = "date-time"),
	SHAPE_MEMBER("isPublic", SHAPE_BOOLEAN, "Response Is Public", "Always true.",
		.visibility = SHAPE_ADVANCED),
};

static const struct shape_object response = {"StoreResponse", "Store Response",
	"The response of the store to a review.", SHAPE_MEMBERS(response_members)};

static const struct shape_member review_members[] = {
	SHAPE_MEMBER(
		"reviewId", SHAPE_TEXT, "Review ID", "The ID of the review.", .format = "uuid"),
	SHAPE_MEMBER("productId", SHAPE_TEXT, "Product ID", "The ID of the product."),
	SHAPE_MEMBER("productName", SHAPE_TEXT, "Product Name", "The name of the product."),
	SHAPE_MEMBER("sku", SHAPE_TEXT, "SKU", "The stock keeping unit."),
	SHAPE_MEMBER("userName", SHAPE_TEXT, "Author Name", "The display name of the author."),
	SHAPE_MEMBER("rating", SHAPE_INTEGER, "Rating", "The number of stars, 1 to 5.",
		.format = "int32"),
	SHAPE_MEMBER("market", SHAPE_TEXT, "Market", "The market in which the review was written."),
	SHAPE_MEMBER("locale", SHAPE_TEXT, "Locale", "The language of the review."),
	SHAPE_MEMBER("channelId", SHAPE_TEXT, "Channel ID",
		"The channel in which the review was written."),
	SHAPE_MEMBER("thoughtfulnessScore", SHAPE_INTEGER, "Helpfulness Score",
		"Helpful votes minus unhelpful votes.", .format = "int64",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("helpfulPositive", SHAPE_INTEGER, "Helpful Votes",
		"The number of readers who found the review helpful.", .format = "int64"),
	SHAPE_MEMBER("helpfulNegative", SHAPE_INTEGER, "Unhelpful Votes",
		"The number of readers who found the review unhelpful.", .format = "int64"),
	SHAPE_MEMBER("title", SHAPE_TEXT, "Title", "The title of the review."),
	SHAPE_MEMBER("reviewText", SHAPE_TEXT, "Review Text",
		"The text; absent if there are only stars."),
	SHAPE_MEMBER("submittedDateTime", SHAPE_TEXT, "Submitted At",
		"When the review was written.", .format = "date-time"),
	SHAPE_MEMBER("isTakenDown", SHAPE_BOOLEAN, "Is Taken Down",
		"Whether the review is taken down.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("violationsFound", SHAPE_BOOLEAN, "Has Hidden Words",
		"Whether words are hidden from readers.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("userResponse", SHAPE_OBJECT, NULL, NULL, .object = &response),
	SHAPE_MEMBER("isPublished", SHAPE_BOOLEAN, "Is Published",
		"Whether the review is published.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("isRevised", SHAPE_BOOLEAN, "Is Revised",
		"Whether the author has edited the review.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("updatedSinceResponse", SHAPE_BOOLEAN, "Edited Since Response",
		"Whether the author has edited the review since the store responded.",
		.visibility = SHAPE_ADVANCED),
};

const struct shape_object review_objects_review = {
	"Review", "Review", "A review as readers see it.", SHAPE_MEMBERS(review_members)};

static const struct shape_member page_members[] = {
	SHAPE_MEMBER("value", SHAPE_OBJECTS, "Reviews", "The reviews on this page.",
		.object = &review_objects_review),
	MEMBERS_NEXT_LINK,
};

const struct shape_object review_objects_page = {
	"ReviewPage", "Page of Reviews", "A page of reviews.", SHAPE_MEMBERS(page_members)};

static const struct shape_member change_members[] = {
	SHAPE_MEMBER("reviewId", SHAPE_TEXT, "Review ID",
		"The ID of the review; the same review can occur again.", .format = "uuid"),
	SHAPE_MEMBER("isDeleted", SHAPE_BOOLEAN, "Is Deleted",
		"True if the review was deleted; most other values are then absent."),
	SHAPE_MEMBER("changeNumber", SHAPE_INTEGER, "Change Number",
		"Ascends, and belongs to one change only: if you have seen the number, it is a "
		"repetition.",
		.format = "int64"),
	SHAPE_MEMBER(
		"source", SHAPE_TEXT, "Source", "The source from which the review was imported."),
	SHAPE_MEMBER(
		"externalId", SHAPE_TEXT, "External ID", "The ID of the review at its source."),
	SHAPE_MEMBER("productId", SHAPE_TEXT, "Product ID", "The ID of the product."),
	SHAPE_MEMBER("productName", SHAPE_TEXT, "Product Name", "The name of the product."),
	SHAPE_MEMBER("sku", SHAPE_TEXT, "SKU", "The stock keeping unit."),
	SHAPE_MEMBER("legalEntity", SHAPE_TEXT, "Legal Entity", "The legal entity."),
	SHAPE_MEMBER("rating", SHAPE_INTEGER, "Rating", "The number of stars, 1 to 5.",
		.format = "int32"),
	SHAPE_MEMBER("title", SHAPE_TEXT, "Title", "The title as the author wrote it."),
	SHAPE_MEMBER("reviewText", SHAPE_TEXT, "Review Text", "The text as the author wrote it."),
	SHAPE_MEMBER("redactedTitle", SHAPE_TEXT, "Redacted Title",
		"The title as readers see it, if words are hidden.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("redactedReviewText", SHAPE_TEXT, "Redacted Review Text",
		"The text as readers see it, if words are hidden.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("market", SHAPE_TEXT, "Market", "The market in which the review was written."),
	SHAPE_MEMBER("locale", SHAPE_TEXT, "Locale", "The language of the review."),
	SHAPE_MEMBER("channelId", SHAPE_TEXT, "Channel ID",
		"The channel in which the review was written."),
	SHAPE_MEMBER("userId", SHAPE_TEXT, "Author ID", "The ID of the author.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("userName", SHAPE_TEXT, "Author Name", "The display name of the author."),
	SHAPE_MEMBER("userEmailHash", SHAPE_TEXT, "Author Email Hash",
		"A keyed hash of the email address of the author.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("submittedDateTime", SHAPE_TEXT, "Submitted At",
		"When the review was written.", .format = "date-time"),
	SHAPE_MEMBER("helpfulPositive", SHAPE_INTEGER, "Helpful Votes",
		"The number of readers who found the review helpful.", .format = "int64"),
	SHAPE_MEMBER("helpfulNegative", SHAPE_INTEGER, "Unhelpful Votes",
		"The number of readers who found the review unhelpful.", .format = "int64"),
	SHAPE_MEMBER("isPublished", SHAPE_BOOLEAN, "Is Published",
		"Whether the review is published; false means that it awaits a moderator."),
	SHAPE_MEMBER("isTakenDown", SHAPE_BOOLEAN, "Is Taken Down",
		"Whether a moderator has taken it down."),
	SHAPE_MEMBER("violationsFound", SHAPE_BOOLEAN, "Has Hidden Words",
		"Whether words are hidden from readers.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("isRevised", SHAPE_BOOLEAN, "Is Revised",
		"Whether the author has edited the review.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("updatedSinceResponse", SHAPE_BOOLEAN, "Edited Since Response",
		"Whether the author has edited the review since the store responded.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("takeDownReason", SHAPE_TEXT, "Reason of Take Down", "Why it was taken down.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("concernCount", SHAPE_INTEGER, "Concerns", "The number of reports by readers.",
		.format = "int64", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("responseId", SHAPE_TEXT, "Response ID",
		"The ID of the response of the store.", .format = "uuid",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("responderName", SHAPE_TEXT, "Responder Name",
		"The name in which the store responded.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("responseText", SHAPE_TEXT, "Response Text", "The response of the store."),
	SHAPE_MEMBER("redactedResponseText", SHAPE_TEXT, "Redacted Response Text",
		"The response as readers see it, if words are hidden.",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("responseDateTime", SHAPE_TEXT, "Responded At", "When the store responded.",
		.format = "date-time", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("extendedProperties", SHAPE_OPEN, "Extended Properties",
		"Additional data from the sender.", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("createdDateTime", SHAPE_TEXT, "Created At",
		"When the service received the review.", .format = "date-time",
		.visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("lastModifiedDateTime", SHAPE_TEXT, "Last Modified At",
		"When the review was last changed or deleted.", .format = "date-time"),
	SHAPE_MEMBER("reason", SHAPE_TEXT, "Reason of Deletion",
		"Only for a deleted review: deleted by a call, or erased with the data of its "
		"author.",
		.visibility = SHAPE_ADVANCED),
};

const struct shape_object review_objects_change = {"ReviewChange", "Changed Review",
	"A review in its current state, with everything that an export has; or what remains of a "
	"deleted one.",
	SHAPE_MEMBERS(change_members)};

#define COUNT_TEXTS(name_, summary_, description_)                                                 \
	SHAPE_MEMBER(name_, SHAPE_INTEGER, summary_, description_, .format = "int64",              \
		.visibility = SHAPE_ADVANCED)

static const struct shape_member ratings_members[] = {
	SHAPE_MEMBER("tenantId", SHAPE_TEXT, "Environment ID", "The ID of the environment.",
		.format = "uuid", .visibility = SHAPE_ADVANCED),
	SHAPE_MEMBER("productId", SHAPE_TEXT, "Product ID", "The ID of the product."),
	SHAPE_MEMBER("market", SHAPE_TEXT, "Market",
		"The market that is counted; absent for all markets."),
	SHAPE_MEMBER("averageRating", SHAPE_NUMBER, "Average Rating",
		"The average number of stars; absent if there are no ratings.", .format = "double"),
	MEMBERS_COUNT(
		"totalRatingsCount", "Ratings", "The number of ratings, with or without a text."),
	MEMBERS_COUNT("reviewsCount", "Reviews", "The number of ratings with a text."),
	MEMBERS_COUNT("star5Count", "Five Stars", "The number of ratings with five stars."),
	MEMBERS_COUNT("star4Count", "Four Stars", "The number of ratings with four stars."),
	MEMBERS_COUNT("star3Count", "Three Stars", "The number of ratings with three stars."),
	MEMBERS_COUNT("star2Count", "Two Stars", "The number of ratings with two stars."),
	MEMBERS_COUNT("star1Count", "One Star", "The number of ratings with one star."),
	COUNT_TEXTS("star5ReviewCount", "Five Star Reviews", "Five stars with a text."),
	COUNT_TEXTS("star4ReviewCount", "Four Star Reviews", "Four stars with a text."),
	COUNT_TEXTS("star3ReviewCount", "Three Star Reviews", "Three stars with a text."),
	COUNT_TEXTS("star2ReviewCount", "Two Star Reviews", "Two stars with a text."),
	COUNT_TEXTS("star1ReviewCount", "One Star Reviews", "One star with a text."),
	SHAPE_MEMBER(
		"mostFavorableReview", SHAPE_OBJECT, NULL, NULL, .object = &review_objects_review),
	SHAPE_MEMBER(
		"mostCriticalReview", SHAPE_OBJECT, NULL, NULL, .object = &review_objects_review),
};

const struct shape_object review_objects_ratings = {"RatingsSummary", "Ratings Summary",
	"The ratings of a product, counted.", SHAPE_MEMBERS(ratings_members)};

static const struct shape_member ratings_page_members[] = {
	SHAPE_MEMBER("value", SHAPE_OBJECTS, "Summaries", "The summaries on this page.",
		.object = &review_objects_ratings),
	SHAPE_MEMBER("cursor", SHAPE_TEXT, "Cursor",
		"The position after this page: store it, and pass it as Since next time."),
	MEMBERS_NEXT_LINK,
};

const struct shape_object review_objects_ratings_page = {"RatingsPage", "Page of Summaries",
	"A page of summaries.", SHAPE_MEMBERS(ratings_page_members)};

static const struct shape_member product_members[] = {
	SHAPE_MEMBER("productId", SHAPE_TEXT, "Product ID", "The ID of the product."),
	SHAPE_MEMBER("productName", SHAPE_TEXT, "Product Name",
		"The name of the product, if it is known."),
};

static const struct shape_object product = {
	"Product", "Product", "A product with reviews.", SHAPE_MEMBERS(product_members)};

static const struct shape_member product_page_members[] = {
	SHAPE_MEMBER("value", SHAPE_OBJECTS, "Products", "The products on this page.",
		.object = &product),
	MEMBERS_NEXT_LINK,
};

const struct shape_object review_objects_product_page = {"ProductPage", "Page of Products",
	"A page of products.", SHAPE_MEMBERS(product_page_members)};

static const struct shape_member market_members[] = {
	SHAPE_MEMBER("market", SHAPE_TEXT, "Market", "A market with reviews."),
};

static const struct shape_object market = {
	"Market", "Market", "A market with reviews.", SHAPE_MEMBERS(market_members)};

static const struct shape_member market_list_members[] = {
	SHAPE_MEMBER(
		"items", SHAPE_OBJECTS, "Markets", "The markets with reviews.", .object = &market),
};

const struct shape_object review_objects_market_list = {"MarketList", "List of Markets",
	"The markets with reviews.", SHAPE_MEMBERS(market_list_members)};

static const struct shape_member locale_members[] = {
	SHAPE_MEMBER("locale", SHAPE_TEXT, "Locale", "A locale with reviews."),
};

static const struct shape_object locale = {
	"Locale", "Locale", "A locale with reviews.", SHAPE_MEMBERS(locale_members)};

static const struct shape_member locale_list_members[] = {
	SHAPE_MEMBER(
		"items", SHAPE_OBJECTS, "Locales", "The locales with reviews.", .object = &locale),
};

const struct shape_object review_objects_locale_list = {"LocaleList", "List of Locales",
	"The locales with reviews.", SHAPE_MEMBERS(locale_list_members)};
