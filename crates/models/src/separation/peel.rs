use std::ops::Range;

use linalg_lite::{Block, Column, Design};

use crate::error::Error;
use crate::problem::Problem;

/// The levels of a table, one after the other, as long as any tells classes apart.
///
/// A margin `z_y - z_k` of a sample at some level changes with the weights `t` that the level has for the classes by
/// `t_y - t_k`. Draw an arrow from y to k for every such margin that is left at the level. Where no way leads back
/// from k to y, weights that fall along every arrow, `t_y` = how many classes can be reached from y, make this margin
/// positive, and no margin anywhere negative. So it is positive along a direction that separates, and leaves; which
/// may cut the ways of other levels. With two classes: a level whose samples are all of one class leaves with them.
///
/// The baseline of a category has no weight of its own. What is the same for all samples, an intercept or a category of which
/// the baseline is not there, less all other levels, does instead.
pub(super) struct Peel<'a> {
    design: Design<'a>,
    labels: &'a [usize],
    weights: Option<&'a [f64]>,
    pub(super) classes: usize,
    /// The features of each category, and where its levels begin, the baseline first.
    categories: Vec<(Range<usize>, usize)>,
    /// For each level, class and other class whether that margin has left.
    has_left: Vec<bool>,
    /// What made margins leave, round after round.
    pub(super) rounds: Vec<Vec<Step>>,
    /// Whether any margin is left.
    pub(super) is_anything_left: bool,
}

/// A direction among the weights of one level.
pub(super) struct Step {
    category: usize,
    /// 0 for the baseline.
    code: usize,
    /// For each class.
    weights: Vec<f64>,
    constant: Constant,
}

/// What is the same for all samples that are left.
#[derive(Clone, Copy)]
enum Constant {
    Intercept,
    Category(usize),
}

impl<'a> Peel<'a> {
    /// None where there are no categories, or no sample of some class.
    pub(super) fn of(problem: &Problem<'a, usize>, classes: usize) -> Result<Option<Self>, Error> {
        const MOST: usize = 1 << 26;
        let Problem { design, target, .. } = *problem;
        let (mut categories, mut levels) = (Vec::new(), 0);
        for features in design.features().categories() {
            levels += features.len() + 1;
            categories.push((features.clone(), levels - features.len() - 1));
        }
        let mut is_seen = vec![false; classes];
        for label in problem.counted_rows().map(|i| target[i]) {
            match is_seen.get_mut(label) {
                Some(is_seen) => *is_seen = true,
                None => return Ok(None),
            }
        }
        let is_sound = classes > 1 && is_seen.iter().all(|seen| *seen);
        if levels == 0 || !is_sound || levels * classes * classes > MOST {
            return Ok(None);
        }
        design.check_finite()?;
        let mut peel = Self {
            design,
            labels: target,
            weights: problem.weight_values(),
            classes,
            categories,
            has_left: vec![false; levels * classes * classes],
            rounds: Vec::new(),
            is_anything_left: true,
        };
        peel.run()?;
        Ok(Some(peel))
    }

    fn run(&mut self) -> Result<(), Error> {
        loop {
            let arrows = self.arrows()?;
            self.is_anything_left = arrows.contains(&true);
            let steps = self.steps(&arrows);
            if steps.is_empty() {
                return Ok(());
            }
            self.rounds.push(steps);
        }
    }

    /// For each level, class and other class whether such a margin is left there.
    fn arrows(&self) -> Result<Vec<bool>, Error> {
        let arrows = self.design.sweep(
            self.has_left.len() / size_of::<f64>(),
            || vec![false; self.has_left.len()],
            |arrows, block| {
                let places = self.places(block);
                for (i, row) in block.rows().enumerate() {
                    self.each_left(&places, i, row, |other| {
                        for places in &places {
                            arrows[places[i] + other] = true;
                        }
                    });
                }
            },
            |all, more| all.iter_mut().zip(more).for_each(|(all, more)| *all |= more),
        )?;
        Ok(arrows)
    }

    /// For each category and sample where the margins of its level and class begin.
    fn places(&self, block: Block<'_>) -> Vec<Vec<usize>> {
        let labels = &self.labels[block.rows()];
        let place = |level: usize, label: usize| (level * self.classes + label) * self.classes;
        let categories = block.columns().filter_map(|(_, column)| match column {
            Column::Category(category) => Some(category),
            Column::Numbers(_) => None,
        });
        let of_category = |(category, (_, first)): (linalg_lite::Category<'_>, &(_, usize))| {
            let mut places: Vec<usize> = labels.iter().map(|label| place(*first, *label)).collect();
            category.for_each(|i, k| places[i] = place(first + k + 1, labels[i]));
            places
        };
        categories.zip(&self.categories).map(of_category).collect()
    }

    /// Visits the other class of each margin of a sample that is left.
    fn each_left(&self, places: &[Vec<usize>], i: usize, row: usize, mut visit: impl FnMut(usize)) {
        if self.weights.is_some_and(|weights| weights[row] == 0.0) {
            return;
        }
        for other in (0..self.classes).filter(|other| *other != self.labels[row]) {
            if places.iter().all(|places| !self.has_left[places[i] + other]) {
                visit(other);
            }
        }
    }

    /// The levels from which margins leave now.
    fn steps(&mut self, arrows: &[bool]) -> Vec<Step> {
        let squares = self.classes * self.classes;
        let of_level = |level: usize| &arrows[level * squares..(level + 1) * squares];
        let is_whole = |(_, first): &(Range<usize>, usize)| !of_level(*first).contains(&true);
        let whole = self.categories.iter().position(is_whole).map(Constant::Category);
        let constant = if self.design.has_intercept() { Some(Constant::Intercept) } else { whole };
        let mut steps = Vec::new();
        for (category, (features, first)) in self.categories.iter().enumerate() {
            for code in 0..=features.len() {
                let (level, constant) = match (code, constant) {
                    (0, None) => continue,
                    (_, constant) => (first + code, constant.unwrap_or(Constant::Intercept)),
                };
                let of_level = of_level(level);
                let Some((weights, leaving)) = falling(of_level, self.classes) else { continue };
                leaving.into_iter().for_each(|k| self.has_left[level * squares + k] = true);
                steps.push(Step { category, code, weights, constant });
            }
        }
        steps
    }

    /// Adds a step to the weights of each class.
    pub(super) fn add(&self, step: &Step, factor: f64, weights: &mut [Vec<f64>]) {
        let of_category = &self.categories[step.category].0;
        for (weights, t) in weights.iter_mut().zip(&step.weights) {
            let t = factor * t;
            if step.code > 0 {
                weights[of_category.start + step.code - 1] += t;
                continue;
            }
            let constant = match step.constant {
                Constant::Intercept => weights.len() - 1..weights.len(),
                Constant::Category(other) => self.categories[other].0.clone(),
            };
            constant.for_each(|j| weights[j] += t);
            of_category.clone().for_each(|j| weights[j] -= t);
        }
    }

    /// The first step, if there is one of a level with a weight of its own, that no others replace.
    pub(super) fn first(&self, is_aliased: impl Fn(usize) -> bool) -> Option<&Step> {
        let first = self.rounds.first()?;
        let feature = |step: &&Step| self.categories[step.category].0.start + step.code - 1;
        let mut of_levels = first.iter().filter(|step| step.code > 0);
        let own = of_levels.clone().find(|step| !is_aliased(feature(step)));
        own.or_else(|| of_levels.next()).or_else(|| first.first())
    }

    /// How many levels a sample is at.
    pub(super) fn n_categories(&self) -> usize {
        self.categories.len()
    }

    /// For each sample 1 where a margin against one of `others` is left, if it is itself of one of them, else 0.
    pub(super) fn left(&self, others: &[usize]) -> Result<Vec<f64>, Error> {
        let mut left = vec![0.0; self.labels.len()];
        self.design.fill(&mut left, |block, left| {
            let places = self.places(block);
            for (i, row) in block.rows().enumerate() {
                self.each_left(&places, i, row, |other| {
                    if others.contains(&other) && others.contains(&self.labels[row]) {
                        left[i] = 1.0;
                    }
                });
            }
        })?;
        Ok(left)
    }
}

/// Weights that fall along all arrows, and the arrows (`from * classes + to`) along which they do not stay; none if
/// they stay along all.
fn falling(arrows: &[bool], classes: usize) -> Option<(Vec<f64>, Vec<usize>)> {
    let at = |from: usize, to: usize| from * classes + to;
    let one_way = |k: usize| arrows[k] && !arrows[at(k % classes, k / classes)];
    if !(0..arrows.len()).any(one_way) {
        return None;
    }
    let mut reaches = arrows.to_vec();
    (0..classes).for_each(|k| reaches[at(k, k)] = true);
    for middle in 0..classes {
        for from in 0..classes {
            if reaches[at(from, middle)] {
                (0..classes).for_each(|to| reaches[at(from, to)] |= reaches[at(middle, to)]);
            }
        }
    }
    let leaving = |k: &usize| arrows[*k] && !reaches[at(k % classes, k / classes)];
    let leaving: Vec<usize> = (0..arrows.len()).filter(leaving).collect();
    let reached = |from: usize| (0..classes).filter(|to| reaches[at(from, *to)]).count();
    let weights = (0..classes).map(|from| reached(from) as f64 - 1.0).collect();
    (!leaving.is_empty()).then_some((weights, leaving))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_by_hand() {
        // 0 and 1 lead to each other and both to 2.
        let arrows = [(0, 1), (1, 0), (0, 2), (1, 2)];
        let of = |arrows: &[(usize, usize)]| {
            let mut all = vec![false; 9];
            arrows.iter().for_each(|(from, to)| all[from * 3 + to] = true);
            falling(&all, 3)
        };
        assert_eq!(of(&arrows), Some((vec![1.0 + 1.0, 2.0, 0.0], vec![2, 5])));
        assert_eq!(of(&[(0, 1), (1, 2), (2, 0)]), None);
        assert_eq!(of(&[(0, 1), (1, 0)]), None);
        assert_eq!(of(&[(2, 0)]), Some((vec![0.0, 0.0, 1.0], vec![6])));
    }
}
