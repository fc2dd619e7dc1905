//! The one component of the page. Yew makes some four kilobytes of code for every type of component; so there is one
//! type, and what it draws is a value.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// What a part of the page is drawn from; a part whose `Draw` is as before is not drawn again.
pub trait Draw: Any {
    /// Draws it. What it remembers between drawings, it keeps in `hooks`.
    fn draw(&self, hooks: &mut HookContext) -> Html;
    /// Whether `other` is of the same type, and equal.
    fn is(&self, other: &dyn Any) -> bool;
}

/// Has a type be drawn by a hook, `fn(&Type) -> Html`.
macro_rules! drawn_by {
    ($type:ty, $hook:ident) => {
        impl $crate::ui::part::Draw for $type {
            fn draw(&self, hooks: &mut yew::functional::HookContext) -> yew::Html {
                yew::functional::Hook::run($hook(self), hooks)
            }

            fn is(&self, other: &dyn std::any::Any) -> bool {
                other.downcast_ref() == Some(self)
            }
        }
    };
}
pub(super) use drawn_by;

/// The properties of a [`Part`].
#[derive(Properties, Clone)]
pub struct PartProps {
    /// What is drawn.
    pub what: Rc<dyn Draw>,
}

impl PartialEq for PartProps {
    fn eq(&self, other: &PartProps) -> bool {
        let what: &dyn Any = &*other.what;
        self.what.is(what)
    }
}

/// A part of the page.
#[component]
pub fn Part(props: &PartProps) -> Html {
    use_draw(props)
}

/// The part as a hook, through which Yew hands on what the part remembers.
struct Drawing<'a>(&'a PartProps);

impl Hook for Drawing<'_> {
    type Output = Html;

    fn run(self, hooks: &mut HookContext) -> Html {
        self.0.what.draw(hooks)
    }
}

fn use_draw(props: &PartProps) -> Drawing<'_> {
    Drawing(props)
}

/// A part of the page. What Yew remembers of one goes on to the next with the same key in the same place; so parts of
/// different types must have different keys.
pub fn part(key: impl Into<Key>, what: impl Draw) -> Html {
    keyed(key.into(), Rc::new(what))
}

fn keyed(key: Key, what: Rc<dyn Draw>) -> Html {
    VComp::new::<Part>(Rc::new(PartProps { what }), Some(key)).into()
}

/// What an effect depends on: any value, compared with the one before.
struct Reason(Box<dyn Same>);

trait Same: Any {
    fn same(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + Any> Same for T {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

impl PartialEq for Reason {
    fn eq(&self, other: &Reason) -> bool {
        let other: &dyn Any = &*other.0;
        self.0.same(other)
    }
}

type End = Box<dyn FnOnce()>;
type Effect = Box<dyn FnOnce(&Reason) -> End>;

/// Yew's hook of this name with one type for all effects, for the same reason that there is one type of component.
pub fn use_effect_with<T: PartialEq + 'static, D: TearDown>(
    reason: T,
    effect: impl FnOnce(&T) -> D + 'static,
) -> impl Hook<Output = ()> {
    let effect: Effect = Box::new(move |reason| {
        let reason: &dyn Any = &*reason.0;
        let end = effect(reason.downcast_ref().expect("it is what was given with the effect"));
        Box::new(move || end.tear_down())
    });
    boxed_effect(Reason(Box::new(reason)), effect)
}

fn boxed_effect(reason: Reason, effect: Effect) -> impl Hook<Output = ()> {
    yew::functional::use_effect_with(reason, effect)
}
