//! The workflow of every issue in the sandbox. Resolving asks for a resolution, and what is done goes back only to the start.

/// A status: its name, its number, and the key and name of its category.
pub(super) const STATUSES: [(&str, &str, &str, &str); 4] = [
    ("To Do", "1", "new", "To Do"),
    ("In Progress", "3", "indeterminate", "In Progress"),
    ("Done", "5", "done", "Done"),
    ("Cancelled", "6", "done", "Done"),
];
pub(super) const FIRST: &str = "To Do";

/// A way from one status to another.
pub(super) struct Way {
    pub id: &'static str,
    pub name: &'static str,
    pub from: &'static [&'static str],
    pub to: &'static str,
    /// Whether it asks for a resolution.
    pub resolves: bool,
}

const WAYS: [Way; 5] = [
    Way {
        id: "11",
        name: "Start progress",
        from: &["To Do"],
        to: "In Progress",
        resolves: false,
    },
    Way {
        id: "21",
        name: "Stop progress",
        from: &["In Progress"],
        to: "To Do",
        resolves: false,
    },
    Way {
        id: "31",
        name: "Resolve",
        from: &["In Progress"],
        to: "Done",
        resolves: true,
    },
    Way {
        id: "41",
        name: "Reopen",
        from: &["Done", "Cancelled"],
        to: "To Do",
        resolves: false,
    },
    Way {
        id: "51",
        name: "Cancel",
        from: &["To Do", "In Progress"],
        to: "Cancelled",
        resolves: false,
    },
];

/// The ways from a status.
pub(super) fn ways_from(status: &str) -> impl Iterator<Item = &'static Way> {
    WAYS.iter().filter(move |way| way.from.contains(&status))
}

pub(super) fn is_done(status: &str) -> bool {
    STATUSES
        .iter()
        .any(|(name, _, category, _)| *name == status && *category == "done")
}
