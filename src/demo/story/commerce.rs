//! Commerce: basket, checkout, prices and money.

use super::{Domain, Unit, app, job, service, system, thing, website};

pub(super) const UNIT: Unit = Unit {
    name: "commerce",
    title: "Commerce",
    purpose: "From the first thing in a basket to money in a seller's bank account.",
    domains: &[CHECKOUT, PRICING, PAYMENTS],
};

const CHECKOUT: Domain = Domain {
    name: "checkout",
    title: "Checkout",
    purpose: "Baskets that become orders, and orders that are kept.",
    systems: &[
        system(
            "orders",
            "Orders",
            "order-management",
            "keeps every order from placement until it is delivered or cancelled",
        )
        .owns(&[
            thing("order", "placed paid cancelled completed"),
            thing("order-line", "allocated refused"),
        ])
        .with(&[
            service(
                "order-splitter",
                "Splits an order by warehouse and seller so that each part ships alone.",
                "order",
            ),
            service(
                "order-timeout-watcher",
                "Cancels what is not paid within two hours and frees its stock.",
                "order",
            ),
        ])
        .listens("payment shipment return-request stock-reservation")
        .calls("prices inventory tax-calculation"),
        system(
            "basket",
            "Basket",
            "buying-flow",
            "remembers what a buyer is about to buy, on every device",
        )
        .owns(&[thing("basket", "changed abandoned converted")])
        .with(&[service(
            "basket-merger",
            "Joins the basket of a guest with that of the account on sign-in.",
            "sign-in",
        )])
        .listens("price stock-level")
        .calls("listings prices promotions"),
        system(
            "checkout",
            "Checkout",
            "buying-flow",
            "turns a basket into an order in three screens",
        )
        .owns(&[thing("checkout-session", "started completed abandoned")])
        .with(&[
            website(
                "checkout-web",
                "Address, delivery, payment: the three screens that earn the money.",
            ),
            app("quayside-app", "The shop for iOS and Android, one code base."),
        ])
        .listens("delivery-slot fraud-verdict")
        .calls("basket orders card-payments delivery-options addresses gift-cards"),
        system(
            "gift-cards",
            "Gift cards",
            "buying-flow",
            "sells, keeps and redeems gift cards",
        )
        .owns(&[thing("gift-card", "issued redeemed expired")])
        .with(&[job(
            "gift-card-printer",
            "Sends the nightly batch of plastic cards to the printer.",
            "",
        )])
        .listens("order")
        .calls("currency"),
        system(
            "subscriptions",
            "Repeat orders",
            "order-management",
            "orders again what people need every month",
        )
        .owns(&[thing("repeat-order", "started renewed paused ended")])
        .with(&[job(
            "renewal-scheduler",
            "Places the repeat orders of the day between 04:00 and 06:00.",
            "",
        )])
        .listens("stock-level payment")
        .calls("orders card-payments"),
    ],
};

const PRICING: Domain = Domain {
    name: "pricing",
    title: "Pricing",
    purpose: "What a thing costs, here, today, for you, with tax.",
    systems: &[
        system(
            "prices",
            "Prices",
            "price-engine",
            "knows the price of every listing at every moment",
        )
        .owns(&[thing("price", "changed scheduled")])
        .with(&[
            service(
                "price-guard",
                "Stops a price that is off by a factor of ten before a buyer sees it.",
                "price",
            ),
            service(
                "repricer",
                "Follows the rules that sellers set: never above, never below.",
                "competitor-price",
            ),
        ])
        .listens("listing stock-level")
        .calls("currency"),
        system(
            "promotions",
            "Promotions",
            "price-engine",
            "applies discounts, bundles and vouchers",
        )
        .owns(&[
            thing("promotion", "scheduled started ended"),
            thing("voucher", "issued redeemed revoked"),
        ])
        .with(&[service(
            "voucher-abuse-detector",
            "Notices a voucher that travels through forums.",
            "voucher",
        )])
        .listens("order loyalty-tier")
        .calls("prices"),
        system(
            "market-watch",
            "Market watch",
            "price-intelligence",
            "watches what other shops ask for the same product",
        )
        .owns(&[thing("competitor-price", "observed")])
        .with(&[job(
            "shelf-crawler",
            "Visits 400 public shops politely: robots.txt, one request a second.",
            "",
        )])
        .listens("product")
        .calls("product-data"),
        system(
            "tax-calculation",
            "Tax calculation",
            "tax-and-invoices",
            "works out VAT, sales tax and duties for each line",
        )
        .owns(&[thing("tax-rate", "changed")])
        .with(&[job(
            "tax-rate-importer",
            "Takes over new rates the day before they are law.",
            "",
        )])
        .calls("taxonomy"),
        system(
            "currency",
            "Currency",
            "tax-and-invoices",
            "publishes exchange rates and rounds as the law of each country says",
        )
        .owns(&[thing("exchange-rate", "published corrected")])
        .with(&[job(
            "rate-importer",
            "Fetches the reference rates at 16:15 and compares them with yesterday's.",
            "",
        )]),
    ],
};

const PAYMENTS: Domain = Domain {
    name: "payments",
    title: "Payments",
    purpose: "Money in, money out, and a ledger that agrees with the bank.",
    systems: &[
        system(
            "card-payments",
            "Card payments",
            "acquiring",
            "takes money from cards, wallets and bank accounts",
        )
        .owns(&[
            thing("payment", "authorised captured declined voided"),
            thing("chargeback", "opened won lost"),
        ])
        .with(&[
            service(
                "acquirer-router",
                "Chooses the acquirer for each card by price, uptime and country.",
                "",
            ),
            service(
                "three-d-secure",
                "Runs the challenge of the card holder's bank and keeps the proof.",
                "",
            ),
            service(
                "card-vault",
                "Keeps card numbers as tokens; the only service in scope of PCI DSS.",
                "",
            ),
        ])
        .listens("order fraud-verdict")
        .calls("currency"),
        system(
            "ledger",
            "Ledger",
            "ledger",
            "keeps double-entry books of every cent that moves",
        )
        .owns(&[
            thing("ledger-entry", "posted reversed"),
            thing("accounting-period", "opened closed"),
        ])
        .with(&[
            job(
                "ledger-auditor",
                "Proves every night that debits equal credits, account by account.",
                "",
            ),
            job(
                "bank-reconciler",
                "Matches the bank's camt.053 statements with the ledger.",
                "ledger-entry",
            ),
        ])
        .listens("payment refund payout gift-card ad-click")
        .calls("currency"),
        system("payouts", "Payouts", "seller-money", "pays sellers every Tuesday")
            .owns(&[thing("payout", "scheduled sent returned")])
            .with(&[service(
                "bank-file-writer",
                "Writes ISO 20022 pain.001 files and signs them.",
                "payout",
            )])
            .listens("ledger-entry seller")
            .calls("ledger seller-accounts"),
        system(
            "refunds",
            "Refunds",
            "seller-money",
            "gives money back the way it came",
        )
        .owns(&[thing("refund", "requested approved paid")])
        .with(&[service(
            "refund-rules",
            "Decides which refunds need no person.",
            "",
        )])
        .listens("return-request claim case")
        .calls("card-payments orders wallets"),
        system(
            "fraud",
            "Fraud detection",
            "payment-risk",
            "decides in 60 ms whether a payment is honest",
        )
        .owns(&[thing("fraud-verdict", "passed held rejected")])
        .with(&[
            service(
                "device-fingerprint",
                "Recognises a device that has been here under another name.",
                "sign-in",
            ),
            website(
                "risk-desk",
                "Where analysts release or reject the payments that were held.",
            ),
        ])
        .listens("checkout-session customer chargeback")
        .calls("feature-store"),
        system(
            "wallets",
            "Wallets",
            "acquiring",
            "keeps the balance that buyers hold with us",
        )
        .owns(&[thing("wallet-balance", "credited debited")])
        .with(&[job(
            "dormant-wallet-notice",
            "Writes to people whose balance has slept for two years.",
            "",
        )])
        .listens("refund gift-card")
        .calls("ledger"),
        system(
            "invoicing",
            "Invoicing",
            "tax-and-invoices",
            "issues invoices for orders and for fees",
        )
        .owns(&[thing("invoice", "issued corrected")])
        .with(&[service(
            "e-invoice-gateway",
            "Delivers invoices over Peppol and national portals.",
            "invoice",
        )])
        .listens("order refund tax-rate")
        .calls("tax-calculation orders"),
    ],
};
