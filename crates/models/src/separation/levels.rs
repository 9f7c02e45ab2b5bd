//! Separation by levels: those that tell classes apart leave first, and only what remains is searched.

use linalg_lite::{Combination, dependencies};

use super::margins::Margins;
use super::overlap::overlaps;
use super::peel::Peel;
use super::unknown::Unknown;
use super::{SeparatingDirection, Separation, among};
use crate::error::Error;
use crate::problem::Problem;

/// A direction of which levels are a part, and all that is infinite; none where no level tells classes apart, or where
/// what remains cannot be decided without the others.
pub(super) fn separated_by_levels(
    problem: &Problem<'_, usize>,
    classes: usize,
) -> Result<Option<SeparatingDirection>, Error> {
    let Some(peel) = Peel::of(problem, classes)?.filter(|peel| !peel.rounds.is_empty()) else {
        return Ok(None);
    };
    let aliased = dependencies(problem.design, problem.weight_values())?.combinations;
    let by_levels = ByLevels { problem, peel, aliased };
    if !by_levels.peel.is_anything_left {
        return by_levels.complete(None);
    }
    if classes == 2 { by_levels.of_two() } else { by_levels.of_many() }
}

struct ByLevels<'a, 'p> {
    problem: &'p Problem<'a, usize>,
    peel: Peel<'a>,
    /// What others replace in the whole table.
    aliased: Vec<Combination>,
}

impl ByLevels<'_, '_> {
    fn of_two(&self) -> Result<Option<SeparatingDirection>, Error> {
        let left = self.peel.left(&[0, 1])?;
        let found = dependencies(self.problem.design, Some(&left))?.combinations;
        let unknown = Unknown::of(&found, &self.aliased, self.problem);
        let mut infinite = unknown.supports();
        if overlaps(self.problem, &left, 1, &unknown.kept)? {
            return self.partly(infinite);
        }
        let Ok(margins) = Margins::new(self.problem.design, self.problem.target, 2, Some(&left))
        else {
            return Ok(None);
        };
        let Some(more) = among(&margins, unknown.kept)? else { return self.partly(infinite) };
        infinite.extend(&more.infinite);
        infinite.sort_unstable();
        infinite.dedup();
        match more.separation {
            Separation::QuasiComplete => self.partly(infinite),
            Separation::Complete => {
                let found = self.complete(Some(&more))?;
                Ok(found.map(|found| SeparatingDirection { infinite, ..found }))
            }
        }
    }

    /// Every two classes overlap in what is left: so do all.
    fn of_many(&self) -> Result<Option<SeparatingDirection>, Error> {
        let mut pairs = Vec::new();
        for b in 1..self.peel.classes {
            for a in 0..b {
                let left = self.peel.left(&[a, b])?;
                if !left.contains(&1.0) {
                    continue;
                }
                let found = dependencies(self.problem.design, Some(&left))?.combinations;
                let unknown = Unknown::of(&found, &self.aliased, self.problem);
                if !overlaps(self.problem, &left, b, &unknown.kept)? {
                    return Ok(None);
                }
                pairs.push((a, b, left));
            }
        }
        match Unknown::of_classes(&pairs, &self.aliased, self.problem, self.peel.classes)? {
            Some(infinite) => self.partly(infinite),
            None => Ok(None),
        }
    }

    /// The direction of one level, which is enough.
    fn partly(&self, infinite: Vec<usize>) -> Result<Option<SeparatingDirection>, Error> {
        let is_aliased = |j: usize| self.aliased.iter().any(|c| c.feature == j);
        let Some(step) = self.peel.first(is_aliased) else { return Ok(None) };
        let mut weights = self.no_weights();
        self.peel.add(step, 1.0, &mut weights);
        let separation = Separation::QuasiComplete;
        Ok(Some(self.direction(weights, separation, infinite)))
    }

    /// The directions of all rounds, each so much larger than the next that what is positive stays so, and one that
    /// has all other margins positive.
    fn complete(
        &self,
        rest: Option<&SeparatingDirection>,
    ) -> Result<Option<SeparatingDirection>, Error> {
        const LARGEST: f64 = 1e9;
        let mut weights = self.no_weights();
        let mut factor = 1.0;
        if let Some(rest) = rest {
            let largest = self.problem.design.logits(&rest.weights)?;
            factor += largest.iter().fold(0.0_f64, |most, z| most.max(z.abs()));
            weights[1].iter_mut().zip(&rest.weights).for_each(|(w, rest)| *w += rest);
        }
        let largest_margin = 2 * self.peel.n_categories() * (self.peel.classes - 1);
        for round in self.peel.rounds.iter().rev() {
            round.iter().for_each(|step| self.peel.add(step, factor, &mut weights));
            factor *= 1.0 + largest_margin as f64;
        }
        if factor.is_nan() || factor > LARGEST * LARGEST {
            return Ok(None);
        }
        let all = (0..(self.peel.classes - 1) * self.problem.design.dim()).collect();
        Ok(Some(self.direction(weights, Separation::Complete, self.not_aliased(all))))
    }

    fn no_weights(&self) -> Vec<Vec<f64>> {
        vec![vec![0.0; self.problem.design.dim()]; self.peel.classes]
    }

    /// Without the parameters of aliased columns.
    fn not_aliased(&self, parameters: Vec<usize>) -> Vec<usize> {
        let group = self.problem.design.dim();
        let is_aliased = |j: usize| self.aliased.iter().any(|c| c.feature == j % group);
        parameters.into_iter().filter(|j| !is_aliased(*j)).collect()
    }

    /// From weights for every class.
    fn direction(
        &self,
        mut weights: Vec<Vec<f64>>,
        separation: Separation,
        infinite: Vec<usize>,
    ) -> SeparatingDirection {
        let p = self.problem.n_features();
        let first = weights.remove(0);
        for weights in &mut weights {
            weights.iter_mut().zip(&first).for_each(|(w, first)| *w -= first);
        }
        let is_used = |j: &usize| weights.iter().any(|weights| weights[*j] != 0.0);
        let features = (0..p).filter(is_used).collect();
        SeparatingDirection { separation, weights: weights.concat(), features, infinite }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rank::independent;
    use super::super::{find, margins};
    use super::*;
    use crate::sample_weights::SampleWeights;
    use linalg_lite::Columns;

    struct Draws(u64);

    impl Draws {
        fn below(&mut self, n: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
            (self.0 >> 33) as usize % n
        }
    }

    /// Crossed and nested categories, at times with levels that are nowhere, and at times numbers.
    fn table(draws: &mut Draws, classes: usize) -> (Columns, Vec<usize>, Vec<f64>) {
        let n = 6 + draws.below(50);
        let mut x = Columns::new(n);
        let mut before: Vec<usize> = vec![0; n];
        for _ in 0..1 + draws.below(3) {
            let (levels, nested) = (1 + draws.below(7), draws.below(3) == 0);
            let code = |i: usize, draws: &mut Draws| {
                if nested { before[i] / 2 } else { draws.below(levels) }
            };
            let codes: Vec<usize> = (0..n).map(|i| code(i, draws)).collect();
            let shift = draws.below(4) / 3;
            let shifted: Vec<u32> = codes.iter().map(|code| (code + shift) as u32).collect();
            x.push_category(&shifted, 7 + shift).unwrap();
            if draws.below(3) == 0 {
                x.push_numbers((0..n).map(|_| draws.below(6) as f64).collect()).unwrap();
            }
            before = codes;
        }
        let rare = 2 + draws.below(6);
        let mut label = || if draws.below(rare) == 0 { draws.below(classes) } else { 0 };
        let labels = (0..n).map(|i| if i < classes { i } else { label() }).collect();
        let weights = (0..n).map(|i| if i < classes { 1 } else { draws.below(3) } as f64).collect();
        (x, labels, weights)
    }

    /// What is left after the levels is said to be infinite, and how well it separates, as by the search of all.
    #[test]
    fn levels_first_find_what_the_search_finds() {
        let mut draws = Draws(18);
        let (mut partly, mut completely, mut undecided, mut compared) = (0, 0, [0; 2], 0);
        for round in 0..3000 {
            let classes = 2 + round % 2;
            let (x, labels, weights) = table(&mut draws, classes);
            let mut problem = Problem::new(&x, &labels).unwrap();
            if round % 5 < 2 {
                problem = problem.weighted(SampleWeights::frequency(&weights)).unwrap();
            }
            if round % 7 < 2 {
                problem = problem.without_intercept();
            }
            let margins = margins(&problem, classes).unwrap();
            let expected = find(&margins).unwrap();
            let peel = Peel::of(&problem, classes).unwrap().unwrap();
            let Some(found) = separated_by_levels(&problem, classes).unwrap() else {
                undecided[classes - 2] += usize::from(!peel.rounds.is_empty());
                continue;
            };
            let expected = expected.unwrap_or_else(|| panic!("round {round}: {found:?}"));
            assert_eq!(found.separation, expected.separation, "round {round}");
            let aliased = dependencies(problem.design, problem.weight_values()).unwrap();
            let is_kept = |j: &usize| aliased.combinations.iter().all(|c| c.feature != *j);
            let kept: Vec<usize> = (0..problem.n_features()).filter(is_kept).collect();
            if kept == independent(&margins).unwrap() {
                assert_eq!(found.infinite, expected.infinite, "round {round}: {found:?}");
                compared += 1;
            }
            let along = margins.separation_along(&found.weights).unwrap();
            assert_eq!(along, Some(found.separation), "round {round}: {found:?}");
            match found.separation {
                Separation::Complete => completely += 1,
                Separation::QuasiComplete => partly += 1,
            }
        }
        println!("{partly} {completely} {undecided:?} {compared}");
        assert!(partly > 1000 && completely > 200 && compared > 1200);
        assert!(undecided[0] < 50, "{undecided:?}");
    }
}
