//! The states that a filter asks for by name, as in `is:down`. Knows neither the states nor what is in them.

/// In front of the name of a state.
pub const IS: &str = "is:";

/// In front of the whole reference of an entity, or of what a provider calls somebody.
pub const REF: &str = "ref:";

/// Reads a filter of words, of one thing by its whole reference in lower case, and of states.
pub fn read<S: Copy>(text: &str, named: &[(&str, S)]) -> (States<S>, Option<String>, String) {
    let (mut states, mut entity, mut words) = (States::default(), None, Vec::new());
    for word in text.split_whitespace() {
        if let Some(name) = word.strip_prefix(IS) {
            states.ask(name, named);
        } else if let Some(name) = word.strip_prefix(REF).filter(|name| !name.is_empty()) {
            entity = Some(name.to_lowercase());
        } else if word != REF {
            words.push(word);
        }
    }
    (states, entity, words.join(" "))
}

/// The states that are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct States<S> {
    asked: Vec<S>,
    complaint: Option<String>,
}

impl<S> Default for States<S> {
    fn default() -> Self {
        Self {
            asked: Vec::new(),
            complaint: None,
        }
    }
}

impl<S: Copy> States<S> {
    /// Asks for one more of those that have names. A name that is still being typed narrows nothing as long as it can
    /// become one.
    pub fn ask(&mut self, name: &str, named: &[(&str, S)]) {
        let name = name.to_lowercase();
        match named.iter().find(|(known, _)| *known == name) {
            Some((_, state)) => self.asked.push(*state),
            None if named.iter().any(|(known, _)| known.starts_with(&name)) => {}
            None => {
                let names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
                self.complaint = Some(format!(
                    "`{IS}{name}` is no state; there are {}. Esc takes the filter away.",
                    names.join(", ")
                ));
            }
        }
    }

    /// What to say where something is asked for that is no state.
    pub fn complaint(&self) -> Option<&str> {
        self.complaint.as_deref()
    }

    /// Whether something passes: `is` says which states it is in, and any of those asked for will do.
    pub fn let_through(&self, is: impl FnMut(S) -> bool) -> bool {
        self.complaint.is_none() && (self.asked.is_empty() || self.asked.iter().copied().any(is))
    }
}
