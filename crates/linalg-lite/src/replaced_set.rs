use std::ops::Range;

use crate::Combination;

/// Many levels of a category that others replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedSet {
    /// The features of the category.
    pub category: Range<usize>,
    /// How many of them are replaced.
    pub replaced: usize,
    /// The first feature of each other category, and each number, that takes part.
    pub others: Vec<usize>,
}

impl ReplacedSet {
    /// Sets of more than so many levels are named instead of each level.
    pub const MANY: usize = 10;

    /// The categories of which many levels are replaced, and the combinations of all other features. A level that is
    /// the same in all rows stands for itself.
    #[must_use]
    pub fn of<'a>(
        combinations: &'a [Combination],
        categories: &[Range<usize>],
    ) -> (Vec<Self>, Vec<&'a Combination>) {
        let (mut sets, mut rest): (Vec<Self>, Vec<&Combination>) =
            (Vec::new(), combinations.iter().collect());
        for category in categories {
            let is_in = |c: &&Combination| category.contains(&c.feature) && !c.terms.is_empty();
            let own: Vec<&Combination> = rest.iter().copied().filter(is_in).collect();
            if own.len() <= Self::MANY {
                continue;
            }
            rest.retain(|c| !is_in(c));
            let first = |j: &usize| {
                categories.iter().find(|other| other.contains(j)).map_or(*j, |other| other.start)
            };
            let terms = own.iter().flat_map(|c| c.terms.iter().map(|(j, _)| first(j)));
            let mut others: Vec<usize> = terms.filter(|j| *j != category.start).collect();
            others.sort_unstable();
            others.dedup();
            sets.push(Self { category: category.clone(), replaced: own.len(), others });
        }
        (sets, rest)
    }

    /// In words, with the names of the features: `29 levels of "state" are combinations of those of "zip"`.
    #[must_use]
    pub fn describe(&self, names: &[String], categories: &[Range<usize>]) -> String {
        let other = |j: &usize| match categories.iter().find(|category| category.start == *j) {
            Some(category) => format!("those of \"{}\"", set_name(names, category)),
            None => names.get(*j).cloned().unwrap_or_else(|| format!("feature {j}")),
        };
        let others: Vec<String> = match self.others.is_empty() {
            true => vec!["the others".to_owned()],
            false => self.others.iter().map(other).collect(),
        };
        let name = set_name(names, &self.category);
        format!("{} levels of \"{name}\" are combinations of {}", self.replaced, others.join(", "))
    }
}

/// A combination in words; the levels of a category that are many of its terms by the name of the category.
#[must_use]
pub fn combination_name(
    combination: &Combination,
    names: &[String],
    categories: &[Range<usize>],
) -> String {
    let terms: Vec<usize> = combination.terms.iter().map(|(j, _)| *j).collect();
    let parts = names_with_sets(&terms, names, categories);
    if parts.len() == terms.len() {
        return combination.describe(names);
    }
    let name = names_with_sets(&[combination.feature], names, categories).concat();
    format!("{name} is a combination of {}", parts.join(", "))
}

/// Names of features; where they are many levels of a category, how many and its name.
#[must_use]
pub fn names_with_sets(
    features: &[usize],
    names: &[String],
    categories: &[Range<usize>],
) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), features.to_vec());
    for category in categories {
        let own = rest.iter().filter(|j| category.contains(j)).count();
        if own > ReplacedSet::MANY {
            rest.retain(|j| !category.contains(j));
            found.push(format!("{own} levels of \"{}\"", set_name(names, category)));
        }
    }
    let name = |j: &usize| names.get(*j).cloned().unwrap_or_else(|| format!("feature {j}"));
    found.extend(rest.iter().map(name));
    found
}

/// The name of a category whose features are named `category=level`: what all these names begin with.
#[must_use]
pub fn set_name(names: &[String], category: &Range<usize>) -> String {
    let of_levels = names.get(category.clone()).unwrap_or_default();
    let Some((first, others)) = of_levels.split_first() else {
        return format!("features {} to {}", category.start, category.end.saturating_sub(1));
    };
    let common = others.iter().fold(first.len(), |common, other| {
        let same = first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        common.min(same)
    });
    let end = first.as_bytes()[..common].iter().rposition(|byte| *byte == b'=');
    first.get(..end.unwrap_or(first.len())).unwrap_or(first).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_levels_are_one_set() {
        let name = |j: usize| if j < 12 { format!("state=s{j}") } else { format!("zip=z{j}") };
        let names: Vec<String> = (0..40).map(name).collect();
        let categories = [0..12, 12..40];
        let combination = |j: usize| Combination {
            feature: j,
            terms: vec![(j - 12, 1.0), (j - 1, -1.0)],
            constant: 0.0,
        };
        let constant = Combination { feature: 3, terms: Vec::new(), constant: 0.0 };
        let mut combinations = vec![constant.clone()];
        combinations.extend((28..40).map(combination));
        let (sets, rest) = ReplacedSet::of(&combinations, &categories);
        assert_eq!((sets.len(), rest), (1, vec![&constant]));
        assert_eq!(
            sets[0].describe(&names, &categories),
            "12 levels of \"zip\" are combinations of the others"
        );
        let of_states: Vec<Combination> = (0..12)
            .map(|j| Combination { feature: j, terms: vec![(j + 12, 1.0)], constant: 0.0 })
            .collect();
        let (sets, rest) = ReplacedSet::of(&of_states, &categories);
        assert!(rest.is_empty());
        assert_eq!(
            sets[0].describe(&names, &categories),
            "12 levels of \"state\" are combinations of those of \"zip\""
        );
        assert!(ReplacedSet::of(&of_states[..10], &categories).0.is_empty());
    }

    #[test]
    fn many_terms_are_one_set() {
        let names: Vec<String> =
            (0..13).map(|j| if j < 12 { format!("zip=z{j}") } else { "x".to_owned() }).collect();
        let categories = [0..12, 20..21];
        let of = |count: usize| Combination {
            feature: 12,
            terms: (0..count).map(|j| (j, 1.0)).collect(),
            constant: 0.0,
        };
        assert_eq!(combination_name(&of(2), &names, &categories), "x = zip=z0 + zip=z1");
        assert_eq!(
            combination_name(&of(11), &names, &categories),
            "x is a combination of 11 levels of \"zip\""
        );
        assert_eq!(names_with_sets(&[12, 20], &names, &categories), ["x", "feature 20"]);
    }

    #[test]
    fn the_name_is_what_comes_before_the_last_common_sign() {
        let names = ["a=b=x", "a=b=y", "c=d"].map(str::to_owned);
        assert_eq!(set_name(&names, &(0..2)), "a=b");
        assert_eq!(set_name(&names, &(2..3)), "c");
        assert_eq!(set_name(&[], &(2..5)), "features 2 to 4");
    }
}
