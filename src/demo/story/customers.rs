//! Customers: accounts, the messages they get, and the care they need.

use super::{Domain, Unit, job, service, system, thing, website};

pub(super) const UNIT: Unit = Unit {
    name: "customers",
    title: "Customers",
    purpose: "Six million people who should want to come back.",
    domains: &[ACCOUNTS, ENGAGEMENT, CARE],
};

const ACCOUNTS: Domain = Domain {
    name: "accounts",
    title: "Accounts",
    purpose: "Who our customers are, and what they have allowed us to know.",
    systems: &[
        system(
            "profiles",
            "Profiles",
            "customer-accounts",
            "keeps what a customer has told us about themselves",
        )
        .owns(&[thing("customer", "registered changed erased")])
        .with(&[
            service(
                "erasure-coordinator",
                "Carries a request to be forgotten through every system and proves it within 30 days.",
                "customer consent",
            ),
            website(
                "my-account",
                "Where customers see and change everything we hold about them.",
            ),
        ])
        .listens("sign-in order")
        .calls("identity addresses"),
        system(
            "consent",
            "Consent",
            "privacy-engineering",
            "remembers who agreed to what, and when",
        )
        .owns(&[thing("consent", "given withdrawn")])
        .with(&[service(
            "cookie-banner",
            "The smallest banner that the law allows.",
            "",
        )]),
        system(
            "addresses",
            "Addresses",
            "customer-accounts",
            "verifies addresses in 31 countries",
        )
        .owns(&[thing("address", "verified changed")])
        .with(&[service(
            "geocoder",
            "Turns an address into a point and says how precise it is.",
            "",
        )]),
        system(
            "business-accounts",
            "Business accounts",
            "customer-accounts",
            "lets a company buy with several people",
        )
        .owns(&[thing("purchase-approval", "requested granted refused")])
        .with(&[service(
            "credit-limit",
            "Says how much a company may owe us.",
            "invoice",
        )])
        .listens("order")
        .calls("profiles"),
    ],
};

const ENGAGEMENT: Domain = Domain {
    name: "engagement",
    title: "Engagement",
    purpose: "Telling people what they want to hear about, and nothing else.",
    systems: &[
        system(
            "notifications",
            "Notifications",
            "messaging",
            "sends every mail, push message and text that leaves Quayside",
        )
        .owns(&[thing("notification", "queued sent bounced opened")])
        .with(&[
            service(
                "push-sender",
                "Delivers push messages to phones and forgets dead devices.",
                "notification",
            ),
            service(
                "email-sender",
                "Delivers mail, handles bounces, keeps our reputation with mail hosts.",
                "notification",
            ),
            service(
                "quiet-hours",
                "Holds what can wait until people are awake.",
                "notification",
            ),
        ])
        .listens("order shipment refund return-request payout delivery-slot")
        .calls("profiles consent"),
        system(
            "reviews",
            "Reviews",
            "community",
            "collects and shows what buyers think",
        )
        .owns(&[thing("review", "submitted published removed")])
        .with(&[service(
            "review-checker",
            "Keeps paid and copied reviews out.",
            "review",
        )])
        .listens("order")
        .calls("profiles"),
        system("loyalty", "Loyalty", "loyalty", "thanks people who come back")
            .owns(&[
                thing("loyalty-point", "earned spent expired"),
                thing("loyalty-tier", "reached lost"),
            ])
            .with(&[job(
                "point-expiry",
                "Lets points lapse after two years, with three warnings.",
                "",
            )])
            .listens("order refund")
            .calls("profiles"),
        system(
            "campaigns",
            "Campaigns",
            "messaging",
            "plans newsletters and measures whether anyone cared",
        )
        .owns(&[thing("campaign", "scheduled sent"), thing("audience", "computed")])
        .with(&[service(
            "send-time-optimiser",
            "Learns when each person reads mail.",
            "notification",
        )])
        .listens("basket wishlist page-view")
        .calls("notifications consent profiles"),
        system(
            "wishlists",
            "Wishlists",
            "community",
            "keeps what people would like to have one day",
        )
        .owns(&[thing("wishlist", "changed shared")])
        .with(&[service(
            "price-drop-alert",
            "Says so when something wished for gets cheaper.",
            "price wishlist",
        )])
        .listens("listing")
        .calls("listings"),
        system(
            "referrals",
            "Referrals",
            "loyalty",
            "rewards people who bring friends",
        )
        .owns(&[thing("referral", "invited joined rewarded")])
        .with(&[service(
            "self-referral-check",
            "Notices that the friend lives in the same phone.",
            "referral",
        )])
        .listens("customer order")
        .calls("promotions"),
    ],
};

const CARE: Domain = Domain {
    name: "care",
    title: "Customer care",
    purpose: "When something went wrong: one answer, from someone who can act.",
    systems: &[
        system(
            "cases",
            "Cases",
            "care-desk",
            "keeps every question of a customer until it is solved",
        )
        .owns(&[thing("case", "opened answered solved reopened")])
        .with(&[
            service(
                "case-router",
                "Gives a case to the person most likely to solve it at once.",
                "case",
            ),
            website(
                "agent-desktop",
                "One screen with the customer, the order, the parcel and the money.",
            ),
        ])
        .listens("shipment refund conversation chat")
        .calls("profiles orders shipments refunds"),
        system(
            "live-chat",
            "Live chat",
            "conversational",
            "talks with customers while they shop",
        )
        .owns(&[thing("chat", "started handed-over ended")])
        .with(&[service(
            "chat-assistant",
            "Answers the twenty most frequent questions and hands over the rest.",
            "article",
        )])
        .calls("profiles orders"),
        system(
            "help-centre",
            "Help centre",
            "conversational",
            "answers questions before they are asked",
        )
        .owns(&[thing("article", "published voted-on retired")])
        .with(&[website(
            "help-pages",
            "help.quayside.example in fourteen languages.",
        )])
        .listens("case"),
        system(
            "claims",
            "Claims",
            "care-desk",
            "settles what was lost or broken on the way",
        )
        .owns(&[thing("claim", "filed settled refused")])
        .with(&[service(
            "claim-photos",
            "Compares the photograph of the damage with that of the driver.",
            "delivery-attempt",
        )])
        .listens("shipment case")
        .calls("shipments orders"),
        system(
            "telephony",
            "Telephony",
            "care-desk",
            "brings calls to people who speak the language",
        )
        .owns(&[thing("phone-call", "queued answered missed")])
        .with(&[service(
            "callback-planner",
            "Calls back so that nobody listens to music.",
            "phone-call",
        )])
        .calls("cases"),
    ],
};
