//! The sample that Agendum opens on: an article, the starter agenda, and an example tagging.
//!
//! It is a file, `static/sample.json`, of records as they are stored, and loaded when it is asked for: no reader carries it
//! along on every visit. It is written in `tests/sample.rs`.

use crate::format::panel;
use crate::model::project::{Article, Change, Project};
use crate::model::session::Command;

/// The file's name, beside the page.
pub const FILE: &str = "sample.json";

/// The sample as it was read.
pub struct Sample {
    tagged: Project,
}

impl Sample {
    /// Reads the file; `None` if there is no article in it.
    pub fn read(json: &str) -> Option<Sample> {
        let mut tagged = Project::default();
        let changes = tagged.in_order(panel::changes_of_json(&tagged, json));
        // What could not be applied is left out, as it would be from any file.
        let _ = tagged.apply_all(changes);
        (!tagged.articles().is_empty()).then_some(Sample { tagged })
    }

    /// What a reader finds at first: the article and the agenda, nothing tagged.
    pub fn project(&self) -> Project {
        let mut project = self.tagged.clone();
        let ids: Vec<_> = project.annotations().map(|annotation| annotation.id.clone()).collect();
        for id in ids {
            // Nothing depends on an annotation, so that its removal is never rejected.
            let _ = project.apply(Change::Annotation(id, None));
        }
        project
    }

    /// The article.
    pub fn article(&self) -> Option<Article> {
        self.tagged.articles().first().map(|article| Article::clone(article))
    }

    /// The command that tags the sample article as an example: whatever of it is not there yet, in one step. `None`
    /// if the article is not in the project, or has another text by now, or all of it is there.
    pub fn example_tags(&self, project: &Project) -> Option<Command> {
        let sample = *self.tagged.articles().first()?;
        let article = project.article(&sample.id).filter(|article| article.text == sample.text)?;
        let mut commands = Vec::new();
        for example in self.tagged.annotations_of(&sample.id) {
            if project.annotation(&example.id).is_some() {
                continue;
            }
            // An item that the reader deleted stays deleted.
            let items = example.items.iter().filter(|item| project.item(item).is_some()).cloned();
            commands.push(Command::Annotate {
                id: example.id.clone(),
                article: article.id.clone(),
                span: example.anchor.span()?,
                items: items.collect(),
                note: example.note.to_string(),
            });
        }
        (!commands.is_empty()).then(|| Command::All("example tags".to_owned(), commands))
    }
}
