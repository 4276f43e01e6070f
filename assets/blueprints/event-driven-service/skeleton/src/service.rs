//! What the service does: a function from an event to the events that follow from it.

/// The events that follow from one. Begin here.
pub fn handle(event: &str) -> Vec<String> {
    if event.is_empty() {
        return Vec::new();
    }
    vec![event.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_passed_on_and_an_empty_line_is_none() {
        assert_eq!(handle(r#"{"id":1}"#), [r#"{"id":1}"#]);
        assert!(handle("").is_empty());
    }
}
