//! Catalogs for the tests of this folder.

use crate::model::catalog::{
    Builder, Catalog, Declared, EntityRef, External, Place, Position, Record, Relation, Standing,
};

/// An entity by its ref, with the names by which it is known outside.
pub(super) type Known<'a> = (&'a str, &'a [(External, &'a str)]);

pub(super) fn catalog(entities: &[Known<'_>]) -> Catalog {
    related(entities, &[])
}

/// With relations between them.
pub(super) fn related(entities: &[Known<'_>], relations: &[(&str, Relation, &str)]) -> Catalog {
    let parse = |text: &str| EntityRef::parse(text, None, "default").unwrap();
    let mut builder = Builder::new(None);
    let file = builder.file("catalog-info.yaml", Default::default());
    for (entity, names) in entities {
        let entity_ref = parse(entity);
        let own = relations.iter().filter(|(from, ..)| from == entity);
        let kind = match entity_ref.kind() {
            "api" => "API".to_owned(),
            kind => format!("{}{}", kind[..1].to_uppercase(), &kind[1..]),
        };
        builder.add(
            file,
            &Record {
                kind,
                name: entity_ref.name().to_owned(),
                title: String::new(),
                description: String::new(),
                type_: String::new(),
                lifecycle: String::new(),
                owner_text: String::new(),
                tags: Vec::new(),
                relations: own
                    .map(|(_, relation, target)| Declared {
                        relation: *relation,
                        reverse: false,
                        target: parse(target),
                        guessed_kind: false,
                        at: Position::default(),
                    })
                    .collect(),
                externals: names
                    .iter()
                    .map(|(sort, name)| (*sort, (*name).to_owned()))
                    .collect(),
                attributes: Vec::new(),
                standing: Standing::Written,
                place: Place::default(),
                version: [0; 32],
                entity_ref,
            },
        );
    }
    builder.finish()
}
