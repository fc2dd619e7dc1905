//! Reading what is to be opened.

use std::rc::Rc;

use super::{Desk, GONE, Outside, article_id};
use crate::format::handover::{self, Errand};
use crate::format::panel::Outcome;
use crate::model::project::{Article, ArticleId, Change};

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
            return self.offer_import(bytes);
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

    /// The outcome that adds an article and opens it.
    fn opening(&self, article: Article) -> Outcome {
        let id = article.id.clone();
        let change = Change::Article(id.clone(), Some(Rc::new(article)));
        Outcome { open: id.to_string(), ..Outcome::of("open article", &self.project, &[change]) }
    }
}
