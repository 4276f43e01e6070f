//! Marketplace: what is for sale, who sells it and how buyers find it.

use super::{Domain, Unit, job, service, system, thing, website};

pub(super) const UNIT: Unit = Unit {
    name: "marketplace",
    title: "Marketplace",
    purpose: "Two million things for sale, and the people who find and sell them.",
    domains: &[DISCOVERY, ASSORTMENT, SELLERS],
};

const DISCOVERY: Domain = Domain {
    name: "discovery",
    title: "Discovery",
    purpose: "How buyers find what they came for, and what they did not know they wanted.",
    systems: &[
        system("search", "Search", "search-relevance", "answers every query with ranked listings in under 80 ms")
            .owns(&[thing("search-query", "performed refined abandoned"), thing("index-snapshot", "built promoted")])
            .with(&[
                service(
                    "query-understanding",
                    "Corrects spelling and recognises brand, colour and size in a query before it reaches the index.",
                    "",
                ),
                service(
                    "search-indexer",
                    "Turns listing, price and stock events into index updates, ten seconds behind at most.",
                    "listing price stock-level",
                ),
            ])
            .listens("review product")
            .calls("feature-flags ranking"),
        system("recommendations", "Recommendations", "personalisation", "suggests what a buyer is likely to want next")
            .owns(&[thing("recommendation", "shown clicked dismissed")])
            .with(&[
                service("similar-items", "Finds listings that look or read like a given one.", "listing"),
                service("bought-together", "Counts which things end up in the same order.", "order"),
            ])
            .listens("page-view wishlist")
            .calls("feature-store experiments"),
        system("browse", "Browse", "storefront-experience", "draws home, category and listing pages for web and apps")
            .owns(&[thing("page-view", "recorded"), thing("collection", "published retired")])
            .with(&[
                website("quayside-web", "The shop as seen in a browser, rendered on the server."),
                service("page-composer", "Puts the blocks of a page together within a budget of 120 ms.", "collection"),
            ])
            .listens("category promotion")
            .calls("listings prices reviews"),
        system("ranking", "Ranking", "search-relevance", "scores listings for a query and a buyer")
            .owns(&[thing("ranking-model", "trained released rolled-back")])
            .with(&[job("ranking-trainer", "Trains tomorrow's ranking model on last month's clicks.", "search-query")])
            .listens("recommendation")
            .calls("feature-store"),
        system("visual-search", "Visual search", "personalisation", "finds listings that look like a photograph")
            .owns(&[thing("image-match", "found rated")])
            .with(&[service("image-embedder", "Turns each picture into a vector of 512 numbers.", "media-asset")])
            .calls("listings media"),
    ],
};

const ASSORTMENT: Domain = Domain {
    name: "assortment",
    title: "Assortment",
    purpose: "What is for sale: listings, products, categories, pictures, and what must not be sold.",
    systems: &[
        system(
            "listings",
            "Listings",
            "listing-core",
            "holds every offer that a seller has for sale",
        )
        .owns(&[
            thing("listing", "created changed approved withdrawn"),
            thing("variation", "added removed"),
        ])
        .with(&[
            service(
                "listing-moderation",
                "Holds back listings that break the rules until a person has looked.",
                "listing restriction",
            ),
            job(
                "bulk-lister",
                "Imports sellers' spreadsheets of up to 200,000 rows, row by row and resumable.",
                "",
            ),
        ])
        .listens("seller media-asset recall")
        .calls("taxonomy seller-accounts"),
        system(
            "product-data",
            "Product data",
            "product-graph",
            "knows what a product is, whoever sells it",
        )
        .owns(&[thing("product", "matched enriched merged")])
        .with(&[service(
            "gtin-matcher",
            "Recognises the same product in different listings by GTIN.",
            "listing",
        )])
        .listens("attribute-rule")
        .calls("taxonomy"),
        system(
            "taxonomy",
            "Taxonomy",
            "product-graph",
            "keeps the categories and the attributes each one asks for",
        )
        .owns(&[
            thing("category", "added moved closed"),
            thing("attribute-rule", "changed"),
        ])
        .with(&[service(
            "category-suggester",
            "Proposes a category for a title and a picture.",
            "",
        )]),
        system(
            "media",
            "Media",
            "listing-core",
            "stores, checks and resizes the pictures and films of listings",
        )
        .owns(&[thing("media-asset", "uploaded processed rejected")])
        .with(&[
            service(
                "image-resizer",
                "Makes the seven sizes that pages need, as AVIF and JPEG.",
                "media-asset",
            ),
            service(
                "media-scanner",
                "Looks for malware, nudity and watermarks of other shops.",
                "media-asset",
            ),
        ]),
        system(
            "compliance",
            "Product compliance",
            "trust-and-rules",
            "keeps forbidden and recalled goods off the shelf",
        )
        .owns(&[
            thing("recall", "announced lifted"),
            thing("restriction", "imposed relaxed"),
        ])
        .with(&[
            job(
                "recall-importer",
                "Reads the Safety Gate feed every hour and opens recalls.",
                "",
            ),
            service(
                "recall-matcher",
                "Finds every listing and past order that a recall touches.",
                "recall product",
            ),
        ])
        .listens("listing")
        .calls("product-data orders"),
    ],
};

const SELLERS: Domain = Domain {
    name: "sellers",
    title: "Sellers",
    purpose: "Eleven thousand shops: letting them in, helping them sell, keeping them honest.",
    systems: &[
        system(
            "seller-accounts",
            "Seller accounts",
            "seller-onboarding",
            "knows every seller and what each may do",
        )
        .owns(&[
            thing("seller", "registered verified suspended"),
            thing("storefront", "opened changed closed"),
        ])
        .with(&[website(
            "seller-portal",
            "Where sellers run their shop: orders, listings, money, messages.",
        )])
        .listens("verification performance-score")
        .calls("identity addresses"),
        system(
            "verification",
            "Seller verification",
            "seller-onboarding",
            "checks that a seller is who they say they are",
        )
        .owns(&[thing("verification", "started passed failed")])
        .with(&[
            service(
                "document-reader",
                "Reads company extracts and passports, and says how sure it is.",
                "",
            ),
            service(
                "sanctions-screening",
                "Compares owners with the EU, UN and OFAC lists every day.",
                "seller",
            ),
        ]),
        system(
            "seller-insights",
            "Seller insights",
            "seller-growth",
            "shows sellers how their shop is doing",
        )
        .owns(&[thing("sales-report", "published")])
        .with(&[job(
            "benchmark-builder",
            "Compares each shop with its ten nearest, without naming them.",
            "",
        )])
        .listens("order page-view refund")
        .calls("seller-accounts"),
        system(
            "seller-messaging",
            "Seller messaging",
            "seller-growth",
            "carries messages between buyers and sellers",
        )
        .owns(&[thing("conversation", "opened answered escalated")])
        .with(&[service(
            "message-filter",
            "Masks phone numbers and links that lead out of the market.",
            "",
        )])
        .listens("order return-request")
        .calls("seller-accounts profiles"),
        system(
            "seller-performance",
            "Seller performance",
            "trust-and-rules",
            "scores sellers by what buyers live through",
        )
        .owns(&[thing("performance-score", "calculated dropped")])
        .with(&[service(
            "late-shipment-monitor",
            "Counts parcels handed over after the promise.",
            "shipment order",
        )])
        .listens("return-request review case"),
        system(
            "advertising",
            "Sponsored listings",
            "ads",
            "sells places in search results to sellers",
        )
        .owns(&[
            thing("ad-campaign", "started paused exhausted"),
            thing("ad-click", "recorded refunded"),
        ])
        .with(&[
            service(
                "ad-auction",
                "Runs the second-price auction for sponsored places within 20 ms.",
                "ad-campaign",
            ),
            service(
                "click-fraud-filter",
                "Takes clicks of robots and rivals off the bill.",
                "ad-click bot-verdict",
            ),
        ])
        .listens("search-query listing")
        .calls("listings ledger"),
    ],
};
