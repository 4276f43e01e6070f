//! What the queue asks: which tasks a query finds, what settings say about tasks, and keeping a person's view.

use std::sync::Arc;

use super::{Portal, failed, now};
use crate::app::{Answer, Failure};
use crate::config::SavedViews;
use crate::model::task::{Circumstances, QueueFacts, TaskQuery, TaskSummary, Tasks, View, Whose, list};

/// More tasks than this with the words in their descriptions or comments are not looked for: more words find the rest.
const IN_TEXT: usize = 10_000;

impl Portal {
    /// The tasks that a query asks for; its words are also looked for in descriptions and comments.
    pub(super) fn list_tasks(&self, tasks: Arc<Tasks>, query: TaskQuery) -> Result<Answer, Failure> {
        let opened = self.opened()?;
        let found = match opened.journal()? {
            Some(journal) if !query.words.is_empty() => journal
                .tasks_with_text(&query.words.join(" "), IN_TEXT)
                .map_err(failed)?,
            _ => Vec::new(),
        };
        let in_text: Vec<&str> = found.iter().map(String::as_str).collect();
        let circumstances = Circumstances {
            now: now(),
            me: Some(opened.actor()),
            promises: &opened.promises(),
            in_text: &in_text,
        };
        let ids = list(&tasks, &query, &circumstances).into();
        Ok(Answer::TaskList { tasks, query, ids })
    }

    /// The tasks in a few numbers.
    pub(super) fn summarise_tasks(&self) -> Result<Answer, Failure> {
        let opened = self.opened()?;
        let circumstances = Circumstances {
            now: now(),
            me: Some(opened.actor()),
            promises: &opened.promises(),
            in_text: &[],
        };
        let summary = TaskSummary::of(&*opened.tasks()?, &circumstances);
        Ok(Answer::TaskSummary(Arc::new(summary)))
    }

    /// What settings say about tasks.
    pub(super) fn queue_facts(&self) -> Result<Answer, Failure> {
        let opened = self.opened()?;
        let settings = &opened.workspace().settings;
        let own = SavedViews::load(&self.options.paths.views_file()).map_err(unreadable)?;
        let company = settings.queue.views.iter();
        let company = company.map(|(name, query)| View::new(&name.value, &query.value, Whose::Company));
        let own = own
            .queue
            .into_iter()
            .map(|(name, query)| View::new(name, query, Whose::Own));
        let blueprints = settings.categories.iter();
        let blueprints = blueprints.filter_map(|category| {
            let blueprint = category.blueprint.as_ref()?.value.clone();
            Some((category.name.value.clone(), blueprint))
        });
        Ok(Answer::Queue(Arc::new(QueueFacts {
            categories: settings
                .categories
                .iter()
                .map(|category| category.name.value.clone())
                .collect(),
            blueprints: blueprints.collect(),
            promises: opened.promises(),
            views: company.chain(own).collect(),
        })))
    }

    /// Keeps a view as the person's own.
    pub(super) fn save_view(&self, name: String, query: String) -> Result<Answer, Failure> {
        let file = self.options.paths.views_file();
        let mut views = SavedViews::load(&file).map_err(unreadable)?;
        views.queue.insert(name, query);
        views.save(&file).map_err(|error| {
            let message = format!("The view could not be written to {}: {error}.", file.display());
            Failure::new(message, "Look at the folder and the disk, and save it again.")
        })?;
        self.queue_facts()
    }
}

fn unreadable(error: std::io::Error) -> Failure {
    Failure::new(
        format!("Your views cannot be read: {error}."),
        "Mend the file or move it away; r reads it again.",
    )
}
