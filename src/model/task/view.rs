//! What settings say about tasks: categories, promises, and named views of the queue, each a query line under a name.
//! Some views are built in, some are the company's, some the person's own.

use std::collections::BTreeMap;

use super::promise::Promises;

/// What settings say about tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFacts {
    /// The categories that the company knows by name.
    pub categories: Vec<String>,
    /// The blueprint that does the tasks of a category, as an entity ref.
    pub blueprints: BTreeMap<String, String>,
    pub promises: Promises,
    /// The company's views and the person's own.
    pub views: Vec<View>,
}

/// Where a view comes from. What is nearer to the person stands in place of what has the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    BuiltIn,
    Company,
    Own,
}

/// A named view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub name: String,
    /// A line for `TaskQuery::parse`.
    pub query: String,
    pub whose: Whose,
}

impl View {
    pub fn new(name: impl Into<String>, query: impl Into<String>, whose: Whose) -> Self {
        Self {
            name: name.into(),
            query: query.into(),
            whose,
        }
    }
}

/// The views that are there without any settings, the first one first.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("Open", ""),
    ("Inbox", "is:new"),
    ("Mine", "is:mine"),
    ("Overdue", "is:overdue sort:due"),
    ("Snoozed", "is:snoozed"),
    ("Closed", "is:closed sort:changed"),
];

/// All views in their order: the built-in ones, then the company's and the person's. One with the name of another, in
/// any case, takes its place.
pub fn views(company_and_own: &[View]) -> Vec<View> {
    let built_in = BUILT_IN.map(|(name, query)| View::new(name, query, Whose::BuiltIn));
    let mut views: Vec<View> = built_in.into();
    let mut given: Vec<&View> = company_and_own.iter().collect();
    given.sort_by_key(|view| view.whose);
    for view in given {
        let same = |known: &&mut View| known.name.to_lowercase() == view.name.to_lowercase();
        match views.iter_mut().find(same) {
            Some(known) => *known = view.clone(),
            None => views.push(view.clone()),
        }
    }
    views
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::task::TaskQuery;

    #[test]
    fn built_in_views_are_lines_that_can_be_read() {
        for view in views(&[]) {
            let query = TaskQuery::parse(&view.query);
            assert_eq!(query.map(|query| query.to_string()), Ok(view.query));
        }
    }

    #[test]
    fn a_view_takes_the_place_of_the_one_with_its_name() {
        let own = View::new("inbox", "is:new priority:urgent", Whose::Own);
        let company = View::new("Inbox", "is:new team:group:default/sre", Whose::Company);
        let kafka = View::new("Kafka", "category:kafka-topic", Whose::Company);
        let views = views(&[own.clone(), company, kafka.clone()]);
        assert_eq!(views.len(), BUILT_IN.len() + 1);
        assert_eq!((&views[1], views.last()), (&own, Some(&kafka)));
    }
}
