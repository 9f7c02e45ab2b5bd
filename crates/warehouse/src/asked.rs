//! What an objective remembers: not for its answers, but to ask nothing twice and to tell how far it has come.

use std::cell::{Cell, RefCell};

use crate::Sums;

/// What was asked so far.
#[derive(Default)]
pub struct Asked {
    questions: Cell<usize>,
    /// The last place where there was a Hessian, and what it was.
    pub(crate) last: RefCell<Option<(Vec<f64>, Sums)>>,
    /// The lowest value so far, and who wants to know where it was.
    lowest: Cell<Option<f64>>,
    listener: RefCell<Option<Listener>>,
}

/// Told the parameters, those that are 0 among them, whenever the objective has a new lowest value.
pub type Listener = Box<dyn FnMut(&[f64])>;

impl Asked {
    /// How many questions there were.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.questions.get()
    }

    pub(crate) fn add(&self, questions: usize) {
        self.questions.set(self.questions.get() + questions);
    }

    /// From now on `listener` is told of every step.
    pub fn tell(&self, listener: Listener) {
        *self.listener.borrow_mut() = Some(listener);
    }

    pub(crate) fn visited(&self, w: &[f64], value: f64) {
        if self.lowest.get().is_none_or(|lowest| value < lowest) {
            self.lowest.set(Some(value));
            if let Some(listener) = &mut *self.listener.borrow_mut() {
                listener(w);
            }
        }
    }
}
