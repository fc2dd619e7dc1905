//! Reading what is to be opened.

use std::rc::Rc;

use super::{Desk, GONE, Outside, article_id};
use crate::format::agenda;
use crate::format::fields::Fields;
use crate::format::handover::{self, Errand};
use crate::format::panel::Outcome;
use crate::model::extra::Extra;
use crate::model::project::{Article, ArticleId, Change};
use crate::model::text::Text;

impl Desk {
    /// Reads what is to be opened, whatever it is.
    pub(super) fn open(
        &mut self,
        errand: &str,
        bytes: &[u8],
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        let errand = Errand::of_json(errand).map_err(|refusal| refusal.to_string())?;
        if errand.name.as_deref().is_some_and(|name| name.to_lowercase().ends_with(".json")) {
            let name = errand.name.as_deref().unwrap_or_default();
            let text = std::str::from_utf8(bytes).ok().filter(|text| agenda::is_agenda(text));
            let offered = match text {
                Some(text) => self.offer_agenda(name, text, outside),
                None => self.offer_import(bytes),
            };
            return offered.map_err(|why| format!("“{name}” was not imported: {why}"));
        }
        let reading = handover::read(&errand, bytes)?;
        let notes = reading.notes.clone();
        let id = ArticleId::new(&outside.fresh_id()).ok_or(GONE)?;
        let article = reading.into_article(id, outside.now());
        if let Some(updated) = &errand.update {
            let offered = self.offer_update(article_id(updated)?, article)?;
            return Ok(Outcome { notes: [notes, offered.notes].concat(), ..offered });
        }
        let name = errand.address.as_deref().or(errand.name.as_deref());
        if let Some(panel) = self.wait_if_known(&article, name) {
            return Ok(Outcome { notes, panel, ..Outcome::default() });
        }
        Ok(Outcome { notes, ..self.opening(article) })
    }

    /// Opens a text for a program, just as it is, whether or not it is here already.
    pub(super) fn open_text(&self, call: &str, outside: &dyn Outside) -> Result<Outcome, String> {
        let mut fields = Fields::of_call("openArticle", call).map_err(|refusal| refusal.to_string())?;
        let text = fields.string("text").map_err(|refusal| refusal.to_string())?;
        let [title, source, language] = ["title", "source", "language"]
            .map(|name| fields.optional_string(name).map_err(|refusal| refusal.to_string()));
        let words = |words: Option<String>| {
            words.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty()).map(Rc::from)
        };
        let title = title?;
        fields.nothing_else().map_err(|refusal| refusal.to_string())?;
        if text.trim().is_empty() {
            return Err("openArticle: \"text\" has no words in it.".to_owned());
        }
        let (text, title) = Text::plain(&text, title.as_deref());
        let now = outside.now();
        Ok(self.opening(Article {
            id: ArticleId::new(&outside.fresh_id()).ok_or(GONE)?,
            title: title.into(),
            source: words(source?),
            language: words(language?),
            byline: None,
            published: None,
            direction: None,
            text,
            created: now,
            modified: now,
            extra: Extra::default(),
        }))
    }

    /// The outcome that adds an article and opens it.
    fn opening(&self, article: Article) -> Outcome {
        let id = article.id.clone();
        let change = Change::Article(id.clone(), Some(Rc::new(article)));
        Outcome { open: id.to_string(), ..Outcome::of("article opened", &self.project, &[change]) }
    }
}
