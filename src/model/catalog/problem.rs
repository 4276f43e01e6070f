//! What falls short in the catalog's files, as data: a code, how bad it is, where it stands, what to do.
//! Knows no file system; the readers and the checks make these.

use super::node::Position;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is wrong, but something was left out and here is why.
    Info,
    /// The entity is there, and something about it is not as it should be.
    Warning,
    /// Something that was written is not in the catalog, or cannot be relied on.
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Declares every kind of problem once: its code as printed, its severity, and the rule in a sentence.
macro_rules! codes {
    ($($name:ident, $code:literal, $severity:ident, $rule:literal;)*) => {
        /// The kinds of problem. The printed codes are stable: CI settings may name them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u32)]
        pub enum Code { $($name),* }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$name),*];

            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $code),* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity),* }
            }

            /// The rule that the problem breaks, in a sentence.
            pub fn rule(self) -> &'static str {
                match self { $(Code::$name => $rule),* }
            }
        }
    };
}

codes! {
    Unreadable, "unreadable", Error, "Every file of the catalog can be read.";
    TooLarge, "too-large", Error, "A catalog file is at most 10 MB.";
    NotUtf8, "not-utf8", Error, "Catalog files are UTF-8 text.";
    OutsideRoot, "outside-root", Error, "No file, link or target leads out of the catalog's root.";
    YamlSyntax, "yaml-syntax", Error, "Every document is valid YAML.";
    YamlBudget, "yaml-budget", Error, "No document is nested or repeated without measure.";
    DuplicateKey, "duplicate-key", Error, "A key is written once in a mapping.";
    NotAnEntity, "not-an-entity", Info, "Documents that are not Backstage entities are left out.";
    Kubernetes, "kubernetes", Info, "Kubernetes documents between entities are left out.";
    Skeleton, "skeleton", Info, "Files that a template fills in later are left out.";
    Stale, "stale", Warning, "What is shown is what the file says now.";
    NoApiVersion, "no-api-version", Warning, "An entity states its apiVersion.";
    NoName, "no-name", Error, "An entity has a metadata.name.";
    BadName, "bad-name", Warning, "Names are 1 to 63 letters and digits, joined by single - _ or .";
    BadNamespace, "bad-namespace", Warning, "Namespaces are letters and digits, joined by single -.";
    BadTag, "bad-tag", Warning, "Tags are lower-case letters, digits and : + #, joined by single -.";
    BadField, "bad-field", Warning, "Each field holds the sort of value that its kind asks for.";
    MissingField, "missing-field", Warning, "The fields that a kind requires are there.";
    UnknownKind, "unknown-kind", Info, "Kinds that Backstage does not define are kept as they are.";
    BadReference, "bad-reference", Error, "A reference reads [kind:][namespace/]name.";
    ReferenceWithoutKind, "reference-without-kind", Warning, "A dependency names its kind.";
    Dangling, "dangling", Warning, "What is referred to exists.";
    WrongKind, "wrong-kind", Warning, "A reference leads to an entity of the kind that fits.";
    Duplicate, "duplicate", Error, "A reference is claimed by one document.";
    Cycle, "cycle", Warning, "Nothing depends on itself.";
    OwnerNotAReference, "owner-not-a-reference", Warning, "An owner is a Group or a User of the catalog.";
    NobodyAccountable, "nobody-accountable", Warning, "One person of the catalog is accountable for each entity.";
    UnknownPerson, "unknown-person", Warning, "Roles name a User of the catalog.";
    SeveralLeads, "several-leads", Warning, "A group has one lead.";
    LocationMissing, "location-missing", Error, "The target of a Location exists.";
    LocationCycle, "location-cycle", Info, "A Location does not lead back to itself.";
    LocationUrl, "location-url", Info, "Only Locations on disk are followed.";
    PlaceholderMissing, "placeholder-missing", Error, "The file that a placeholder names exists.";
    PlaceholderUrl, "placeholder-url", Info, "Only placeholders for local files are filled in.";
    PlaceholderInvalid, "placeholder-invalid", Error, "The file that a placeholder names can be parsed.";
    BlueprintVersion, "blueprint-version", Error, "A blueprint is written for scaffolder.backstage.io/v1beta3.";
    NoSteps, "no-steps", Error, "A blueprint has steps, and each of them names its action.";
    DuplicateStep, "duplicate-step", Error, "The steps of a blueprint have different ids.";
    UnknownAction, "unknown-action", Error, "Each step names an action that muster has.";
    MissingInput, "missing-input", Error, "A step gives its action what the action needs.";
    UnknownInput, "unknown-input", Warning, "A step gives its action only what the action takes.";
    BadInput, "bad-input", Error, "What a step gives its action is of the sort that the action takes.";
    BadExpression, "bad-expression", Error, "Every expression can be parsed.";
    UnknownFilter, "unknown-filter", Error, "Expressions use filters and tests that there are.";
    UnknownName, "unknown-name", Warning, "Expressions name parameters, steps, outputs and secrets that there are.";
    BadCondition, "bad-condition", Warning, "A condition is an expression, or true or false.";
    UnknownFormField, "unknown-form-field", Warning, "Forms ask with fields that muster has.";
    BadPattern, "bad-pattern", Warning, "The patterns of a form are regular expressions.";
    BadForm, "bad-form", Warning, "The schema of a form fits together.";
    SkeletonMissing, "skeleton-missing", Error, "The folders and files that steps fetch from beside the blueprint are there.";
    BadDeclaration, "bad-declaration", Error, "What another tool's file declares is as that tool reads it.";
    UnknownDeclaration, "unknown-declaration", Warning, "Files named as declarations are of a format that is read.";
    DeclarationLeftOut, "declaration-left-out", Info, "What a declaration leaves open is left out.";
    CodeOwners, "codeowners", Warning, "Every line of a CODEOWNERS is read as it is written.";
    BadProbe, "bad-probe", Warning, "What a probe asks can be asked.";
}

impl Code {
    pub fn from_index(index: u32) -> Option<Self> {
        Self::ALL.get(index as usize).copied()
    }
}

/// A problem on its way into the catalog: found while reading one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub code: Code,
    pub at: Position,
    /// Canonical reference of the entity, where one is known.
    pub entity_ref: Option<String>,
    /// What is wrong, and the remedy.
    pub message: String,
}

impl Problem {
    pub fn new(code: Code, at: Position, message: impl Into<String>) -> Self {
        Self {
            code,
            at,
            entity_ref: None,
            message: message.into(),
        }
    }

    pub fn of(mut self, entity_ref: &str) -> Self {
        self.entity_ref = Some(entity_ref.to_owned());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_found_by_index() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for (i, code) in Code::ALL.iter().enumerate() {
            assert_eq!(Code::from_index(i as u32), Some(*code));
            assert!(code.rule().ends_with('.'), "{}", code.name());
        }
    }
}
