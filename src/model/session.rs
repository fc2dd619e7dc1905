//! What a reader does to a project: commands, the transactions they become, undo and redo.
//!
//! One command is one transaction: all of it or nothing, one undo step. A session is one tab's; its history
//! ends with it. What other tabs change comes in by [`Session::receive`] and is not undoable here; undo leaves,
//! and names, fields that another tab changed since.

use crate::model::sorted::Set;
use std::fmt;
use std::rc::Rc;

use super::anchor::Anchor;
use super::colours::are_apart;
use super::extra::Extra;
use super::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Change, Colour, Hotkey, ItemId, Project, Rank,
    Rejected, Time,
};
use super::text::{Span, Text};

/// A project and its history in this tab.
#[derive(Default, Debug)]
pub struct Session {
    project: Rc<Project>,
    undo: Vec<Step>,
    redo: Vec<Step>,
    revision: u64,
}

/// What a reader or program wants done. Ids come from outside, as the model has no randomness.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Adds an article.
    AddArticle(Article),
    /// Changes what is said about an article.
    EditArticle(ArticleId, ArticleEdit),
    /// Removes an article with its annotations.
    RemoveArticle(ArticleId),
    /// Adds an agenda item at the end of the agenda.
    AddItem {
        /// Its id.
        id: ItemId,
        /// Its title; must not be blank.
        title: String,
        /// Its colour; without one, the palette's next.
        colour: Option<Colour>,
        /// What belongs to it.
        description: String,
    },
    /// Changes an agenda item.
    EditItem(ItemId, ItemEdit),
    /// Moves an item below `parent`, before the sibling `before` or to the end.
    MoveItem {
        /// What moves.
        id: ItemId,
        /// Below which item; `None` for the top.
        parent: Option<ItemId>,
        /// Before which sibling.
        before: Option<ItemId>,
    },
    /// Removes an item. Its passages lose it and stay; its sub-items move up to its place.
    RemoveItem(ItemId),
    /// Marks a passage. Where exactly these words are one already, that gets the items that it lacks, and the note
    /// beside its own: [`Project::passage_at`] says which.
    Annotate {
        /// The annotation's id, if there is a new one.
        id: AnnotationId,
        /// In which article.
        article: ArticleId,
        /// The passage.
        span: Span,
        /// Its agenda items; none for a mere highlight.
        items: Vec<ItemId>,
        /// A note; may be empty.
        note: String,
    },
    /// Changes an annotation.
    EditAnnotation(AnnotationId, AnnotationEdit),
    /// Removes annotations.
    RemoveAnnotations(Vec<AnnotationId>),
    /// Several commands as one step, under one name.
    All(String, Vec<Command>),
    /// Changes that were worked out elsewhere (an import, a load), in any order, under a name.
    Changes(String, Vec<Change>),
}

/// The fields of an article that can be changed; `None` leaves one as it is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ArticleEdit {
    /// A new title.
    pub title: Option<String>,
    /// A new source, or none.
    pub source: Option<Option<String>>,
    /// A new language, or none.
    pub language: Option<Option<String>>,
}

/// The fields of an agenda item that can be changed; `None` leaves one as it is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ItemEdit {
    /// A new title.
    pub title: Option<String>,
    /// A new colour.
    pub colour: Option<Colour>,
    /// A new description.
    pub description: Option<String>,
    /// A new hotkey, or none. If another item has it, that one loses it.
    pub hotkey: Option<Option<Hotkey>>,
    /// Where it stands now, or nothing of it.
    pub status: Option<Option<String>>,
    /// Who raised it, or nobody.
    pub raised_by: Option<Option<String>>,
}

/// The fields of an annotation that can be changed; `None` leaves one as it is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct AnnotationEdit {
    /// A new passage. It places an orphaned annotation, and settles a review.
    pub span: Option<Span>,
    /// New agenda items.
    pub items: Option<Vec<ItemId>>,
    /// A new note.
    pub note: Option<String>,
}

/// Why a command was not carried out. Nothing has changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// There is no such article.
    UnknownArticle(String),
    /// There is no such agenda item.
    UnknownItem(String),
    /// There is no such annotation.
    UnknownAnnotation(String),
    /// A new record's id is taken.
    IdTaken(String),
    /// An agenda item must have a title.
    NoTitle,
    /// An item cannot be moved below itself.
    BelowItself(String),
    /// The project did not take the changes.
    Rejected(Rejected),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::UnknownArticle(id) => write!(f, "there is no article {id}"),
            Refused::UnknownItem(id) => write!(f, "there is no agenda item {id}"),
            Refused::UnknownAnnotation(id) => write!(f, "there is no annotation {id}"),
            Refused::IdTaken(id) => write!(f, "the id {id} is taken"),
            Refused::NoTitle => write!(f, "an agenda item needs a title"),
            Refused::BelowItself(title) => write!(f, "“{title}” cannot be moved below itself"),
            Refused::Rejected(why) => why.fmt(f),
        }
    }
}

impl From<Rejected> for Refused {
    fn from(why: Rejected) -> Refused {
        Refused::Rejected(why)
    }
}

/// What a transaction did, record by record: what it was and what it is now.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The edits in the order in which they were made, one for each record.
    pub edits: Vec<Edit>,
    /// For an undo: what was left as it is because another tab changed it since, in words.
    pub left: Vec<String>,
}

/// What became of one record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// An article.
    Article(Diff<Rc<Article>>),
    /// An agenda item.
    Item(Diff<Rc<AgendaItem>>),
    /// An annotation.
    Annotation(Diff<Rc<Annotation>>),
    /// The project's own unknown fields.
    Extra {
        /// What they were.
        was: Extra,
        /// What they are.
        now: Extra,
    },
}

/// A record before and after; `None` where there was or is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diff<T> {
    /// What it was.
    pub was: Option<T>,
    /// What it is.
    pub now: Option<T>,
}

/// One step of the history.
#[derive(Clone, Debug)]
struct Step {
    name: String,
    edits: Vec<Edit>,
    /// The texts of the articles whose annotations it changed. Another tab may bring other texts before the step is
    /// taken back, and a passage must never come to stand on other words than those that were marked.
    texts: Vec<Texts>,
}

/// An article's text before and after a step, where it had one.
#[derive(Clone, Debug)]
struct Texts {
    article: ArticleId,
    before: Option<Text>,
    after: Option<Text>,
}

impl Session {
    /// A session on a project, without history.
    pub fn new(project: Project) -> Session {
        Session { project: Rc::new(project), ..Session::default() }
    }

    /// The project as it is, to be kept while others go on changing it.
    pub fn shared(&self) -> Rc<Project> {
        self.project.clone()
    }

    /// The project as it is.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Counts the transactions of any origin: a new number means that something changed.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What undo would undo, in words, as "tagged as Narcotics".
    pub fn undo_name(&self) -> Option<&str> {
        self.undo.last().map(|step| step.name.as_str())
    }

    /// What redo would do again, in words.
    pub fn redo_name(&self) -> Option<&str> {
        self.redo.last().map(|step| step.name.as_str())
    }

    /// Carries out a command as one transaction and one undo step.
    pub fn dispatch(&mut self, command: Command, now: Time) -> Result<Applied, Refused> {
        let name = name(&self.project, &command);
        let mut draft = Draft { project: Rc::make_mut(&mut self.project), inverses: Vec::new(), now };
        if let Err(refused) = draft.run(command) {
            draft.roll_back();
            return Err(refused);
        }
        let edits = draft.edits();
        if !edits.is_empty() {
            self.revision += 1;
            self.undo.push(Step::new(name, &edits, &self.project));
            self.redo.clear();
        }
        Ok(Applied { edits, left: Vec::new() })
    }

    /// Takes up what another tab changed, in any order. Not undoable here.
    pub fn receive(&mut self, changes: Vec<Change>) -> Result<Applied, Rejected> {
        let mut draft =
            Draft { project: Rc::make_mut(&mut self.project), inverses: Vec::new(), now: Time(0) };
        if let Err(rejected) = draft.apply_in_order(changes) {
            draft.roll_back();
            return Err(rejected);
        }
        let edits = draft.edits();
        self.revision += u64::from(!edits.is_empty());
        Ok(Applied { edits, left: Vec::new() })
    }

    /// Takes back the last step; `None` if there is none.
    pub fn undo(&mut self, now: Time) -> Option<(String, Applied)> {
        let step = self.undo.pop()?;
        let applied = self.revert(&step, now);
        if !applied.edits.is_empty() {
            self.redo.push(Step::new(step.name.clone(), &applied.edits, &self.project));
        }
        Some((step.name, applied))
    }

    /// Does again what was undone last; `None` if there is nothing.
    pub fn redo(&mut self, now: Time) -> Option<(String, Applied)> {
        let step = self.redo.pop()?;
        let applied = self.revert(&step, now);
        if !applied.edits.is_empty() {
            self.undo.push(Step::new(step.name.clone(), &applied.edits, &self.project));
        }
        Some((step.name, applied))
    }

    fn revert(&mut self, step: &Step, now: Time) -> Applied {
        let mut left = Vec::new();
        // Articles first, since where passages are taken back to depends on the texts.
        let (articles, others): (Vec<_>, Vec<_>) =
            step.edits.iter().rev().partition(|edit| matches!(edit, Edit::Article(_)));
        let articles = articles.into_iter();
        let mut changes: Vec<_> =
            articles.filter_map(|edit| reverted(&self.project, edit, now, &mut left)).collect();
        let others = self.reverted_with(step, others, &changes, now, &mut left);
        changes.extend(others);
        keep_articles_in_use(&self.project, &mut changes, &mut left);
        let mut draft = Draft { project: Rc::make_mut(&mut self.project), inverses: Vec::new(), now };
        for change in draft.project.in_order(changes) {
            // What no longer fits (its article was deleted in another tab) is left, and said.
            if draft.apply(change).is_err() {
                left.push(A_PASSAGE.to_owned());
            }
        }
        let edits = draft.edits();
        self.revision += u64::from(!edits.is_empty());
        Applied { edits, left: counted(left) }
    }

    /// The changes that take back what is not an article, given those of the articles.
    fn reverted_with(
        &self,
        step: &Step,
        edits: Vec<&Edit>,
        articles: &[Change],
        now: Time,
        left: &mut Vec<String>,
    ) -> Vec<Change> {
        let ahead = text_after(&self.project, articles);
        let edits = edits.into_iter().map(|edit| step.carried(edit, &self.project, &ahead));
        edits.filter_map(|edit| reverted(&self.project, &edit, now, left)).collect()
    }
}

/// The text of each article after changes of articles.
fn text_after(project: &Project, changes: &[Change]) -> impl Fn(&ArticleId) -> Option<Text> {
    let changed = changes.iter().filter_map(|change| match change {
        Change::Article(id, to) => Some((id.clone(), to.as_ref().map(|article| article.text.clone()))),
        _ => None,
    });
    let changed: Vec<_> = changed.collect();
    move |article| match changed.iter().find(|(id, _)| id == article) {
        Some((_, text)) => text.clone(),
        None => project.article(article).map(|article| article.text.clone()),
    }
}

impl Step {
    /// A step that has just been made.
    fn new(name: String, edits: &[Edit], project: &Project) -> Step {
        let mut texts: Vec<Texts> = Vec::new();
        for edit in edits {
            let Edit::Annotation(Diff { was, now }) = edit else { continue };
            for article in was.iter().chain(now).map(|annotation| &annotation.article) {
                if texts.iter().all(|texts| texts.article != *article) {
                    texts.push(Texts::of(article, edits, project));
                }
            }
        }
        Step { name, edits: edits.to_vec(), texts }
    }

    /// An edit as it is to be taken back: where the passage was, in the text that is ahead; where it is, in the text
    /// as it is now.
    fn carried(&self, edit: &Edit, project: &Project, ahead: &impl Fn(&ArticleId) -> Option<Text>) -> Edit {
        let Edit::Annotation(diff) = edit else { return edit.clone() };
        let mut diff = diff.clone();
        let texts = |article: &ArticleId| self.texts.iter().find(|texts| texts.article == *article);
        if let Some(was) = &mut diff.was {
            let from = texts(&was.article).and_then(|texts| texts.before.clone());
            carry(was, from, ahead(&was.article));
        }
        if let Some(now) = &mut diff.now {
            let from = texts(&now.article).and_then(|texts| texts.after.clone());
            carry(now, from, project.article(&now.article).map(|article| article.text.clone()));
        }
        Edit::Annotation(diff)
    }
}

/// Carries an annotation from one text into another.
fn carry(annotation: &mut Rc<Annotation>, from: Option<Text>, to: Option<Text>) {
    if let Some((from, to)) = from.zip(to).filter(|(from, to)| from != to) {
        let anchor = annotation.anchor.carried(&from, &to);
        Rc::make_mut(annotation).anchor = anchor;
    }
}

impl Texts {
    /// The texts of an article around edits that were made just now.
    fn of(article: &ArticleId, edits: &[Edit], project: &Project) -> Texts {
        let text = |article: &Rc<Article>| article.text.clone();
        let after = project.article(article).map(text);
        let before = edits.iter().find_map(|edit| match edit {
            Edit::Article(Diff { was, now }) => {
                let id = &was.as_ref().or(now.as_ref())?.id;
                (id == article).then(|| was.as_ref().map(text))
            }
            _ => None,
        });
        Texts { article: article.clone(), before: before.unwrap_or_else(|| after.clone()), after }
    }
}

/// What a reader would call an annotation.
const A_PASSAGE: &str = "a passage";

/// Each of the words once, with how often they were there.
fn counted(words: Vec<String>) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for words in words {
        match counts.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => counts.push((words, 1)),
        }
    }
    let counts = counts.into_iter();
    counts.map(|(words, count)| if count == 1 { words } else { format!("{words} ({count} times)") }).collect()
}

/// Takes out the removal of articles in which another tab marked passages meanwhile.
fn keep_articles_in_use(project: &Project, changes: &mut Vec<Change>, left: &mut Vec<String>) {
    let lifted = changes.iter().filter_map(|change| match change {
        Change::Annotation(id, to) if to.as_ref().is_none_or(|to| to.anchor.span().is_none()) => Some(id),
        _ => None,
    });
    let mut gone = Set::default();
    gone.extend(lifted.cloned());
    let in_use =
        |annotation: &Annotation| annotation.anchor.span().is_some() && !gone.contains(&annotation.id);
    changes.retain(|change| {
        let Change::Article(id, None) = change else { return true };
        let stays = project.annotations_of(id).any(|annotation| in_use(annotation));
        left.extend(project.article(id).filter(|_| stays).map(|article| article.called()));
        !stays
    });
}

/// A transaction under way: every change is applied at once, so that the next command sees it.
struct Draft<'a> {
    project: &'a mut Project,
    inverses: Vec<Change>,
    now: Time,
}

impl Draft<'_> {
    fn apply(&mut self, change: Change) -> Result<(), Rejected> {
        let inverse = self.project.apply(change)?;
        self.inverses.push(inverse);
        Ok(())
    }

    fn apply_in_order(&mut self, changes: Vec<Change>) -> Result<(), Rejected> {
        self.project.in_order(changes).into_iter().try_for_each(|change| self.apply(change))
    }

    fn roll_back(self) {
        for inverse in self.inverses.into_iter().rev() {
            self.project.apply(inverse).expect("an inverse applies to what its change made");
        }
    }

    /// What became of each record that was touched, leaving out what is as it was.
    fn edits(self) -> Vec<Edit> {
        let mut seen = Set::default();
        let mut edits = Vec::new();
        for inverse in &self.inverses {
            let edit = match inverse {
                Change::Article(id, was) if seen.insert((0, id.as_str())) => {
                    Edit::Article(Diff { was: was.clone(), now: self.project.article(id).cloned() })
                }
                Change::Item(id, was) if seen.insert((1, id.as_str())) => {
                    Edit::Item(Diff { was: was.clone(), now: self.project.item(id).cloned() })
                }
                Change::Annotation(id, was) if seen.insert((2, id.as_str())) => {
                    Edit::Annotation(Diff { was: was.clone(), now: self.project.annotation(id).cloned() })
                }
                Change::Extra(was) if seen.insert((3, "")) => {
                    Edit::Extra { was: was.clone(), now: self.project.extra().clone() }
                }
                _ => continue,
            };
            edits.extend(Some(edit).filter(|edit| !edit.is_nothing()));
        }
        edits
    }

    fn run(&mut self, command: Command) -> Result<(), Refused> {
        match command {
            Command::AddArticle(article) => self.add_article(article),
            Command::EditArticle(id, edit) => self.edit_article(id, edit),
            Command::RemoveArticle(id) => self.remove_article(id),
            Command::AddItem { id, title, colour, description } => {
                self.add_item(id, &title, colour, &description)
            }
            Command::EditItem(id, edit) => self.edit_item(id, edit),
            Command::MoveItem { id, parent, before } => self.move_item(id, parent, before),
            Command::RemoveItem(id) => self.remove_item(id),
            Command::Annotate { id, article, span, items, note } => {
                self.annotate(id, article, span, items, &note)
            }
            Command::EditAnnotation(id, edit) => self.edit_annotation(id, edit),
            Command::RemoveAnnotations(ids) => self.remove_annotations(ids),
            Command::All(_, commands) => commands.into_iter().try_for_each(|command| self.run(command)),
            Command::Changes(_, changes) => Ok(self.apply_in_order(changes)?),
        }
    }

    fn add_article(&mut self, article: Article) -> Result<(), Refused> {
        if self.project.article(&article.id).is_some() {
            return Err(Refused::IdTaken(article.id.to_string()));
        }
        Ok(self.apply(Change::Article(article.id.clone(), Some(Rc::new(article))))?)
    }

    fn edit_article(&mut self, id: ArticleId, edit: ArticleEdit) -> Result<(), Refused> {
        let was = self.project.article(&id).ok_or_else(|| Refused::UnknownArticle(id.to_string()))?;
        let mut article = Article::clone(was);
        set(&mut article.title, edit.title.map(|title| title.trim().into()));
        set(&mut article.source, edit.source.map(some_words));
        set(&mut article.language, edit.language.map(some_words));
        if article == **was {
            return Ok(());
        }
        article.modified = later(was.modified, self.now);
        Ok(self.apply(Change::Article(id, Some(Rc::new(article))))?)
    }

    fn remove_article(&mut self, id: ArticleId) -> Result<(), Refused> {
        if self.project.article(&id).is_none() {
            return Err(Refused::UnknownArticle(id.to_string()));
        }
        let annotations: Vec<_> =
            self.project.annotations_of(&id).map(|annotation| annotation.id.clone()).collect();
        self.remove_annotations(annotations)?;
        Ok(self.apply(Change::Article(id, None))?)
    }

    fn add_item(
        &mut self,
        id: ItemId,
        title: &str,
        colour: Option<Colour>,
        description: &str,
    ) -> Result<(), Refused> {
        if self.project.item(&id).is_some() {
            return Err(Refused::IdTaken(id.to_string()));
        }
        let agenda = self.project.agenda();
        let last = agenda.iter().rfind(|(depth, _)| *depth == 0).map(|(_, item)| item.rank.clone());
        let taken: Vec<_> = agenda.iter().filter_map(|(_, item)| item.hotkey).collect();
        let item = AgendaItem {
            id: id.clone(),
            title: title_of(title)?,
            colour: colour.unwrap_or_else(|| next_colour(self.project)),
            description: description.trim().into(),
            hotkey: Hotkey::ALL.into_iter().find(|hotkey| !taken.contains(hotkey)),
            status: None,
            raised_by: None,
            parent: None,
            rank: Rank::between(last.as_ref(), None),
            created: self.now,
            modified: self.now,
            extra: Extra::default(),
        };
        Ok(self.apply(Change::Item(id, Some(Rc::new(item))))?)
    }

    fn item(&self, id: &ItemId) -> Result<Rc<AgendaItem>, Refused> {
        self.project.item(id).cloned().ok_or_else(|| Refused::UnknownItem(id.to_string()))
    }

    fn put_item(&mut self, was: &AgendaItem, mut item: AgendaItem) -> Result<(), Refused> {
        if item == *was {
            return Ok(());
        }
        item.modified = later(was.modified, self.now);
        Ok(self.apply(Change::Item(item.id.clone(), Some(Rc::new(item))))?)
    }

    fn edit_item(&mut self, id: ItemId, edit: ItemEdit) -> Result<(), Refused> {
        let was = self.item(&id)?;
        let mut item = AgendaItem::clone(&was);
        set(&mut item.title, edit.title.as_deref().map(title_of).transpose()?);
        set(&mut item.colour, edit.colour);
        set(&mut item.description, edit.description.map(|description| description.trim().into()));
        if let Some(hotkey) = edit.hotkey {
            let owners: Vec<_> = self.project.agenda().into_iter().map(|(_, item)| item.clone()).collect();
            for owner in owners {
                if hotkey.is_some() && owner.hotkey == hotkey && owner.id != id {
                    self.put_item(&owner, AgendaItem { hotkey: None, ..AgendaItem::clone(&owner) })?;
                }
            }
            item.hotkey = hotkey;
        }
        set(&mut item.status, edit.status.map(some_words));
        set(&mut item.raised_by, edit.raised_by.map(some_words));
        self.put_item(&was, item)
    }

    fn move_item(
        &mut self,
        id: ItemId,
        parent: Option<ItemId>,
        before: Option<ItemId>,
    ) -> Result<(), Refused> {
        let was = self.item(&id)?;
        if let Some(parent) = &parent {
            self.item(parent)?;
            if !self.project.descends(parent, &id) {
                return Err(Refused::BelowItself(was.title.to_string()));
            }
        }
        let siblings: Vec<_> = siblings(self.project, parent.as_ref(), &id);
        let at = before.and_then(|before| siblings.iter().position(|item| item.id == before));
        let (above, below) = siblings.split_at(at.unwrap_or(siblings.len()));
        let after = above.last().map(|item| &item.rank);
        let rank = Rank::between(after, below.first().map(|item| &item.rank));
        self.put_item(&was, AgendaItem { parent, rank: rank.clone(), ..AgendaItem::clone(&was) })?;
        self.make_room(rank, below)
    }

    /// Ranks the items that follow anew as far as they do not stand after `rank`: two tabs that add an item at
    /// the same time give both the same rank.
    fn make_room(&mut self, rank: Rank, following: &[Rc<AgendaItem>]) -> Result<(), Refused> {
        let mut last = rank;
        for item in following.iter().take_while(|item| item.rank <= last).cloned().collect::<Vec<_>>() {
            let next = following.iter().map(|item| &item.rank).find(|rank| **rank > last);
            last = Rank::between(Some(&last), next);
            self.put_item(&item, AgendaItem { rank: last.clone(), ..AgendaItem::clone(&item) })?;
        }
        Ok(())
    }

    fn remove_item(&mut self, id: ItemId) -> Result<(), Refused> {
        let was = self.item(&id)?;
        let tagged: Vec<_> = self.project.tagged_with(&id).cloned().collect();
        for annotation in tagged {
            let items = annotation.items.iter().filter(|item| **item != id).cloned().collect();
            let edit = AnnotationEdit { items: Some(items), ..AnnotationEdit::default() };
            self.edit_annotation(annotation.id.clone(), edit)?;
        }
        let parent = self.project.parent_of(&was).cloned();
        let agenda = self.project.agenda();
        let children = agenda.iter().filter(|(_, item)| self.project.parent_of(item) == Some(&id));
        let children: Vec<_> = children.map(|(_, item)| item.id.clone()).collect();
        for child in children {
            self.move_item(child, parent.clone(), Some(id.clone()))?;
        }
        Ok(self.apply(Change::Item(id, None))?)
    }

    fn annotate(
        &mut self,
        id: AnnotationId,
        article: ArticleId,
        span: Span,
        items: Vec<ItemId>,
        note: &str,
    ) -> Result<(), Refused> {
        if self.project.annotation(&id).is_some() {
            return Err(Refused::IdTaken(id.to_string()));
        }
        if self.project.article(&article).is_none() {
            return Err(Refused::UnknownArticle(article.to_string()));
        }
        let items = self.known_items(items, &[])?;
        if let Some(known) = self.project.passage_at(&article, span, &items).cloned() {
            let edit = AnnotationEdit {
                items: Some(union(&known.items, &items)),
                note: Some(joined_notes(&known.note, note.trim())),
                span: None,
            };
            return self.edit_annotation(known.id.clone(), edit);
        }
        let annotation = Annotation {
            id: id.clone(),
            article,
            anchor: Anchor::Placed { span },
            items,
            note: note.trim().into(),
            creator: None,
            created: self.now,
            modified: self.now,
            extra: Extra::default(),
        };
        Ok(self.apply(Change::Annotation(id, Some(Rc::new(annotation))))?)
    }

    fn edit_annotation(&mut self, id: AnnotationId, edit: AnnotationEdit) -> Result<(), Refused> {
        let was = self.project.annotation(&id).cloned();
        let was = was.ok_or_else(|| Refused::UnknownAnnotation(id.to_string()))?;
        let mut annotation = Annotation::clone(&was);
        set(&mut annotation.anchor, edit.span.map(|span| Anchor::Placed { span }));
        set(&mut annotation.note, edit.note.map(|note| note.trim().into()));
        if let Some(items) = edit.items {
            annotation.items = self.known_items(items, &was.items)?;
        }
        if annotation == *was {
            return Ok(());
        }
        annotation.modified = later(was.modified, self.now);
        let gained: Vec<_> =
            annotation.items.iter().filter(|item| !was.items.contains(item)).cloned().collect();
        self.apply(Change::Annotation(id, Some(Rc::new(annotation.clone()))))?;
        self.join_twins(&annotation, &gained)
    }

    /// Makes one passage of a placed annotation and those on exactly the same words that have one of the items that it
    /// has just gained. The oldest stays, with the items and notes of all.
    fn join_twins(&mut self, annotation: &Annotation, gained: &[ItemId]) -> Result<(), Refused> {
        let Anchor::Placed { span } = annotation.anchor else { return Ok(()) };
        let has_gained = |twin: &&Rc<Annotation>| {
            twin.id == annotation.id || gained.iter().any(|item| twin.items.contains(item))
        };
        let mut twins: Vec<Rc<Annotation>> =
            self.project.annotations_at(&annotation.article, span).filter(has_gained).cloned().collect();
        if twins.len() < 2 {
            return Ok(());
        }
        twins.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
        let joined = twins[1..].iter().fold(Annotation::clone(&twins[0]), |one, other| join(one, other));
        let joined = Annotation { modified: later(joined.modified, self.now), ..joined };
        self.remove_annotations(twins[1..].iter().map(|twin| twin.id.clone()).collect())?;
        Ok(self.apply(Change::Annotation(joined.id.clone(), Some(Rc::new(joined))))?)
    }

    fn remove_annotations(&mut self, ids: Vec<AnnotationId>) -> Result<(), Refused> {
        for id in ids {
            if self.project.annotation(&id).is_none() {
                return Err(Refused::UnknownAnnotation(id.to_string()));
            }
            self.apply(Change::Annotation(id, None))?;
        }
        Ok(())
    }

    /// Items without repeats; each must be in the agenda or have been there before.
    fn known_items(&self, items: Vec<ItemId>, before: &[ItemId]) -> Result<Vec<ItemId>, Refused> {
        let mut known: Vec<ItemId> = Vec::with_capacity(items.len());
        for item in items {
            if self.project.item(&item).is_none() && !before.contains(&item) {
                return Err(Refused::UnknownItem(item.to_string()));
            }
            if !known.contains(&item) {
                known.push(item);
            }
        }
        Ok(known)
    }
}

/// One passage of two on the same words: the first, with what the other has besides.
pub fn join(one: Annotation, other: &Annotation) -> Annotation {
    let mut extra = one.extra.clone();
    for (name, value) in other.extra.iter().filter(|(name, _)| one.extra.field(name).is_none()) {
        extra = extra.with(name, Some(value.to_owned()));
    }
    Annotation {
        items: union(&one.items, &other.items),
        note: joined_notes(&one.note, &other.note).into(),
        creator: one.creator.or_else(|| other.creator.clone()),
        modified: one.modified.max(other.modified),
        extra,
        ..one
    }
}

/// The first items, and those of the others that are not among them.
fn union(items: &[ItemId], others: &[ItemId]) -> Vec<ItemId> {
    let others = others.iter().filter(|item| !items.contains(item));
    items.iter().chain(others).cloned().collect()
}

/// Two notes as paragraphs of one; what one of them says already is not said twice.
fn joined_notes(one: &str, other: &str) -> String {
    const BETWEEN: &str = "\n\n";
    let has = |whole: &str, part: &str| {
        let among = [BETWEEN, whole, BETWEEN].concat();
        part.is_empty() || among.contains(&[BETWEEN, part, BETWEEN].concat())
    };
    match () {
        () if has(one, other) => one.to_owned(),
        () if has(other, one) => other.to_owned(),
        () => [one, BETWEEN, other].concat(),
    }
}

impl Edit {
    /// Whether the record is as it was.
    fn is_nothing(&self) -> bool {
        match self {
            Edit::Article(diff) => diff.was == diff.now,
            Edit::Item(diff) => diff.was == diff.now,
            Edit::Annotation(diff) => diff.was == diff.now,
            Edit::Extra { was, now } => was == now,
        }
    }
}

/// The change that takes an edit back, as far as nobody else changed the record since. What is left as it is
/// is named in `left`.
fn reverted(project: &Project, edit: &Edit, now: Time, left: &mut Vec<String>) -> Option<Change> {
    match edit {
        Edit::Article(diff) => {
            let id = &diff.was.as_ref().or(diff.now.as_ref())?.id;
            let to = reverted_record(diff, project.article(id), now, left)?;
            Some(Change::Article(id.clone(), to))
        }
        Edit::Item(diff) => {
            let id = &diff.was.as_ref().or(diff.now.as_ref())?.id;
            let to = reverted_record(diff, project.item(id), now, left)?;
            Some(Change::Item(id.clone(), to))
        }
        Edit::Annotation(diff) => {
            let id = &diff.was.as_ref().or(diff.now.as_ref())?.id;
            let to = reverted_record(diff, project.annotation(id), now, left)?;
            Some(Change::Annotation(id.clone(), to))
        }
        Edit::Extra { was, now } => (project.extra() == now).then(|| Change::Extra(was.clone())),
    }
}

/// `None` to leave the record, else what it is to be.
fn reverted_record<T: Record>(
    diff: &Diff<Rc<T>>,
    current: Option<&Rc<T>>,
    now: Time,
    left: &mut Vec<String>,
) -> Option<Option<Rc<T>>> {
    match (&diff.was, &diff.now, current) {
        (Some(was), Some(then), Some(current)) => {
            let mut record = T::clone(current);
            let kept = record.take_back(then, was);
            left.extend(kept.iter().map(|field| format!("the {field} of {}", record.called())));
            // An edit that changed nothing but the time says that the record fits the text that came with it. So does what
            // takes it back, with that text.
            if record == **current && !was.same(then) {
                return None;
            }
            record.stamp(later(current.modified(), now));
            Some(Some(Rc::new(record)))
        }
        (None, Some(then), Some(current)) => {
            if current.same(then) {
                return Some(None);
            }
            left.push(current.called());
            None
        }
        (Some(was), None, None) => {
            let mut record = T::clone(was);
            record.stamp(later(was.modified(), now));
            Some(Some(Rc::new(record)))
        }
        // Gone already, as it is to be.
        (None, Some(_), None) | (None, None, _) => None,
        // Edited here, then removed in another tab; or removed here, then made anew there.
        (Some(was), _, _) => {
            left.push(was.called());
            None
        }
    }
}

/// What undo has to know of a kind of record.
trait Record: Clone + PartialEq {
    fn modified(&self) -> Time;
    fn stamp(&mut self, now: Time);
    /// What a reader would call it.
    fn called(&self) -> String;
    /// Sets every field that still is as in `then` to what it is in `was`; names the others.
    fn take_back(&mut self, then: &Self, was: &Self) -> Vec<&'static str>;

    /// Whether two states of a record are the same but for their times.
    fn same(&self, other: &Self) -> bool {
        let mut stamped = self.clone();
        stamped.stamp(other.modified());
        stamped == *other
    }
}

/// Takes back each named field, or names it as left.
macro_rules! take_back {
    ($self:ident, $then:ident, $was:ident, $($field:ident: $name:literal),+) => {{
        let mut left = Vec::new();
        $(if $then.$field != $was.$field {
            if $self.$field == $then.$field {
                $self.$field = $was.$field.clone();
            } else {
                left.push($name);
            }
        })+
        left
    }};
}

impl Record for Article {
    fn modified(&self) -> Time {
        self.modified
    }
    fn stamp(&mut self, now: Time) {
        self.modified = now;
    }
    fn called(&self) -> String {
        format!("the article “{}”", self.title)
    }
    fn take_back(&mut self, then: &Article, was: &Article) -> Vec<&'static str> {
        take_back!(self, then, was, title: "title", source: "source", language: "language", byline: "byline",
            published: "date", direction: "direction", text: "text", created: "creation time", extra: "further fields")
    }
}

impl Record for AgendaItem {
    fn modified(&self) -> Time {
        self.modified
    }
    fn stamp(&mut self, now: Time) {
        self.modified = now;
    }
    fn called(&self) -> String {
        format!("the agenda item “{}”", self.title)
    }
    fn take_back(&mut self, then: &AgendaItem, was: &AgendaItem) -> Vec<&'static str> {
        let mut left = take_back!(self, then, was, title: "title", colour: "colour",
            description: "description", hotkey: "hotkey", status: "status",
            raised_by: "raised by", created: "creation time", extra: "further fields");
        // A rank means something only among the items with the same parent.
        let place = |item: &AgendaItem| (item.parent.clone(), item.rank.clone());
        if place(then) != place(was) {
            if place(self) == place(then) {
                (self.parent, self.rank) = place(was);
            } else {
                left.push("place");
            }
        }
        left
    }
}

impl Record for Annotation {
    fn modified(&self) -> Time {
        self.modified
    }
    fn stamp(&mut self, now: Time) {
        self.modified = now;
    }
    fn called(&self) -> String {
        A_PASSAGE.to_owned()
    }
    fn take_back(&mut self, then: &Annotation, was: &Annotation) -> Vec<&'static str> {
        take_back!(self, then, was, article: "article", anchor: "extent", items: "agenda items", note: "note",
            creator: "creator", created: "creation time", extra: "further fields")
    }
}

/// What a command is called in the undo button.
fn name(project: &Project, command: &Command) -> String {
    let item = |id: &ItemId| project.item(id).map_or_else(String::new, |item| item.title.to_string());
    match command {
        Command::AddArticle(_) => "article opened".to_owned(),
        Command::EditArticle(..) => "article edited".to_owned(),
        Command::RemoveArticle(_) => "article deleted".to_owned(),
        Command::AddItem { title, .. } => format!("new item {}", one_line(title)),
        Command::EditItem(id, edit) => edit.named(&item(id)),
        Command::MoveItem { id, .. } => format!("{} moved", item(id)),
        Command::RemoveItem(id) => format!("{} deleted", item(id)),
        Command::Annotate { items, .. } => match items.first() {
            Some(first) => format!("tagged as {}", item(first)),
            None => "marked without item".to_owned(),
        },
        Command::EditAnnotation(_, edit) => edit.name().to_owned(),
        Command::RemoveAnnotations(ids) if ids.len() == 1 => "passage deleted".to_owned(),
        Command::RemoveAnnotations(_) => "passages deleted".to_owned(),
        Command::All(name, _) | Command::Changes(name, _) => name.clone(),
    }
}

impl ItemEdit {
    /// Names the step, for an item of this title.
    fn named(&self, item: &str) -> String {
        let ItemEdit { title, colour, description, hotkey, status, raised_by } = self;
        let others = status.is_some() || raised_by.is_some();
        match (title.is_some(), colour.is_some(), description.is_some(), hotkey.is_some(), others) {
            (true, false, false, false, false) => format!("{item} renamed"),
            (false, true, false, false, false) => format!("colour of {item}"),
            (false, false, true, false, false) => format!("description of {item}"),
            (false, false, false, true, false) => format!("hotkey of {item}"),
            _ => format!("{item} edited"),
        }
    }
}

impl AnnotationEdit {
    fn name(&self) -> &'static str {
        match self {
            AnnotationEdit { span: Some(_), items: None, note: None } => "extent change",
            AnnotationEdit { span: None, items: Some(_), note: None } => "tag change",
            AnnotationEdit { span: None, items: None, note: Some(_) } => "note edit",
            _ => "passage edit",
        }
    }
}

fn set<T>(field: &mut T, to: Option<T>) {
    if let Some(value) = to {
        *field = value;
    }
}

fn some_words(words: Option<String>) -> Option<Rc<str>> {
    words.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty()).map(Rc::from)
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn title_of(title: &str) -> Result<Rc<str>, Refused> {
    let title = one_line(title);
    if title.is_empty() { Err(Refused::NoTitle) } else { Ok(title.into()) }
}

/// A time that is later than the one before, even where the clock went back: the newer must win a merge.
pub fn later(before: Time, now: Time) -> Time {
    now.max(Time(before.0 + 1))
}

/// The items below a parent, in order, without one of them.
fn siblings(project: &Project, parent: Option<&ItemId>, but: &ItemId) -> Vec<Rc<AgendaItem>> {
    let agenda = project.agenda().into_iter().map(|(_, item)| item);
    let siblings = agenda.filter(|item| project.parent_of(item) == parent && item.id != *but);
    siblings.cloned().collect()
}

/// Colours that all eyes can tell apart, in light and dark, near the hues of Okabe and Ito ("Color Universal Design", 2008) and
/// hues between those.
///
/// Any two differ by 8.0 or more (CIEDE2000; [`APART`](super::colours::APART) asks for 5) to every kind of eyes: by 11.8 with
/// all cones, 8.1 in protanopia, 8.2 in deuteranopia, 8.0 in tritanopia, as [`colours`](super::colours) simulates them (Viénot,
/// Brettel and Mollon 1999; for tritanopia Brettel, Viénot and Mollon 1997). As tints behind passages, 15 % over the paper, any
/// two differ by 3.0 or more with all cones. Each has a contrast of 3 or more with the papers and panels of light and dark,
/// which leaves no room for colours that are lighter or darker. A search got to 10 at most, with colours that are louder
/// and no longer what they are called. The tests of `colours` hold all this.
pub const PALETTE: [Colour; 11] = [
    Colour([0x03, 0x74, 0xdc]),
    Colour([0xe2, 0x64, 0x42]),
    Colour([0x53, 0x9b, 0x5b]),
    Colour([0xc7, 0x6f, 0xa5]),
    Colour([0x98, 0x77, 0x05]),
    Colour([0x03, 0x93, 0xde]),
    Colour([0x82, 0x59, 0x9d]),
    Colour([0x96, 0x5c, 0x2b]),
    Colour([0x31, 0x76, 0x65]),
    Colour([0xbe, 0x33, 0x68]),
    Colour([0x83, 0x80, 0x7f]),
];

/// The palette's first colour that the fewest items have, or one that some eyes cannot tell from it.
pub fn next_colour(project: &Project) -> Colour {
    let agenda = project.agenda();
    let uses = |colour: &Colour| agenda.iter().filter(|(_, item)| !are_apart(item.colour, *colour)).count();
    PALETTE.into_iter().min_by_key(uses).expect("the palette has colours")
}

#[cfg(test)]
mod tests;
