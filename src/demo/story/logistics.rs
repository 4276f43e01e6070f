//! Logistics: warehouses, transport and what comes back.

use super::{Domain, Unit, app, job, service, system, thing, website};

pub(super) const UNIT: Unit = Unit {
    name: "logistics",
    title: "Logistics",
    purpose: "Nine warehouses, forty carriers, one promise: it arrives on the day we said.",
    domains: &[WAREHOUSES, TRANSPORT, RETURNS],
};

const WAREHOUSES: Domain = Domain {
    name: "warehouses",
    title: "Warehouses",
    purpose: "Goods in, goods stored, goods picked, goods packed.",
    systems: &[
        system(
            "inventory",
            "Inventory",
            "stock-control",
            "knows how many there are, where, and for whom they are kept",
        )
        .owns(&[
            thing("stock-level", "changed corrected"),
            thing("stock-reservation", "made released expired"),
        ])
        .with(&[
            job(
                "cycle-count-planner",
                "Chooses the shelves to count tonight: those most likely to be wrong.",
                "",
            ),
            service(
                "stock-ledger",
                "Every movement of every item, append-only, for the auditors.",
                "stock-level",
            ),
        ])
        .listens("order-line goods-receipt pick graded-item"),
        system(
            "receiving",
            "Receiving",
            "inbound",
            "takes in what suppliers and sellers send",
        )
        .owns(&[thing("goods-receipt", "announced received disputed")])
        .with(&[service(
            "dock-scheduler",
            "Gives each lorry a door and half an hour.",
            "",
        )])
        .listens("replenishment-order")
        .calls("inventory"),
        system(
            "picking",
            "Picking",
            "outbound",
            "sends people and robots to the right shelf in the right order",
        )
        .owns(&[thing("pick", "assigned done short")])
        .with(&[
            service(
                "wave-planner",
                "Groups order lines so that a walk through the hall is never wasted.",
                "order-line",
            ),
            app(
                "picker-handheld",
                "The scanner on the picker's wrist; works without a network for an hour.",
            ),
        ])
        .listens("robot-mission")
        .calls("inventory"),
        system(
            "packing",
            "Packing",
            "outbound",
            "packs, weighs and labels parcels",
        )
        .owns(&[thing("parcel", "packed weighed labelled")])
        .with(&[service(
            "box-chooser",
            "Picks the smallest box that everything fits in.",
            "pick",
        )])
        .listens("carrier-booking")
        .calls("carriers"),
        system(
            "replenishment",
            "Replenishment",
            "stock-control",
            "orders goods before the shelf is empty",
        )
        .owns(&[thing("replenishment-order", "proposed confirmed")])
        .with(&[job(
            "demand-forecaster",
            "Forecasts demand for each item and week, with its uncertainty.",
            "order",
        )])
        .listens("stock-level promotion")
        .calls("inventory feature-store"),
        system(
            "robotics",
            "Robotics",
            "robotics",
            "drives the 340 robots that carry shelves in Venlo and Poznań",
        )
        .owns(&[thing("robot-mission", "assigned finished failed")])
        .with(&[
            service(
                "fleet-map",
                "Where every robot is, five times a second.",
                "robot-mission",
            ),
            service(
                "battery-planner",
                "Sends robots to charge when it costs the least time.",
                "",
            ),
        ])
        .listens("pick"),
    ],
};

const TRANSPORT: Domain = Domain {
    name: "transport",
    title: "Transport",
    purpose: "From our door to yours, with a time you can plan a day around.",
    systems: &[
        system(
            "shipments",
            "Shipments",
            "shipment-core",
            "follows every shipment from label to doorbell",
        )
        .owns(&[thing("shipment", "booked handed-over delivered lost")])
        .with(&[
            service(
                "shipment-eta",
                "Predicts the hour of arrival and says when it changes.",
                "tracking-scan route",
            ),
            service(
                "lost-parcel-finder",
                "Opens a search when a parcel has been silent for three days.",
                "shipment",
            ),
        ])
        .listens("parcel delivery-attempt")
        .calls("carriers addresses"),
        system(
            "carriers",
            "Carriers",
            "carrier-integration",
            "speaks with forty carriers, each in its own dialect",
        )
        .owns(&[thing("carrier-booking", "confirmed refused cancelled")])
        .with(&[
            service(
                "carrier-adapter-post",
                "The national posts: labels, manifests, proofs of delivery.",
                "",
            ),
            service(
                "carrier-adapter-freight",
                "Pallets and half-loads over EDIFACT IFTMIN.",
                "",
            ),
            service(
                "carrier-health",
                "Notices that a carrier is down before its status page does.",
                "carrier-booking",
            ),
        ]),
        system(
            "tracking",
            "Tracking",
            "shipment-core",
            "answers the question where it is",
        )
        .owns(&[thing("tracking-scan", "received corrected")])
        .with(&[
            service(
                "scan-deduplicator",
                "Three carriers, five scanners, one truth.",
                "tracking-scan",
            ),
            website(
                "track-and-trace",
                "The page that is opened eleven times for each parcel.",
            ),
        ])
        .listens("shipment")
        .calls("carriers"),
        system(
            "route-planning",
            "Route planning",
            "last-mile",
            "plans tomorrow's rounds of our own vans",
        )
        .owns(&[thing("route", "planned departed closed")])
        .with(&[job(
            "route-solver",
            "Solves the vehicle routing problem of each city every night.",
            "shipment",
        )])
        .listens("delivery-slot")
        .calls("addresses"),
        system(
            "delivery-options",
            "Delivery options",
            "last-mile",
            "promises days and hours that can be kept",
        )
        .owns(&[thing("delivery-slot", "opened booked full")])
        .with(&[service(
            "cut-off-clock",
            "Knows until which minute an order still leaves today.",
            "",
        )])
        .listens("route stock-level carrier-booking")
        .calls("inventory carriers"),
        system(
            "customs",
            "Customs",
            "cross-border",
            "declares what crosses a border",
        )
        .owns(&[thing("customs-declaration", "filed cleared held")])
        .with(&[service(
            "hs-code-classifier",
            "Proposes the tariff code of a product, with its reasons.",
            "product",
        )])
        .listens("shipment")
        .calls("tax-calculation product-data"),
        system(
            "drivers",
            "Drivers",
            "last-mile",
            "guides a driver through the day",
        )
        .owns(&[thing("delivery-attempt", "made failed")])
        .with(&[app(
            "driver-app",
            "Stops, photographs, signatures; made for gloves and rain.",
        )])
        .listens("route")
        .calls("route-planning"),
    ],
};

const RETURNS: Domain = Domain {
    name: "returns",
    title: "Returns",
    purpose: "What comes back, and what becomes of it.",
    systems: &[
        system(
            "returns",
            "Returns",
            "reverse-logistics",
            "lets buyers send things back without printing anything",
        )
        .owns(&[thing("return-request", "opened approved received closed")])
        .with(&[
            website(
                "return-portal",
                "Choose the item, say why, show the code at the counter.",
            ),
            service(
                "return-reasons",
                "Sorts what buyers write into the nineteen reasons that we can act on.",
                "",
            ),
        ])
        .listens("order tracking-scan")
        .calls("orders carriers"),
        system(
            "grading",
            "Grading",
            "reverse-logistics",
            "decides whether a thing that came back is sold again",
        )
        .owns(&[thing("graded-item", "graded disputed")])
        .with(&[service(
            "defect-camera",
            "Looks for scratches on screens and stains on cloth.",
            "",
        )])
        .listens("return-request")
        .calls("product-data"),
        system(
            "second-life",
            "Second life",
            "circular",
            "sells, gives or recycles what cannot be sold as new",
        )
        .owns(&[thing("disposal", "booked certified")])
        .with(&[job(
            "donation-matcher",
            "Offers the week's leftovers to the food banks and schools nearby.",
            "",
        )])
        .listens("graded-item")
        .calls("listings"),
        system(
            "lost-and-found",
            "Lost and found",
            "circular",
            "reunites parcels that lost their label with an order",
        )
        .owns(&[thing("found-item", "logged matched")])
        .with(&[service(
            "label-guesser",
            "Reads what is left of a torn label.",
            "found-item",
        )])
        .listens("shipment")
        .calls("shipments"),
    ],
};
