//! By what the world outside knows an entity: ids of what it stands for, the principals it acts as, the consumer groups it
//! reads with. Knows the annotations that say so; knows no entities.

use super::node::Node;
use super::rows::{ExternalRow, KnownAsRow, Row};
use crate::model::arena::Interner;

/// What sort of name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u32)]
pub enum External {
    /// What the entity stands for: `kafka:main/orders.placed`, `github:acme/cart`, `github:acme/team/payments`.
    Id,
    /// Whom a cluster knows it as: `User:cart`.
    Principal,
    /// The consumer group it reads with: `cart-service`.
    ConsumerGroup,
}

use External::*;

impl External {
    pub const ALL: [External; 3] = [Id, Principal, ConsumerGroup];

    pub(super) fn from_code(code: u32) -> Option<Self> {
        Self::ALL.get(code as usize).copied()
    }
}

/// The annotations that hold such names, several in one parted by commas.
const ANNOTATIONS: [(&str, External); 5] = [
    ("muster/external-id", Id),
    ("github.com/project-slug", Id),
    ("github.com/team-slug", Id),
    ("muster/principal", Principal),
    ("muster/consumer-group", ConsumerGroup),
];

/// The annotation that holds external ids.
pub const EXTERNAL_ID: &str = "muster/external-id";
/// The annotation that holds consumer groups.
pub const CONSUMER_GROUP: &str = "muster/consumer-group";

/// An external id as it is compared: GitHub does not tell upper from lower case, Kafka does.
pub fn normal_id(id: &str) -> String {
    let id = id.trim();
    match id.split_once(':') {
        Some((system, _)) if system.eq_ignore_ascii_case("github") => id.to_lowercase(),
        Some((system, rest)) => format!("{}:{rest}", system.to_ascii_lowercase()),
        None => id.to_owned(),
    }
}

/// The names that a document's annotations give, each once, sorted.
pub(super) fn names(document: &Node) -> Vec<(External, String)> {
    let Some(annotations) = document.at_path(&["metadata", "annotations"]) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for (annotation, external) in ANNOTATIONS {
        let text = annotations
            .get(annotation)
            .and_then(Node::text)
            .unwrap_or_default();
        // The names in certificates hold commas themselves.
        let parts = text.split(|c| c == ',' && external != Principal);
        names.extend(parts.filter_map(|part| Some((external, name(annotation, part.trim())?))));
    }
    names.sort();
    names.dedup();
    names
}

fn name(annotation: &str, text: &str) -> Option<String> {
    let slug = || {
        text.split_once('/')
            .filter(|(owner, name)| !owner.is_empty() && !name.is_empty())
    };
    if text.is_empty() {
        return None;
    }
    Some(match annotation {
        "github.com/project-slug" => normal_id(&format!("github:{text}")),
        "github.com/team-slug" => {
            let (organisation, team) = slug()?;
            normal_id(&format!("github:{organisation}/team/{team}"))
        }
        "muster/principal" if !text.contains(':') => format!("User:{text}"),
        "muster/external-id" => normal_id(text),
        _ => text.to_owned(),
    })
}

/// The names of the rows, in the order in which they are searched.
pub(super) fn index(
    rows: &[Row],
    merged: &[(u32, Row)],
    externals: &[ExternalRow],
    interner: &Interner,
) -> Vec<KnownAsRow> {
    let mut known = Vec::with_capacity(externals.len());
    let own = rows.iter().enumerate().map(|(i, row)| (i as u32, row));
    for (entity, row) in own.chain(merged.iter().map(|(into, row)| (*into, row))) {
        known.extend(row.externals.of(externals).iter().map(|external| KnownAsRow {
            row: *external,
            entity,
        }));
    }
    known.sort_unstable_by_key(|known: &KnownAsRow| {
        (known.row.external, interner.get(known.row.name), known.entity)
    });
    known.dedup();
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_compared_as_its_system_compares() {
        for (written, normal) in [
            ("github:Acme/Cart", "github:acme/cart"),
            ("GitHub:Acme/team/Pay", "github:acme/team/pay"),
            ("kafka:main/Orders.Placed", "kafka:main/Orders.Placed"),
            (" Kafka:main/x ", "kafka:main/x"),
            ("odd", "odd"),
        ] {
            assert_eq!(normal_id(written), normal);
        }
    }

    #[test]
    fn each_annotation_says_its_name() {
        for (annotation, text, expected) in [
            ("github.com/project-slug", "Acme/Cart", Some("github:acme/cart")),
            ("github.com/team-slug", "acme/pay", Some("github:acme/team/pay")),
            // Which organisation's team it is, is not said.
            ("github.com/team-slug", "pay", None),
            ("muster/principal", "cart", Some("User:cart")),
            (
                "muster/principal",
                "User:CN=cart,O=acme",
                Some("User:CN=cart,O=acme"),
            ),
            ("muster/consumer-group", "cart-service", Some("cart-service")),
            ("muster/external-id", "", None),
        ] {
            assert_eq!(
                name(annotation, text).as_deref(),
                expected,
                "{annotation}: {text}"
            );
        }
    }
}
