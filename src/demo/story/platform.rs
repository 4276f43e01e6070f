//! Platform: what the other units build on.

use super::{Domain, Unit, job, service, system, thing, website};

pub(super) const UNIT: Unit = Unit {
    name: "platform",
    title: "Platform",
    purpose: "The paved road: build, ship, run, observe and secure without asking.",
    domains: &[DEVELOPER_PLATFORM, DATA, SECURITY],
};

const DEVELOPER_PLATFORM: Domain = Domain {
    name: "developer-platform",
    title: "Developer platform",
    purpose: "From a commit to production in eleven minutes.",
    systems: &[
        system(
            "deployments",
            "Deployments",
            "developer-experience",
            "ships every commit that passes, and takes back those that fail",
        )
        .owns(&[thing("deployment", "started finished rolled-back")])
        .with(&[
            service(
                "canary-judge",
                "Compares the new version with the old one for ten minutes and decides.",
                "deployment alert",
            ),
            service(
                "preview-environments",
                "A copy of the service for each pull request, gone after two days.",
                "",
            ),
        ])
        .calls("secrets feature-flags"),
        system(
            "feature-flags",
            "Feature flags",
            "developer-experience",
            "switches behaviour without a deployment",
        )
        .owns(&[thing("flag", "changed archived")])
        .with(&[job(
            "stale-flag-finder",
            "Opens a pull request for each flag that nobody has asked for in 90 days.",
            "",
        )]),
        system(
            "api-gateway",
            "API gateway",
            "traffic",
            "lets requests in, counts them and sends them on",
        )
        .owns(&[thing("gateway-route", "published withdrawn")])
        .with(&[service(
            "rate-limiter",
            "Token buckets by client, shared by all regions.",
            "",
        )])
        .calls("identity"),
        system(
            "schema-registry",
            "Schema registry",
            "event-streaming",
            "keeps the schemas of all topics compatible",
        )
        .owns(&[thing("schema", "registered deprecated")])
        .with(&[
            service(
                "topic-janitor",
                "Finds topics without producers or consumers.",
                "schema",
            ),
            website(
                "event-explorer",
                "Search topics, see the last hundred events, follow one key.",
            ),
        ]),
        system(
            "secrets",
            "Secrets",
            "runtime",
            "hands out secrets that live for an hour",
        )
        .owns(&[thing("secret", "rotated revoked")])
        .with(&[service(
            "certificate-renewer",
            "Renews certificates a month before they end.",
            "",
        )]),
        system(
            "observability",
            "Observability",
            "reliability",
            "collects logs, traces and metrics and wakes the right person",
        )
        .owns(&[thing("alert", "fired acknowledged resolved")])
        .with(&[
            service(
                "slo-calculator",
                "Works out how much of the error budget is left.",
                "",
            ),
            service(
                "alert-router",
                "Finds who is on call for what is burning.",
                "alert",
            ),
        ])
        .listens("deployment"),
    ],
};

const DATA: Domain = Domain {
    name: "data",
    title: "Data",
    purpose: "Events become facts that people and models can rely on.",
    systems: &[
        system(
            "data-lake",
            "Data lake",
            "data-engineering",
            "lands every event as a table within five minutes",
        )
        .owns(&[thing("dataset", "landed late quarantined")])
        .with(&[
            service(
                "topic-to-table",
                "Writes each topic to Iceberg, exactly once.",
                "order payment shipment listing customer",
            ),
            job("table-compactor", "Joins small files at night.", ""),
        ])
        .listens("schema"),
        system(
            "feature-store",
            "Feature store",
            "ml-platform",
            "serves features to models, the same offline and online",
        )
        .owns(&[thing("feature-set", "registered refreshed")])
        .with(&[service(
            "feature-stream",
            "Computes features from events as they happen.",
            "order page-view sign-in",
        )])
        .listens("dataset"),
        system(
            "experiments",
            "Experiments",
            "ml-platform",
            "tells luck from improvement",
        )
        .owns(&[thing("experiment", "started stopped decided")])
        .with(&[job(
            "significance-report",
            "Sends the morning's results, with their intervals.",
            "",
        )])
        .listens("dataset")
        .calls("feature-flags"),
        system(
            "reporting",
            "Reporting",
            "data-engineering",
            "answers the company's questions about itself",
        )
        .owns(&[thing("report", "published failed")])
        .with(&[website(
            "numbers",
            "The dashboards that the Monday meeting looks at.",
        )])
        .listens("dataset accounting-period"),
        system(
            "data-quality",
            "Data quality",
            "data-engineering",
            "notices that a number is wrong before the Monday meeting does",
        )
        .owns(&[thing("data-incident", "opened closed")])
        .with(&[service(
            "freshness-probe",
            "Asks every table how old it is.",
            "dataset",
        )]),
    ],
};

const SECURITY: Domain = Domain {
    name: "security",
    title: "Security",
    purpose: "Who is asking, what may they do, and what did they do.",
    systems: &[
        system(
            "identity",
            "Identity",
            "identity",
            "signs in customers, sellers, staff and services, and issues their tokens",
        )
        .owns(&[
            thing("sign-in", "succeeded refused"),
            thing("credential", "issued revoked"),
        ])
        .with(&[
            service("passkeys", "Registers and checks passkeys (WebAuthn).", ""),
            service(
                "token-exchange",
                "Swaps a caller's token for one that the next service accepts (RFC 8693).",
                "",
            ),
        ]),
        system(
            "audit",
            "Audit",
            "security-engineering",
            "keeps who did what, for seven years, unchangeable",
        )
        .owns(&[thing("audit-record", "written")])
        .with(&[job(
            "audit-sealer",
            "Seals the day's records with a hash that is published.",
            "audit-record",
        )])
        .listens("sign-in access-grant secret deployment payout"),
        system(
            "access",
            "Access",
            "security-engineering",
            "grants access for a reason and for a time",
        )
        .owns(&[thing("access-grant", "requested given expired")])
        .with(&[service(
            "access-reviewer",
            "Asks every quarter whether it is still needed.",
            "access-grant",
        )])
        .calls("identity"),
        system(
            "vulnerabilities",
            "Vulnerabilities",
            "security-engineering",
            "finds what must be patched and chases it",
        )
        .owns(&[thing("vulnerability", "found fixed accepted")])
        .with(&[job(
            "image-scanner",
            "Scans every running image each night against the advisories.",
            "deployment",
        )]),
        system(
            "bot-defence",
            "Bot defence",
            "identity",
            "tells people from robots at the door",
        )
        .owns(&[thing("bot-verdict", "human robot unsure")])
        .with(&[service("challenge", "A puzzle that nobody hates.", "")])
        .listens("sign-in page-view"),
    ],
};
